import type { Engine, Goal, Outcome } from '../engine.js';
import { hasMoved, successorOf } from '../ledger/successor.js';
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
  const outcomes = await driveChained(engine, ids, goal, options);
  const moved = outcomes.filter(({ job }) => hasMoved(job)).map(({ job }) => successorOf(engine.sql, job).id);
  if (moved.length === 0) return outcomes;
  const others = [...new Set(moved)].filter((id) => !ids.includes(id));
  const followed = await driveSuccessors(engine, others, { ...goal, submit: false }, options);
  return [...outcomes.filter(({ job }) => !hasMoved(job)), ...followed];
}
