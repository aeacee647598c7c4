import { toErrorReport, WanError } from '../../errors.js';
import { parentOf } from '../chained-frame.js';
import type { Engine, Goal, Outcome } from '../engine.js';
import { isFinal, type Job, type JobStatus } from '../job.js';
import { findJob, getJob } from '../ledger/jobs-table.js';
import type { Sql } from '../ledger/sql.js';
import { successorOf } from '../ledger/successor.js';
import { type DriveOptions, driveAll } from './drive-all.js';

/**
 * Drives jobs of which some begin with the last frame of another: each of those after its parent is done, the others side
 * by side. A job whose parent did not arrive is left as it is, to be resumed. One outcome a job, in the given order.
 */
export async function driveChained(
  engine: Engine,
  ids: readonly string[],
  goal: Goal,
  options: DriveOptions = {},
): Promise<Outcome[]> {
  const parents = new Map(ids.map((id) => [id, parentsOf(getJob(engine.sql, id))]));
  const outcomes = new Map<string, Outcome>();
  const waiting = new Set(ids);
  while (waiting.size > 0) {
    const ready = [...waiting].filter((id) => !parents.get(id)?.some((parent) => waiting.has(parent)));
    // Each job stands after its parent in the run, so something is always ready; a ring can only be a damaged ledger.
    if (ready.length === 0)
      throw new WanError('local.ledger', 'jobs wait for each other in a ring', { hint: 'wan jobs' });
    for (const id of ready) waiting.delete(id);
    const stuck = new Set(ready.filter((id) => missingParent(engine, id, parents.get(id) ?? []) !== undefined));
    for (const id of stuck) outcomes.set(id, waitsForParent(engine, id, parents.get(id) ?? []));
    const driven = ready.filter((id) => !stuck.has(id));
    for (const [index, outcome] of (await driveAll(engine, driven, goal, options)).entries()) {
      outcomes.set(driven[index] ?? '', outcome);
    }
  }
  return ids.map((id) => outcomes.get(id) ?? { job: getJob(engine.sql, id), error: null, reused: false });
}

/** Whether a job was left because it had nothing to begin with, and has now. */
export function mayBegin({ sql }: Engine, left: Outcome | undefined): boolean {
  return left?.waitsFor !== undefined && statusOf(sql, left.waitsFor) === 'done';
}

function parentsOf({ sources }: Pick<Job, 'sources'>): string[] {
  return Object.values(sources).flatMap((source) => parentOf(source) ?? []);
}

/** A parent without a clip keeps a job that was not yet sent from beginning. */
function missingParent({ sql }: Engine, id: string, parents: readonly string[]): string | undefined {
  if (parents.length === 0) return undefined;
  const { status } = getJob(sql, id).state;
  if (status !== 'planned' && status !== 'uploaded') return undefined;
  return parents.find((parent) => statusOf(sql, parent) !== 'done');
}

/** Where the job stands that has the clip of this one; undefined where the ledger has none. */
function statusOf(sql: Sql, id: string): JobStatus | undefined {
  const job = findJob(sql, id);
  return job && successorOf(sql, job).state.status;
}

function waitsForParent(engine: Engine, id: string, parents: readonly string[]): Outcome {
  const job = getJob(engine.sql, id);
  const parent = missingParent(engine, id, parents) ?? '';
  const status = statusOf(engine.sql, parent);
  const mayCome = status !== undefined && !isFinal(status);
  const error = new WanError(
    'job.pending',
    `${id} begins with the last frame of ${parent}, which ${mayCome ? 'is not there yet' : `never came: it is ${status ?? 'in no ledger'}`}`,
    {
      hint: mayCome ? `wan resume ${job.run}` : 'the same command again with --retry-failed goes on from there',
      retryable: mayCome,
    },
  );
  return { job, error: toErrorReport(error), reused: false, waitsFor: parent };
}
