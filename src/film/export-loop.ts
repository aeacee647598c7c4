import { WanError } from '../errors.js';
import { encode } from '../media/encode.js';
import { clipInput } from '../media/film-clip.js';
import { type FrameRate, perSecond } from '../media/frame-rate.js';
import { countFrames } from '../media/small-frames.js';
import { checkFilm } from './check-film.js';
import { filmEncoding } from './encode-join.js';
import { type Exported, type ExportOrder, sizeOfWidth, tooShort } from './export-order.js';
import { chooseFormat, conformFilters, type FilmFormat } from './film-format.js';

export interface LoopWish {
  readonly style: 'seamless' | 'boomerang';
  readonly width?: number | undefined;
  readonly fps?: FrameRate | undefined;
}

/** Seconds over which the end of a seamless loop becomes its beginning. */
const overlapSeconds = 0.5;

/** A video whose last picture is followed by its first as any other: no jump where a player begins anew. */
export async function exportLoop(order: ExportOrder, { style, width, fps }: LoopWish): Promise<Exported> {
  const { ffmpeg, clip, into, signal } = order;
  const size = width === undefined ? undefined : sizeOfWidth(clip, width);
  const format = chooseFormat([clip], { rate: fps, size });
  const filters = [...conformFilters(clip, format), 'format=yuv420p'];
  const found = await countFrames(ffmpeg, { clip, filters, options: { signal } });
  const { graph, frames } = (style === 'seamless' ? seamless : boomerang)(order, { found, format });
  const { num, den } = format.rate;
  const whole = `[0:v:0]${filters.join(',')},split[one][other];${graph},settb=${den}/${num},setpts=N[out]`;
  const args = [...clipInput(clip), '-filter_complex', whole, '-map', '[out]', ...filmEncoding(format)];
  await encode(ffmpeg, { ...order, frames, args });
  await checkFilm({ ffmpeg, path: into, frames, format, isCopied: false, signal });
  const rate = perSecond(format.rate);
  const durationSeconds = Number((frames / rate).toFixed(3));
  return { width: format.width, height: format.height, frames, fps: Number(rate.toFixed(3)), durationSeconds };
}

interface LoopShape {
  /** Pictures of the clip in the form of the loop. */
  readonly found: number;
  readonly format: FilmFormat;
}

/** From `[one]` and `[other]`: the clip without its beginning, into which its end dissolves. */
function seamless({ clip }: ExportOrder, { found, format: { rate } }: LoopShape): { graph: string; frames: number } {
  const shared = Math.min(Math.round(overlapSeconds * perSecond(rate)), Math.floor(found / 3));
  if (shared < 1) throw tooShort(clip, 'to loop');
  const frames = found - shared;
  const seconds = (count: number) => (count / perSecond(rate)).toFixed(6);
  // A spare picture behind each: where an input ends within the fade, xfade now and then loses the last one (ffmpeg 5.1).
  const spare = 'tpad=stop_mode=clone:stop=1';
  const body = `[one]trim=start_frame=${shared},setpts=N,${spare}[body]`;
  const head = `[other]trim=end_frame=${shared},setpts=N,${spare}[head]`;
  const fade = `[body][head]xfade=duration=${seconds(shared)}:offset=${seconds(frames - shared)},trim=end_frame=${frames}`;
  return { graph: `${body};${head};${fade}`, frames };
}

/** From `[one]` and `[other]`: forth and back, neither of the turning pictures twice. */
function boomerang({ clip }: ExportOrder, { found, format }: LoopShape): { graph: string; frames: number } {
  if (found < 3) throw tooShort(clip, 'to go back and forth');
  if (found * format.width * format.height * 1.5 > mostReversed) {
    throw new WanError('request.invalid', `${clip.path} is too long to be played backwards`, {
      hint: 'leave out --boomerang, or give a smaller --width',
    });
  }
  const back = `[other]reverse,trim=start_frame=1:end_frame=${found - 1},setpts=N[back]`;
  return { graph: `${back};[one][back]concat`, frames: 2 * found - 2 };
}

/** Bytes of pictures that are held in memory to be turned round. */
const mostReversed = 1.5 * 1024 ** 3;
