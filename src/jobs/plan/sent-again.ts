import { WanError } from '../../errors.js';
import type { Account, Engine } from '../engine.js';
import type { Job } from '../job.js';

/** A run looks a lost submit up somewhat later than it is planned: pictures are prepared first, other jobs looked up. */
const plannedAheadMs = 600_000;

/**
 * Whether a submit whose answer was lost may turn out, by the provider's own list, to have never arrived, so that the
 * job is sent again. Without a list, too early and too late for it, nothing can prove that, and nothing is sent.
 */
export function mayBeSentAgain({ accountOf, clock }: Pick<Engine, 'accountOf' | 'clock'>, job: Job): boolean {
  const { state } = job;
  if (state.status !== 'unknown' && state.status !== 'submitting') return false;
  const account = knownAccount(accountOf, job);
  if (account?.provider.findSubmitted === undefined) return false;
  const { provider, keyFingerprint, apiOrigin } = account;
  if (job.keyFingerprint !== keyFingerprint || job.apiOrigin !== apiOrigin) return false;
  const { absentAfterMs, reconcileWindowMs } = provider.facts;
  const age = clock.now() - state.intentAt;
  return age <= reconcileWindowMs && age + plannedAheadMs >= absentAfterMs;
}

/** A job that is at another provider than the command is for may be one whose key is not here. */
function knownAccount(accountOf: Engine['accountOf'], { provider }: Job): Account | undefined {
  try {
    return accountOf(provider);
  } catch (error) {
    if (error instanceof WanError && error.code === 'key.missing') return undefined;
    throw error;
  }
}
