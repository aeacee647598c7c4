import { driveAll } from '../drive/drive-all.js';
import type { Account, Engine, Outcome } from '../engine.js';
import type { Job } from '../job.js';
import { listJobs } from '../ledger/jobs-table.js';
import { isDrivenByOther } from '../ledger/leases.js';

/** Jobs of an account whose submit was lost and that no other process looks after, oldest first. */
function lostJobs({ sql, owner, clock, host }: Engine, account: Account): Job[] {
  return listJobs(sql, {
    statuses: ['submitting', 'unknown'],
    provider: account.provider.id,
    order: 'position',
  }).filter(
    (job) =>
      job.keyFingerprint === account.keyFingerprint &&
      job.apiOrigin === account.apiOrigin &&
      !isDrivenByOther(sql, job.id, owner, { at: clock.now(), host }),
  );
}

/**
 * Looks the lost submits of an account up in the provider's list, as `wan resume` does, before anything else takes what is
 * theirs. Nothing is sent.
 *
 * @returns how each stands now, oldest first
 */
export function settleLost(engine: Engine, account: Account): Promise<Outcome[]> {
  return driveAll(engine, lostJobs(engine, account), { submit: false, wait: false });
}
