import type { FrameStats } from '../media/frame-stats.js';
import type { Segment } from './film-graph.js';
import type { CutPlan } from './judge-cut.js';
import { type Affine, isNegligible } from './plane-fit.js';
import { type SeamVerdict, scoreSeam } from './seam-score.js';

/** One cut of a film, as `--json` tells it. */
export interface FilmCut {
  /** The last picture before the cut, counted from 0: the one that both clips share. */
  readonly atFrame: number;
  readonly kind: 'chained' | 'cut' | 'fade';
  readonly framesDropped: number;
  /** Null for a cut or a fade: those are meant to be seen. */
  readonly S: number | null;
  readonly step: number | null;
  readonly verdict: SeamVerdict | null;
  /** What the clip's colours settle to: code values become `gain * value + offset`. Null when they were left alone. */
  readonly correction: { readonly y: Affine; readonly u: Affine; readonly v: Affine } | null;
}

export interface CutsToReport {
  readonly segments: readonly Segment[];
  readonly cuts: readonly CutPlan[];
  readonly stats: readonly FrameStats[];
  readonly fades: boolean;
}

/** Scores every cut of a finished film. Pure. */
export function reportCuts({ segments, cuts, stats, fades }: CutsToReport): FilmCut[] {
  let shown = 0;
  return cuts.map((cut, index) => {
    const kind = fades ? 'fade' : cut.kind;
    const [before, after] = [segments[index], segments[index + 1]];
    shown += (before?.frames ?? 0) - (before?.drop ?? 0);
    const atFrame = shown - 1;
    const score = kind !== 'chained' ? { S: null, step: null, verdict: null } : scoreSeam(stats, atFrame);
    return { atFrame, kind, framesDropped: after?.drop ?? 0, ...score, correction: correctionOf(after) };
  });
}

function correctionOf(segment: Segment | undefined): FilmCut['correction'] {
  if (segment === undefined || isNegligible(segment.end)) return null;
  const [y, u, v] = segment.end;
  return { y: rounded(y), u: rounded(u), v: rounded(v) };
}

function rounded({ gain, offset }: Affine): Affine {
  return { gain: Number(gain.toFixed(4)), offset: Number(offset.toFixed(2)) };
}
