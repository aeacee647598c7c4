import type { Engine } from './engine.js';
import type { Job, JobEvent } from './job.js';
import { type Applied, applyEvent } from './jobs-table.js';
import { reportJob } from './report-job.js';

/** Writes an event down, durably and under our lease, then tells the reporter. */
export function recordEvent(
  engine: Engine,
  job: Job,
  event: JobEvent,
  more: Pick<Applied, 'actual' | 'seed' | 'guard' | 'failuresFree'> = {},
): Job {
  const next = applyEvent(engine.sql, { job, event, owner: engine.owner, at: engine.clock.now(), ...more });
  if (next.state.status !== job.state.status) reportJob(engine.report, next);
  return next;
}
