import type { FrameStats } from '../media/frame-stats.js';
import { median } from './judge-cut.js';

/** How visible a seam is. */
export interface SeamScore {
  /** Deviation from the usual motion, in octaves: 0 can't be seen, 1 is twice or half of it. */
  readonly S: number;
  /** Jump of the mean colour in 8-bit code values, beyond what the picture does anyway. */
  readonly step: number;
  readonly verdict: SeamVerdict;
}

export type SeamVerdict = 'ok' | 'soft' | 'visible';

/**
 * Scores the seam after picture `at`, counted from 0: the last one before the cut. The two pictures after it are held
 * against the eight on either side (CHAINING 2.2).
 */
export function scoreSeam(stats: readonly FrameStats[], at: number): SeamScore {
  const seam = range(at, at + 2).filter((index) => index > 0 && index < stats.length);
  const neighbours = [...range(at - 8, at - 1), ...range(at + 3, at + 10)].filter(
    (index) => index > 0 && index < stats.length,
  );
  const usual = median(neighbours.map((index) => stats[index]?.motion ?? 0));
  const S = Math.max(
    0,
    ...seam.map((index) => Math.abs(Math.log2(((stats[index]?.motion ?? 0) + 0.05) / (usual + 0.05)))),
  );
  const step = Math.max(0, ...planes.map((plane) => jump(stats, plane, { seam, neighbours })));
  return { S: round(S), step: round(step), verdict: verdictOf(S, step) };
}

/** The limits are guesses of the study behind the metric, to be tuned on real seams. */
export function verdictOf(S: number, step: number): SeamVerdict {
  if (S < 0.4 && step < 0.5) return 'ok';
  return S < 0.8 && step < 1.5 ? 'soft' : 'visible';
}

const planes = ['y', 'u', 'v'] as const;

interface Places {
  readonly seam: readonly number[];
  readonly neighbours: readonly number[];
}

function jump(stats: readonly FrameStats[], plane: (typeof planes)[number], { seam, neighbours }: Places): number {
  const change = (index: number) => (stats[index]?.[plane] ?? 0) - (stats[index - 1]?.[plane] ?? 0);
  const usual = median(neighbours.map(change));
  return Math.max(0, ...seam.map((index) => Math.abs(change(index) - usual)));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
