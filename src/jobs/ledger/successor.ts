import type { ProviderId } from '../../providers/request.js';
import type { Job } from '../job.js';
import { getJob, twinsOf } from './jobs-table.js';
import type { Sql } from './sql.js';

/** The job that has the clip of this one: itself, unless it was withdrawn in favour of another, which may have been too. */
export function successorOf(sql: Sql, job: Job): Job {
  let last = job;
  for (let next = movedTo(last); next !== undefined; next = movedTo(last)) last = getJob(sql, next);
  return last;
}

/** The jobs that have the clips of these, each once, in the order of the first that it stands for. */
export function successorsOf(sql: Sql, jobs: readonly Job[]): Job[] {
  return [...new Map(jobs.map((job) => successorOf(sql, job)).map((job) => [job.id, job])).values()];
}

/** Whether a job is of the request of that identity, or has the clip of one that is. */
export function isClipOf(sql: Sql, job: Job, identity: string): boolean {
  return job.identity === identity || twinsOf(sql, identity).some((twin) => successorOf(sql, twin).id === job.id);
}

/** Providers that have clips of jobs that were withdrawn. */
export function providersMovedTo(sql: Sql): ProviderId[] {
  const rows = sql.all(
    `SELECT DISTINCT heir.provider FROM jobs JOIN jobs AS heir ON heir.id = json_extract(jobs.state, '$.movedTo')
     WHERE jobs.status = 'cancelled'`,
  );
  return rows.map(({ provider }) => provider as ProviderId);
}

/** Whether a job was withdrawn in favour of another, and is no failure. */
export function hasMoved(job: Job): boolean {
  return movedTo(job) !== undefined;
}

function movedTo({ state }: Job): string | undefined {
  return state.status === 'cancelled' ? state.movedTo : undefined;
}
