import type { Engine, Goal, Outcome } from '../engine.js';
import { hasMoved, successorsOf } from '../ledger/successor.js';
import type { DriveOptions } from './drive-all.js';
import { driveChained } from './drive-chained.js';

/**
 * Drives jobs to their end, as `driveChained` does; one that is withdrawn on the way in favour of another is no end: what
 * has its clip is followed instead, and never submitted here, for it belongs to another run. One outcome a clip.
 */
export async function driveSuccessors(
  engine: Engine,
  ids: readonly string[],
  goal: Goal,
  options: DriveOptions = {},
): Promise<Outcome[]> {
  let outcomes = await driveChained(engine, ids, goal, options);
  for (;;) {
    // Looked at once a round: an outcome tells where its job stands now, and another process may move one meanwhile.
    const moved = new Map(outcomes.flatMap(({ job }) => (hasMoved(job) ? [[job.id, job] as const] : [])));
    if (moved.size === 0) return outcomes;
    const kept = outcomes.filter(({ job }) => !moved.has(job.id));
    const known = new Set(kept.map(({ job }) => job.id));
    const others = successorsOf(engine.sql, [...moved.values()]).map(({ id }) => id);
    const followed = others.filter((id) => !known.has(id));
    outcomes = [...kept, ...(await driveChained(engine, followed, { ...goal, submit: false }, options))];
  }
}
