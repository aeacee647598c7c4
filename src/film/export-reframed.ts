import { encode } from '../media/encode.js';
import { clipInput } from '../media/film-clip.js';
import { type FrameRate, perSecond } from '../media/frame-rate.js';
import { countFrames } from '../media/small-frames.js';
import { checkFilm } from './check-film.js';
import { filmEncoding } from './encode-join.js';
import type { Exported, ExportOrder, Size } from './export-order.js';
import { chooseFormat, conformFilters, even } from './film-format.js';
import { soundChain } from './film-graph.js';
import { noCorrection } from './plane-fit.js';

export interface ReframeWish {
  readonly ratio: { readonly across: number; readonly down: number };
  /** All of the picture before a blurred background, or its middle. */
  readonly style: 'blur' | 'crop';
  readonly width?: number | undefined;
  readonly fps?: FrameRate | undefined;
}

/** Pixels of the shorter edge, as social platforms want it. */
const shortEdge = 1080;

/** The clip in another shape, with its sound. @throws WanError `local.ffmpeg-failed` */
export async function exportReframed(order: ExportOrder, wish: ReframeWish): Promise<Exported> {
  const { ffmpeg, clip, into, signal } = order;
  const own = chooseFormat([clip], { rate: wish.fps });
  const size = reframedSize(wish);
  const format = { ...own, ...size };
  const filters = conformFilters(clip, own);
  const frames = await countFrames(ffmpeg, { clip, filters, options: { signal } });
  const { num, den } = format.rate;
  const pictures = `[0:v:0]${filters.join(',')},format=yuv420p${(wish.style === 'crop' ? cropped : onBlur)(own, size)}`;
  const segment = { clip, frames, drop: 0, start: noCorrection, end: noCorrection };
  const graph = [
    `${pictures},setsar=1,settb=${den}/${num},setpts=N[out]`,
    ...(clip.hasAudio ? [soundChain(segment, 0, format)] : []),
  ];
  const sound = clip.hasAudio ? ['-map', '[a0]', '-c:a', 'aac', '-b:a', '192k'] : [];
  const args = [
    ...clipInput(clip),
    '-filter_complex',
    graph.join(';'),
    '-map',
    '[out]',
    ...sound,
    ...filmEncoding(format),
  ];
  await encode(ffmpeg, { ...order, frames, args });
  await checkFilm({ ffmpeg, path: into, frames, format, isCopied: false, signal });
  const rate = perSecond(format.rate);
  return { ...size, frames, fps: Number(rate.toFixed(3)), durationSeconds: Number((frames / rate).toFixed(3)) };
}

/** Pure. */
export function reframedSize({ ratio: { across, down }, width }: Pick<ReframeWish, 'ratio' | 'width'>): Size {
  if (width !== undefined) return { width: even(width), height: even((width * down) / across) };
  const scale = shortEdge / Math.min(across, down);
  return { width: even(across * scale), height: even(down * scale) };
}

const scaler = 'flags=lanczos+accurate_rnd';

function cropped(from: Size, to: Size): string {
  const shape = to.width / to.height;
  const isWide = from.width / from.height > shape;
  const [width, height] = isWide ? [even(from.height * shape), from.height] : [from.width, even(from.width / shape)];
  return `,crop=${Math.min(width, from.width)}:${Math.min(height, from.height)},scale=${to.width}:${to.height}:${scaler}`;
}

/** The background is made at a quarter of the size, which blurs it all the more and costs a sixteenth. */
function onBlur(from: Size, to: Size): string {
  const small = { width: even(to.width / 4), height: even(to.height / 4) };
  const scale = Math.min(to.width / from.width, to.height / from.height);
  const inner = {
    width: Math.min(to.width, even(from.width * scale)),
    height: Math.min(to.height, even(from.height * scale)),
  };
  // The filter takes no radius over half of a plane, and colour planes have half the size.
  const radius = Math.max(1, Math.min(12, Math.floor(Math.min(small.width, small.height) / 4) - 1));
  const cover = `scale=${small.width}:${small.height}:force_original_aspect_ratio=increase,crop=${small.width}:${small.height}`;
  return [
    ',split[back][front]',
    `[back]${cover},boxblur=${radius}:2,scale=${to.width}:${to.height},eq=brightness=-0.06[background]`,
    `[front]scale=${inner.width}:${inner.height}:${scaler}[picture]`,
    '[background][picture]overlay=(W-w)/2:(H-h)/2',
  ].join(';');
}
