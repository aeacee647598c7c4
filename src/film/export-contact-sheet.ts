import { WanError } from '../errors.js';
import { type Caption, drawCaptions } from '../media/captions.js';
import { clipInput } from '../media/film-clip.js';
import { perSecond } from '../media/frame-rate.js';
import { type StillFormat, writeStill } from '../media/write-still.js';
import { type Exported, type ExportOrder, exactScale, type Size, sizeOfWidth } from './export-order.js';
import { rateFilters } from './film-format.js';

export interface ContactSheetWish {
  readonly columns: number;
  /** Of the whole sheet. */
  readonly width?: number | undefined;
  readonly format: StillFormat;
}

const rows = 3;
const gap = 6;
const usualCell = 320;

/** Pictures from all over a clip on one sheet, each with its time. @throws WanError `local.ffmpeg-failed` */
export async function exportContactSheet(order: ExportOrder, wish: ContactSheetWish): Promise<Exported> {
  const { ffmpeg, clip, frames, origin, into, signal } = order;
  const shown = pickFrames(frames, wish.columns * rows);
  const columns = Math.min(wish.columns, shown.length);
  const across = wish.width === undefined ? usualCell : Math.floor((wish.width - gap * (columns + 1)) / columns);
  if (across < 32)
    throw new WanError('request.invalid', 'the pictures of the sheet would be too small to see', {
      hint: 'fewer --columns',
    });
  const cell = sizeOfWidth(clip, across);
  const down = Math.ceil(shown.length / columns);
  const chain = [
    ...rateFilters(clip, clip),
    `select='${shown.map((frame) => `eq(n,${frame})`).join('+')}'`,
    ...exactScale(clip, cell, 'rgb24'),
    `tile=${columns}x${down}:padding=${gap}:margin=${gap}`,
  ];
  const output = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'];
  const picture = await ffmpeg.run([...clipInput(clip), '-map', '0:v:0', '-vf', chain.join(','), ...output], {
    signal,
  });
  if (picture.length === 0) throw new WanError('local.ffmpeg-failed', `${clip.path} gave no pictures`);
  const size = { width: columns * (cell.width + gap) + gap, height: down * (cell.height + gap) + gap };
  const captions = shown.map((frame, index) => captionOf(frame / perSecond(clip.rate), { index, columns, cell }));
  const overlay = await drawCaptions(captions, size);
  const written = await writeStill({ picture, overlay, format: wish.format, origin, into });
  return { ...written, frames: shown.length, fps: null, durationSeconds: null };
}

/** Frame numbers from the middle of equal parts. Pure. */
export function pickFrames(frames: number, wanted: number): number[] {
  const count = Math.min(frames, wanted);
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * frames) / count));
}

/** At the lower left of its picture. */
function captionOf(seconds: number, { index, columns, cell }: { index: number; columns: number; cell: Size }): Caption {
  const height = Math.min(cell.height, Math.max(14, Math.round(cell.width / 14)));
  const [column, row] = [index % columns, Math.floor(index / columns)];
  return {
    text: `${Math.floor(seconds / 60)}:${(Math.floor((seconds % 60) * 10) / 10).toFixed(1).padStart(4, '0')}`,
    left: gap + column * (cell.width + gap),
    top: gap + row * (cell.height + gap) + cell.height - height,
    width: cell.width,
    height,
  };
}
