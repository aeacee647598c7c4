import type { Account, Engine } from '../engine.js';
import type { Job } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { takenOver } from '../ledger/leases.js';

/** A job with the account that it is submitted to. */
export interface AccountOfSubmit {
  readonly account: Account;
  readonly job: Job;
  /** Whether it was planned for another account, whose uploads this one may not read. */
  readonly isMoved: boolean;
}

/**
 * The account in force, for a job that is about to be submitted: what no account ever accepted belongs to none, and is
 * written down anew if it was planned for another. Whether its clip was made there since is asked before
 * (`superseded.ts`).
 *
 * @throws WanError `key.missing`, `ledger.taken-over`
 */
export function takeAccount({ sql, owner, accountOf }: Engine, job: Job): AccountOfSubmit {
  const account = accountOf(job.provider);
  const { keyFingerprint, apiOrigin } = account;
  if (job.keyFingerprint === keyFingerprint && job.apiOrigin === apiOrigin) return { account, job, isMoved: false };
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
}
