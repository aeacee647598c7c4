import type { FilmClip } from '../media/film-clip.js';
import type { ClipEnds, SmallFrame } from '../media/small-frames.js';
import type { CutPlan } from './judge-cut.js';

/**
 * Clips without colour tags are read as BT.601 (CHAINING 3.3). One that begins with the last picture before it shows
 * whether that was right: as BT.709 it would fit better otherwise. One line for each that does.
 */
export function matrixNotes(
  clips: readonly Pick<FilmClip, 'path' | 'isTagged'>[],
  ends: readonly ClipEnds[],
  cuts: readonly CutPlan[],
): string[] {
  return cuts.flatMap(({ isDuplicate }, index) => {
    const [clip, last, first] = [clips[index + 1], ends[index]?.tail.at(-1), ends[index + 1]?.head[0]];
    if (!isDuplicate || clip === undefined || clip.isTagged || last === undefined || first === undefined) return [];
    if (!fitsAsBt709(last, first)) return [];
    return [
      `${clip.path} has no colour tags and fits the clip before it better as BT.709 than as BT.601, as it is read`,
    ];
  });
}

/** Whether a first picture, read as BT.601, is clearly nearer to the last one before it as BT.709 has it. Pure. */
function fitsAsBt709(last: SmallFrame, first: SmallFrame): boolean {
  let [asRead, asOther] = [0, 0];
  for (const place of last[0].keys()) {
    const [seen, before] = [at(first, place), at(last, place)];
    asRead += distance(seen, before);
    asOther += distance(seen, toBt709(before));
  }
  // Drift of the model must not be taken for it.
  return asOther < 0.6 * asRead && asRead - asOther > last[0].length;
}

type Pixel = readonly [y: number, u: number, v: number];

function at([ys, us, vs]: SmallFrame, place: number): Pixel {
  return [ys[place] ?? 0, us[place] ?? 0, vs[place] ?? 0];
}

function distance(one: Pixel, other: Pixel): number {
  return Math.abs(one[0] - other[0]) + Math.abs(one[1] - other[1]) + Math.abs(one[2] - other[2]);
}

/** The same colour, which BT.601 has as these code values, in the code values of BT.709. */
function toBt709([codeY, codeU, codeV]: Pixel): Pixel {
  const [y, u, v] = [(codeY - 16) / 219, (codeU - 128) / 224, (codeV - 128) / 224];
  const [red, blue] = [clip(y + 1.402 * v), clip(y + 1.772 * u)];
  const green = clip((y - 0.299 * (y + 1.402 * v) - 0.114 * (y + 1.772 * u)) / 0.587);
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [16 + 219 * luma, 128 + (224 * (blue - luma)) / 1.8556, 128 + (224 * (red - luma)) / 1.5748];
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
