import type { Job } from '../job.js';
import { getJob } from './jobs-table.js';
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

/** Whether a job was withdrawn in favour of another, and is no failure. */
export function hasMoved(job: Job): boolean {
  return movedTo(job) !== undefined;
}

function movedTo({ state }: Job): string | undefined {
  return state.status === 'cancelled' ? state.movedTo : undefined;
}
