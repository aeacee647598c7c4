import { toErrorReport, WanError } from '../../errors.js';
import { accountOfJob, freeCall } from '../account.js';
import type { Engine, Outcome } from '../engine.js';
import { isFinal, type Job } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { acquireLease, releaseLease } from '../ledger/leases.js';
import { recordEvent } from '../record-event.js';
import { deniedJob } from '../wait/denied-job.js';
import { driveJob } from './drive.js';

/**
 * Cancels a job. One that was never sent is withdrawn here; else the provider is asked, and its verdict is waited for:
 * `cancelled` only after its terminal answer. Finished instead: the clip is fetched.
 */
export async function cancelJob(engine: Engine, jobId: string): Promise<Outcome> {
  const lease = acquireLease(engine.sql, jobId, engine.owner, { at: engine.clock.now(), host: engine.host });
  // Whoever drives the job sees the provider's verdict; a job that only we could withdraw must be let go first.
  const job = getJob(engine.sql, jobId);
  if (!lease.held && !('operation' in job.state))
    return refuse(job, `${jobId} is under way in ${lease.by}`, 'stop that process with Ctrl-C first');
  try {
    const refusal = await withdraw(engine, { job, isOurs: lease.held });
    if (refusal !== undefined) return { job: getJob(engine.sql, jobId), error: toErrorReport(refusal), reused: false };
  } catch (error) {
    return { job: getJob(engine.sql, jobId), error: toErrorReport(deniedJob(error)), reused: false };
  } finally {
    if (lease.held) releaseLease(engine.sql, jobId, engine.owner);
  }
  return driveJob(engine, jobId, { submit: false, wait: true });
}

/** Takes the job back where that is ours to do, else asks the provider; an error when it can't be cancelled at all. */
async function withdraw(engine: Engine, withdrawn: { job: Job; isOurs: boolean }): Promise<WanError | undefined> {
  const { job, isOurs } = withdrawn;
  const { state } = job;
  if (isFinal(state.status) || state.status === 'rendered') return undefined;
  if (state.status === 'planned' || state.status === 'uploaded') {
    recordEvent(engine, job, { type: 'cancelled' });
    return undefined;
  }
  if (state.status !== 'submitted') {
    return new WanError(
      'submit.unknown',
      `${job.id} may have been accepted, but its id at ${job.provider} is not known, so it can't be cancelled`,
      {
        hint: `wan resume ${job.id}`,
        provider: job.provider,
      },
    );
  }
  const account = accountOfJob(engine, job);
  const outcome = (await account.provider.cancel?.(state.operation, freeCall(account))) ?? { status: 'unsupported' };
  if (outcome.status === 'unsupported') {
    return new WanError(
      'provider.no-cancel',
      `${job.provider} has no way to cancel; ${job.id} goes on and will be charged`,
      {
        hint: `wan resume ${job.id} fetches it`,
        provider: job.provider,
        remoteId: state.operation.remoteId,
      },
    );
  }
  // Another process that drives the job hears it at its next poll; only the holder of the lease may write it down.
  if (outcome.status === 'cancelled' && isOurs) recordEvent(engine, job, { type: 'cancelled' });
  return undefined;
}

function refuse(job: Job, message: string, hint: string): Outcome {
  return { job, error: toErrorReport(new WanError('job.pending', message, { hint })), reused: false };
}
