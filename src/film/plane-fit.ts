import type { SmallFrame } from '../media/small-frames.js';

/** What one plane's code values are turned into: `gain * value + offset`, 8 bit. */
export interface Affine {
  readonly gain: number;
  readonly offset: number;
}

/** A colour correction, one map for each of Y, U and V. */
export type Correction = readonly [y: Affine, u: Affine, v: Affine];

const same: Affine = { gain: 1, offset: 0 };
export const noCorrection: Correction = [same, same, same];

/**
 * The map that brings a clip's first picture onto the last one before it. The two show the same thing, so it is a
 * regression pixel by pixel; comparing histograms measured worse (CHAINING 2.3).
 */
export function fitPair(first: SmallFrame, last: SmallFrame): Correction {
  return perPlane((plane) => {
    const [from, to] = [first[plane], last[plane]];
    const [meanFrom, meanTo] = [mean(from), mean(to)];
    let covariance = 0;
    let variance = 0;
    for (const [index, value] of from.entries()) {
      const deviation = value - meanFrom;
      covariance += deviation * ((to[index] ?? 0) - meanTo);
      variance += deviation * deviation;
    }
    // The 50 keeps flat planes, whose slope is noise, near 1.
    const gain = clamp((covariance / from.length + 50) / (variance / from.length + 50), 0.8, 1.25);
    return { gain, offset: meanTo - gain * meanFrom };
  });
}

/**
 * What a clip's colours settle to after its faithful first picture, undone: models drift within the first few frames.
 * `tail` is the last nine pictures before it, so that their own trend is not taken for drift; none with fewer.
 */
export function fitSettling(head: readonly SmallFrame[], tail: readonly SmallFrame[]): Correction {
  const [first] = head;
  const before = tail.slice(-9);
  const last = before[8];
  if (first === undefined || last === undefined || head.length < 9) return noCorrection;
  const [earlier, settled] = [before.slice(0, 4), head.slice(5, 9)];
  return perPlane((plane) => {
    const spread = ratio(
      deviation(first[plane]) * ratio(deviation(last[plane]), average(earlier, plane, deviation)),
      average(settled, plane, deviation),
    );
    const gain = clamp(spread, 0.87, 1.15);
    const trend = mean(last[plane]) - average(earlier, plane, mean);
    return { gain, offset: mean(first[plane]) + trend - gain * average(settled, plane, mean) };
  });
}

/** First `inner`, then `outer`. */
export function compose(outer: Correction, inner: Correction): Correction {
  return perPlane((plane) => ({
    gain: outer[plane].gain * inner[plane].gain,
    offset: outer[plane].gain * inner[plane].offset + outer[plane].offset,
  }));
}

/** The correction `part` of the way, 0 to 1, from one to another. */
export function between(start: Correction, end: Correction, part: number): Correction {
  const mix = (one: number, other: number) => one + (other - one) * part;
  return perPlane((plane) => ({
    gain: mix(start[plane].gain, end[plane].gain),
    offset: mix(start[plane].offset, end[plane].offset),
  }));
}

/** Whether nobody would see it, so that it is left out. */
export function isNegligible(correction: Correction): boolean {
  return correction.every(({ gain, offset }) => Math.abs(gain - 1) < 0.004 && Math.abs(offset) < 0.4);
}

/** The value that an 8-bit code value becomes, not rounded. */
export function apply({ gain, offset }: Affine, value: number): number {
  return Math.min(255, Math.max(0, gain * value + offset));
}

type Plane = 0 | 1 | 2;

function perPlane(make: (plane: Plane) => Affine): Correction {
  return [make(0), make(1), make(2)];
}

function mean(values: Uint8Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

function deviation(values: Uint8Array): number {
  const middle = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - middle) ** 2;
  return Math.sqrt(sum / Math.max(1, values.length));
}

function average(frames: readonly SmallFrame[], plane: Plane, measure: (values: Uint8Array) => number): number {
  return frames.reduce((sum, frame) => sum + measure(frame[plane]), 0) / Math.max(1, frames.length);
}

/** Two flat planes have no ratio of contrast: 1, with half a code value of grace. */
function ratio(one: number, other: number): number {
  return (one + 0.5) / (other + 0.5);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
