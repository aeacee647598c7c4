import { toErrorReport, WanError } from '../errors.js';
import type { Operation } from '../providers/provider.js';
import { accountOfJob } from './account.js';
import { driveJob } from './drive.js';
import type { Engine, Outcome } from './engine.js';
import type { JobRecord, Run } from './job.js';
import { getJob, insertJobs, knownRemoteIds } from './jobs-table.js';
import { acquireLease, releaseLease } from './leases.js';
import { reserveName } from './names-table.js';
import { recordEvent } from './record-event.js';
import { insertRun } from './runs-table.js';

const fetchOnly = { submit: false, wait: true };

/**
 * Gives a job whose submit was lost the id that the user found at the provider, and fetches it.
 *
 * @throws WanError `job.not-found`, `request.invalid` when the job needs no id or the id is another job's
 */
export async function adoptForJob(engine: Engine, jobId: string, operation: Operation): Promise<Outcome> {
  const job = getJob(engine.sql, jobId);
  refuseKnown(engine, { provider: job.provider, apiOrigin: job.apiOrigin, operation });
  accountOfJob(engine, job);
  const lease = acquireLease(engine.sql, jobId, engine.owner, { at: engine.clock.now(), host: engine.host });
  if (!lease.held)
    throw new WanError('job.pending', `${jobId} is under way in ${lease.by}`, { hint: 'stop that process first' });
  try {
    adopt(engine, jobId, operation);
  } finally {
    releaseLease(engine.sql, jobId, engine.owner);
  }
  return driveJob(engine, jobId, fetchOnly);
}

/** Takes jobs that were begun elsewhere into the ledger, under a run of their own, and fetches them. */
export function adoptNew(
  engine: Engine,
  run: Run,
  adopted: readonly { record: JobRecord; operation: Operation }[],
): void {
  for (const { record, operation } of adopted) refuseKnown(engine, { ...record, operation });
  engine.sql.transaction(() => {
    insertRun(engine.sql, run);
    insertJobs(
      engine.sql,
      adopted.map(({ record }) => record),
      engine.owner,
    );
    for (const { record, operation } of adopted) {
      reserveName(engine.sql, record.output, record.id);
      adopt(engine, record.id, operation);
    }
  });
}

function adopt(engine: Engine, jobId: string, operation: Operation): void {
  const job = getJob(engine.sql, jobId);
  if (job.state.status === 'submitting') {
    const error = toErrorReport(new WanError('submit.unknown', 'wan was stopped while the job was being submitted'));
    recordEvent(engine, job, { type: 'outcome-unknown', error });
  }
  const now = getJob(engine.sql, jobId);
  if (!['unknown', 'planned', 'uploaded'].includes(now.state.status)) {
    throw new WanError('request.invalid', `${jobId} is ${now.state.status} and needs no id from the provider`, {
      hint: `wan jobs show ${jobId}`,
    });
  }
  recordEvent(engine, now, { type: 'adopted', operation, at: engine.clock.now() });
}

function refuseKnown(engine: Engine, claim: { provider: string; apiOrigin: string; operation: Operation }): void {
  const { provider, apiOrigin, operation } = claim;
  if (!knownRemoteIds(engine.sql, provider, apiOrigin).has(operation.remoteId)) return;
  throw new WanError('request.invalid', `${operation.remoteId} is already in the ledger`, { hint: 'wan jobs' });
}
