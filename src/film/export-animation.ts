import { WanError } from '../errors.js';
import { encode } from '../media/encode.js';
import { clipInput } from '../media/film-clip.js';
import { type FrameRate, perSecond } from '../media/frame-rate.js';
import { inspectClip } from '../media/inspect-clip.js';
import { chooseRate, type Exported, type ExportOrder, exactScale, type Size, sizeOfWidth } from './export-order.js';
import { rateFilters } from './film-format.js';

export interface AnimationWish {
  readonly kind: 'gif' | 'webp';
  readonly width?: number | undefined;
  readonly fps?: FrameRate | undefined;
}

/** Pixels across and pictures a second, unless others are asked for; never more than the clip has. */
const usual = { width: 480, gifRate: 12, webpRate: 30 } as const;

/** Browsers show a GIF whose pictures are closer than 20 ms at a tenth of the speed. */
const fastestGif = 50;

/** An endless animated image. @throws WanError `request.invalid`, `local.ffmpeg-failed` */
export async function exportAnimation(order: ExportOrder, wish: AnimationWish): Promise<Exported> {
  const { clip, into } = order;
  const rate = chooseRate(clip, { wish: wish.fps, usual: wish.kind === 'gif' ? usual.gifRate : usual.webpRate });
  if (wish.kind === 'gif' && perSecond(rate) > fastestGif) {
    throw new WanError('request.invalid', `a GIF shows ${fastestGif} pictures a second at most`, { hint: '--fps 25' });
  }
  const size = sizeOfWidth(clip, wish.width ?? Math.min(usual.width, clip.width));
  const durationSeconds = order.frames / perSecond(clip.rate);
  const frames = Math.max(1, Math.round(durationSeconds * perSecond(rate)));
  const even = [...rateFilters(clip, clip), `fps=${rate.num}/${rate.den}`];
  await (wish.kind === 'gif' ? writeGif : writeWebp)(order, { even, size, frames });
  const written = await inspectClip(into).catch((error: unknown) => {
    throw new WanError('request.invalid', `nothing moves in ${clip.path}`, { hint: 'export --poster', cause: error });
  });
  if (Math.abs(written.durationSeconds - durationSeconds) > 0.15 + 0.05 * durationSeconds) {
    throw new WanError('local.ffmpeg-failed', `the image lasts ${written.durationSeconds} s, not ${durationSeconds} s`);
  }
  return {
    ...size,
    frames: written.frames,
    fps: Number(perSecond(rate).toFixed(3)),
    durationSeconds: written.durationSeconds,
  };
}

interface Animation {
  readonly even: readonly string[];
  readonly size: Size;
  readonly frames: number;
}

/** The palette is made in a pass of its own, so that no clip has to fit into memory. */
async function writeGif(order: ExportOrder, { even, size, frames }: Animation): Promise<void> {
  const { ffmpeg, clip, signal } = order;
  const pictures = [...even, ...exactScale(clip, size, 'bgra')].join(',');
  const input = await ffmpeg.run(
    [
      ...clipInput(clip),
      ...['-vf', `${pictures},palettegen=max_colors=128:stats_mode=diff`],
      ...['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'],
    ],
    { signal },
  );
  const dither = 'paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle';
  const graph = `[0:v:0]${pictures}[pictures];[pictures][1:v:0]${dither}[out]`;
  const args = [...clipInput(clip), '-f', 'png_pipe', '-i', 'pipe:0', '-filter_complex', graph, '-map', '[out]'];
  await encode(ffmpeg, {
    ...order,
    frames,
    args: [...args, '-map_metadata', '-1'],
    input,
    muxer: ['-loop', '0', '-f', 'gif'],
  });
}

async function writeWebp(order: ExportOrder, { even, size, frames }: Animation): Promise<void> {
  const { ffmpeg, clip } = order;
  const filters = [...even, ...exactScale(clip, size, 'webp')].join(',');
  const coding = ['-c:v', 'libwebp_anim', '-quality', '60', '-map_metadata', '-1'];
  const args = [...clipInput(clip), '-map', '0:v:0', '-vf', filters, ...coding];
  await encode(ffmpeg, { ...order, frames, args, muxer: ['-loop', '0', '-f', 'webp'] });
}
