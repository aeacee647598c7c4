import { WanError } from '../errors.js';
import type { Account, Engine } from './engine.js';
import type { Job } from './job.js';

/**
 * The account of a job, only if it is the one that the job was submitted with.
 *
 * @throws WanError `key.other` (exit 4): asking another account about this job would say "not found"
 */
export function accountOfJob(engine: Engine, job: Job): Account {
  const account = engine.accountOf(job.provider);
  if (account.keyFingerprint !== job.keyFingerprint) {
    throw new WanError(
      'key.other',
      `${job.id} was made with another ${job.provider} key (fingerprint ${job.keyFingerprint}, now ${account.keyFingerprint})`,
      { hint: `set the key of that account, then: wan resume ${job.id}`, provider: job.provider },
    );
  }
  if (account.apiOrigin !== job.apiOrigin) {
    throw new WanError(
      'key.other',
      `${job.id} was made at ${job.apiOrigin}, now ${job.provider} is at ${account.apiOrigin}`,
      {
        hint: `restore the base URL, then: wan resume ${job.id}`,
        provider: job.provider,
      },
    );
  }
  return account;
}

/** A call that sends nothing billable. */
export function freeCall(account: Account) {
  return account.call(() => {});
}
