import { WanError } from '../errors.js';
import type { PlannedClip } from '../jobs/plan-run.js';

/**
 * Checks that no clip of a run is put over one that the same run only uses again. Names by position do that when rows
 * have moved, and `--overwrite` would let the copies of paid clips replace each other.
 *
 * @throws WanError `output.conflict`
 */
export function checkKeptClips(clips: readonly PlannedClip[]): void {
  const kept = new Map(clips.flatMap(({ decision }) => (decision.kind === 'reuse' ? keptFile(decision.job) : [])));
  if (kept.size === 0) return;
  for (const { output, decision } of clips) {
    const holder = kept.get(output);
    if (holder === undefined || ('job' in decision && decision.job.id === holder)) continue;
    throw new WanError('output.conflict', `${output} is the clip of ${holder}, which this run uses again`, {
      hint: 'choose another -o, or name clips by what does not move with their row, such as {row.id} or {job}',
    });
  }
}

function keptFile({ id, state }: Extract<PlannedClip['decision'], { kind: 'reuse' }>['job']): [string, string][] {
  const [file] = state.status === 'done' ? state.outputs : [];
  return file === undefined ? [] : [[file, id]];
}
