import { WanError } from '../errors.js';
import { clipInput } from '../media/film-clip.js';
import { perSecond } from '../media/frame-rate.js';
import { type StillFormat, writeStill } from '../media/write-still.js';
import { type Exported, type ExportOrder, exactScale, sizeOfWidth } from './export-order.js';
import { rateFilters } from './film-format.js';

export interface PosterWish {
  /** Seconds; left out, the picture that stands best for all. */
  readonly at?: number | undefined;
  readonly width?: number | undefined;
  readonly format: StillFormat;
}

/** One picture of a clip, in its own size and its exact colours. @throws WanError `request.invalid`, `local.ffmpeg-failed` */
export async function exportPoster(order: ExportOrder, { at, width, format }: PosterWish): Promise<Exported> {
  const { ffmpeg, clip, frames, origin, into, signal } = order;
  const size = width === undefined ? clip : sizeOfWidth(clip, width);
  const choice = at === undefined ? typicalPicture(frames) : `trim=start_frame=${frameAt(order, at)}`;
  const filters = [...rateFilters(clip, clip), choice, ...exactScale(clip, size, 'rgb24')].join(',');
  const output = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'];
  const picture = await ffmpeg.run([...clipInput(clip), '-map', '0:v:0', '-vf', filters, ...output], { signal });
  if (picture.length === 0) throw new WanError('local.ffmpeg-failed', `${clip.path} gave no picture`);
  const written = await writeStill({ picture, format, origin, into });
  return { ...written, frames: 1, fps: null, durationSeconds: null };
}

/** Of pictures from all over the clip, few enough to be held in memory, the one nearest to their average. */
function typicalPicture(frames: number): string {
  const step = Math.ceil(frames / 81);
  return `select='not(mod(n,${step}))',thumbnail=${Math.max(2, Math.ceil(frames / step))}`;
}

/** The picture that is shown at this second. */
function frameAt({ clip, frames }: ExportOrder, seconds: number): number {
  const length = frames / perSecond(clip.rate);
  // Times in files are rounded; the very end is the last picture.
  if (seconds > length + 0.001) {
    throw new WanError(
      'request.invalid',
      `${clip.path} lasts ${length.toFixed(2)} s, so there is no picture at ${seconds} s`,
      {
        hint: `--at 0 to ${length.toFixed(2)}`,
      },
    );
  }
  return Math.min(frames - 1, Math.floor(seconds * perSecond(clip.rate) + 1e-6));
}
