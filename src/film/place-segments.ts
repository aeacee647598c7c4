import type { FilmClip } from '../media/film-clip.js';
import type { ClipEnds } from '../media/small-frames.js';
import type { Segment } from './film-graph.js';
import type { CutPlan } from './judge-cut.js';
import { compose, noCorrection } from './plane-fit.js';

export interface Placing {
  readonly clips: readonly FilmClip[];
  readonly ends: readonly ClipEnds[];
  readonly cuts: readonly CutPlan[];
  readonly join: 'smooth' | 'copy' | 'fade';
  /** Pictures that two clips share in a fade. */
  readonly fadeFrames: number;
}

/**
 * What becomes of each clip. A correction brings a clip to the one before it *as that one is shown*, so that all of a
 * chain come back to its first clip; a hard cut begins anew. Pure.
 */
export function placeSegments({ clips, ends, cuts, join, fadeFrames }: Placing): Segment[] {
  let carried = noCorrection;
  return clips.map((clip, index) => {
    const cut = cuts[index - 1];
    const frames = ends[index]?.frames ?? clip.frames;
    if (cut === undefined || cut.kind === 'cut' || join !== 'smooth') {
      carried = noCorrection;
      const isHidden = join === 'copy' && cut?.isDuplicate === true;
      const shared = join === 'fade' && cut !== undefined ? fadeFrames : 0;
      return { clip, frames, drop: isHidden ? 1 : shared, start: noCorrection, end: noCorrection };
    }
    const [start, end] = [compose(carried, cut.start), compose(carried, cut.end)];
    // Carried on even where nobody would see it: small drifts add up over a long chain.
    carried = end;
    return { clip, frames, drop: cut.drop, start, end };
  });
}
