import type { Engine } from './engine.js';
import type { Job, JobEvent } from './job.js';
import type { Applied } from './ledger/event-columns.js';
import { applyEvent } from './ledger/jobs-table.js';
import { redactError } from './redact-error.js';
import { reportJob } from './report-job.js';

type More = Pick<Applied, 'actual' | 'seed' | 'guard' | 'failuresFree' | 'run'>;

/** Writes an event down, durably and under our lease, then tells the reporter. */
export function recordEvent(engine: Engine, job: Job, event: JobEvent, more: More = {}): Job {
  return tell(engine, job, applyEvent(engine.sql, appliedTo(engine, job, { event, ...more })));
}

/** The same for what many jobs do at once: it is durable when this resolves, committed with what others have to write. */
export async function recordTogether(engine: Engine, job: Job, event: JobEvent, more: More = {}): Promise<Job> {
  const applied = appliedTo(engine, job, { event, ...more });
  return tell(engine, job, await engine.sql.together(() => applyEvent(engine.sql, applied)));
}

function appliedTo(engine: Engine, job: Job, { event, ...more }: More & Pick<Applied, 'event'>): Applied {
  const { redact } = engine;
  const written = 'error' in event && redact ? { ...event, error: redactError(event.error, redact) } : event;
  return { job, event: written, owner: engine.owner, at: engine.clock.now(), ...more };
}

function tell(engine: Engine, before: Job, next: Job): Job {
  if (next.state.status !== before.state.status) reportJob(engine.report, next);
  return next;
}
