import { groupBy } from '../../group-by.js';
import type { JsonObject } from '../../json.js';
import type { Job } from '../job.js';
import { findJob, listJobs } from '../ledger/jobs-table.js';
import { getRun, keepSettings } from '../ledger/runs-table.js';
import type { Sql } from '../ledger/sql.js';
import type { PlannedClip } from './plan-run.js';

/** All that the command of a run asked for, each job once. */
export interface JobsOfRun {
  /** Those that count toward its cap. */
  readonly own: readonly Job[];
  /** Those that it shares with another run, toward which they count: it goes on with them, but never submits them. */
  readonly shared: readonly Job[];
}

/** @throws WanError `job.not-found` for a run that the ledger does not know */
export function jobsOfRun(sql: Sql, id: string): JobsOfRun {
  const own = listJobs(sql, { run: id, order: 'position' });
  const known = new Set(own.map((job) => job.id));
  const shared = sharedJobs(getRun(sql, id).settings).flatMap((job) =>
    known.has(job) ? [] : (findJob(sql, job) ?? []),
  );
  return { own, shared };
}

/**
 * Notes the unfinished jobs that a run takes up from earlier ones, with it and with those, so that the id of either still
 * stands for all that was named to the user under it, whichever run a job counts toward.
 */
export function noteShared(sql: Sql, run: string, clips: readonly PlannedClip[]): void {
  const taken = clips.flatMap(({ decision }) =>
    'job' in decision && decision.kind !== 'reuse' && decision.kind !== 'refused' ? [decision.job] : [],
  );
  if (taken.length === 0) return;
  for (const [each, jobs] of [[run, taken] as const, ...groupBy(taken, (job) => job.run)]) {
    const { settings } = getRun(sql, each);
    const shared = new Set([...sharedJobs(settings), ...jobs.map(({ id }) => id)]);
    keepSettings(sql, each, { ...settings, shared: [...shared] });
  }
}

function sharedJobs({ shared }: JsonObject): string[] {
  return Array.isArray(shared) ? shared.filter((id) => typeof id === 'string') : [];
}
