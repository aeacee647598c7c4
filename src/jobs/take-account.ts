import { WanError } from '../errors.js';
import type { Account, Engine } from './engine.js';
import { isSameRequest } from './identity.js';
import { type Job, mayBePaid } from './job.js';
import { getJob, twinsOf } from './jobs-table.js';
import { takenOver } from './leases.js';

/** A job with the account that it is submitted to. */
export interface AccountOfSubmit {
  readonly account: Account;
  readonly job: Job;
  /** Whether it was planned for another account, whose uploads this one may not read. */
  readonly isMoved: boolean;
}

/**
 * The account in force, for a job that is about to be submitted: what no account ever accepted belongs to none. If it was
 * planned for another, it is written down anew; unless the same clip was made since, which would be paid twice.
 *
 * @throws WanError `key.missing`, `key.other`
 */
export function takeAccount({ sql, owner, accountOf }: Engine, job: Job): AccountOfSubmit {
  const account = accountOf(job.provider);
  const { keyFingerprint, apiOrigin } = account;
  if (job.keyFingerprint === keyFingerprint && job.apiOrigin === apiOrigin) return { account, job, isMoved: false };
  return sql.transaction(() => {
    const twin = twinsOf(sql, job.identity).find((other) => stands(other, job));
    if (twin !== undefined) throw madeSince(job, twin);
    const changed = sql.run(
      `UPDATE jobs SET key_fingerprint = ?, api_origin = ?
       WHERE id = ? AND lease_owner = ? AND lease_epoch = ? AND status IN ('planned', 'uploaded')`,
      keyFingerprint,
      apiOrigin,
      job.id,
      owner,
      job.leaseEpoch,
    );
    if (changed === 0) throw takenOver(job.id);
    return { account, job: getJob(sql, job.id), isMoved: true };
  });
}

/** Whether a later job is, or may become, the same clip. */
function stands(other: Job, job: Job): boolean {
  if (other.id === job.id || other.createdAt < job.createdAt || !isSameRequest(other, job)) return false;
  const { status } = other.state;
  if (!mayBePaid(status) || status === 'failed' || status === 'cancelled' || status === 'expired') return false;
  return job.seedDrawn || job.seed === null ? other.take === job.take : other.seed === job.seed;
}

function madeSince({ id, provider }: Job, twin: Job): WanError {
  return new WanError(
    'key.other',
    `${id} was planned for another ${provider} key, and ${twin.id} is that clip by now`,
    {
      hint: `nothing was sent; wan cancel ${id} withdraws it`,
      provider,
    },
  );
}
