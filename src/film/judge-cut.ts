import type { SmallFrame } from '../media/small-frames.js';
import { apply, type Correction, compose, fitPair, fitSettling, noCorrection } from './plane-fit.js';

/** What is known about a cut: the clip after it begins with the last picture before it, or is another shot. */
export type KnownCut = 'chained' | 'hard';

export interface CutInput {
  /** The last pictures before the cut, in order. */
  readonly tail: readonly SmallFrame[];
  /** The first pictures after it. */
  readonly head: readonly SmallFrame[];
  /** Left out: the pictures tell. */
  readonly known?: KnownCut | undefined;
}

/** How two clips are to be joined. */
export interface CutPlan {
  readonly kind: 'chained' | 'cut';
  /** Whether the clip after the cut begins with the last picture before it. */
  readonly isDuplicate: boolean;
  /** Pictures to leave out at the beginning of the clip after it. */
  readonly drop: number;
  /** Corrections of the first picture, and of the fifth and all that follow. */
  readonly start: Correction;
  readonly end: Correction;
}

const hardCut: CutPlan = { kind: 'cut', isDuplicate: false, drop: 0, start: noCorrection, end: noCorrection };

/**
 * Tells a continuation from a hard cut and plans the join, by the rule of CHAINING 2.4: the distance between the two
 * pictures at the cut is compared with the usual distance between neighbours.
 */
export function judgeCut({ tail, head, known }: CutInput): CutPlan {
  const [last, first] = [tail.at(-1), head[0]];
  if (last === undefined || first === undefined || known === 'hard') return hardCut;
  const isChained = known === 'chained';
  const pair = fitPair(first, last);
  const usual = usualDistance(tail, head, pair[0].gain);
  const distances = head.slice(0, 7).map((frame) => distanceToLast(frame, last, pair));
  // A clip of one picture has no second one to be nearer: the ratio alone tells.
  const [atFirst = 0, atSecond = 0] = distances;
  const ratio = (atFirst + grace) / (usual + grace);
  const isAnotherPicture = ratio > 1.6 && atFirst >= 0.9 * atSecond;
  if (!isChained && isAnotherPicture) return hardCut;
  const isDuplicate = isChained || ratio < 0.9;
  const drop = matchedDrop({ distances, usual, least: isDuplicate ? 1 : 0, frames: head.length });
  // A model that crops or zooms what it was given: pixels that don't lie on each other tell nothing about colours.
  if (isAnotherPicture) return { kind: 'chained', isDuplicate, drop, start: noCorrection, end: noCorrection };
  return { kind: 'chained', isDuplicate, drop, start: pair, end: compose(pair, fitSettling(head, tail)) };
}

/** Code values; noise of a still scene, which must not decide anything. */
const grace = 0.1;

/** Once the clip has settled into its motion; in the contrast of the clip before it. */
function usualDistance(tail: readonly SmallFrame[], head: readonly SmallFrame[], gain: number): number {
  const before = neighbourDistances(tail.slice(-13));
  const after = neighbourDistances(head.slice(12, 25)).map((each) => each * gain);
  return median([...before, ...after]);
}

function neighbourDistances(frames: readonly SmallFrame[]): number[] {
  return frames.slice(1).map((frame, index) => distance(frame[0], frames[index]?.[0] ?? frame[0]));
}

function distance(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (const [index, value] of one.entries()) sum += Math.abs(value - (other[index] ?? 0));
  return sum / Math.max(1, one.length);
}

function distanceToLast(frame: SmallFrame, last: SmallFrame, [luma]: Correction): number {
  let sum = 0;
  for (const [index, value] of frame[0].entries()) sum += Math.abs(apply(luma, value) - (last[0][index] ?? 0));
  return sum / Math.max(1, frame[0].length);
}

interface DropChoice {
  readonly distances: readonly number[];
  readonly usual: number;
  readonly least: number;
  readonly frames: number;
}

/** Clips that start from rest lose their first frames, as many as make the step at the cut a usual one; one frame stays. */
function matchedDrop({ distances, usual, least, frames }: DropChoice): number {
  const most = Math.min(6, frames - 1);
  let best = Math.min(least, most);
  let smallest = Number.POSITIVE_INFINITY;
  for (let drop = least; drop <= most; drop += 1) {
    const misfit = Math.abs(Math.log(((distances[drop] ?? 0) + grace) / (usual + grace)));
    // A later frame has to fit clearly better, or noise would throw pictures away.
    if (misfit < smallest - clearlyBetter || drop === least) [best, smallest] = [drop, misfit];
  }
  return best;
}

/** In natural logarithms. */
const clearlyBetter = 0.15;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
