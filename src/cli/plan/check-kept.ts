import { WanError } from '../../errors.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';

/**
 * Checks that no clip of a run is put over one that the same run uses again or goes on with. Names by position do that
 * when rows have moved, and `--overwrite` would let the copies of paid clips replace each other.
 *
 * @throws WanError `output.conflict`
 */
export function checkKeptClips(clips: readonly PlannedClip[]): void {
  const kept = new Map(clips.flatMap(({ decision }) => keptFile(decision)));
  if (kept.size === 0) return;
  for (const { output, decision } of clips) {
    const holder = kept.get(output);
    if (holder === undefined || ('job' in decision && decision.job.id === holder)) continue;
    throw new WanError('output.conflict', `${output} is the clip of ${holder}, which this run has too`, {
      hint: 'choose another -o, or name clips by what does not move with their row, such as {row.id} or {id}',
    });
  }
}

/** Where a clip of before is, or will be before it is copied; a request that was refused has none. */
function keptFile(decision: PlannedClip['decision']): [path: string, job: string][] {
  if (!('job' in decision) || decision.kind === 'refused') return [];
  const { id, state, output } = decision.job;
  return [[state.status === 'done' ? (state.outputs[0] ?? output) : output, id]];
}
