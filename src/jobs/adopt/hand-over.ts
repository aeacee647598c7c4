import { WanError } from '../../errors.js';
import type { Operation } from '../../providers/provider.js';
import { accountOfJob } from '../account.js';
import type { Engine } from '../engine.js';
import type { Job, JobEvent } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { acquireLease } from '../ledger/leases.js';
import { recordEvent } from '../record-event.js';

/** A clip that lies where its new job is to have it. */
export interface ClipInPlace {
  readonly outputs: readonly string[];
  /** Size of the first. */
  readonly bytes: number;
}

export interface HandOver {
  /** Adopted as a job of its own; it leaves the ledger, since a remote id belongs to one job. */
  readonly from: string;
  /** Leased by us, and never sent or unknown. */
  readonly to: Job;
  readonly operation: Operation;
  /** The clip, where it was brought to the place that `to` names; null: it is fetched again. */
  readonly clip: ClipInPlace | null;
}

/**
 * Gives a remote job that was adopted as a job of its own to the job that it turned out to be, with all that the provider
 * said about it: a result that is on disk need not be there any more.
 *
 * @throws WanError `job.pending` while another process drives it
 */
export function handOver(engine: Engine, { from, to, operation, clip }: HandOver): Job {
  const { sql, owner, host, clock } = engine;
  return sql.transaction(() => {
    const lease = acquireLease(sql, from, owner, { at: clock.now(), host });
    if (!lease.held)
      throw new WanError('job.pending', `${from} is under way in ${lease.by}`, { hint: 'stop that process first' });
    const job = getJob(sql, from);
    sql.run('UPDATE names SET job_id = ? WHERE job_id = ?', to.id, from);
    sql.run('DELETE FROM events WHERE job_id = ?', from);
    sql.run('DELETE FROM jobs WHERE id = ?', from);
    const adopted = recordEvent(engine, to, { type: 'adopted', operation, at: clock.now() });
    return whatBefell(job, clip).reduce(
      (taken, event) => recordEvent(engine, taken, event, more(engine, job)),
      adopted,
    );
  });
}

/** A submit was never written down for it, so that the estimate of `to` counts until the actual cost is known. */
function more(engine: Engine, job: Job) {
  const { failuresFree } = accountOfJob(engine, job).provider.facts;
  return { failuresFree, ...(job.actual === null ? {} : { actual: job.actual }) };
}

/** What happened to a job after it was accepted. */
function whatBefell({ state, renderedAt, updatedAt }: Job, clip: ClipInPlace | null): JobEvent[] {
  switch (state.status) {
    case 'rendered':
    case 'done': {
      const { urls, expiresAt } = state;
      const succeeded: JobEvent = { type: 'succeeded', urls, expiresAt, at: renderedAt ?? updatedAt };
      return clip === null ? [succeeded] : [succeeded, { type: 'delivered', ...clip }];
    }
    case 'failed':
    case 'expired':
      return [{ type: state.status, error: state.error }];
    case 'cancelled':
      return [{ type: 'cancelled' }];
    default:
      return [];
  }
}
