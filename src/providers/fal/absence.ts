import { WanError } from '../../errors.js';
import type { Progress } from '../provider.js';
import { payloadLifetimeMs } from './history.js';

/** What neither the queue nor the history of fal has. */
export interface Absence {
  readonly remoteId: string;
  readonly missing: 'request' | 'result';
  /** Epoch ms of the submit, where it is known. */
  readonly submittedAt: number | undefined;
  readonly now: number;
}

/** Later than this, ms, nothing lags: queues of many thousands were seen, and how far the history is behind is not stated. */
export const longestLagMs = 24 * 3_600_000;

/**
 * What it means for a paid job that fal does not have it: only once payloads of its age are removed that it has expired,
 * for a job that counts as expired is rendered and paid anew. Pure.
 *
 * @throws WanError `job.not-found`, which is no verdict on the job; retryable as long as something may lag
 */
export function judgeAbsence({ remoteId, missing, submittedAt, now }: Absence): Progress {
  const age = submittedAt === undefined ? undefined : now - submittedAt;
  if (age !== undefined && age >= payloadLifetimeMs) return { status: 'expired', reason: expiredText[missing] };
  const retryable = age !== undefined && age < longestLagMs;
  throw new WanError('job.not-found', missingText[missing](remoteId), {
    hint: hintFor(age),
    retryable,
    provider: 'fal',
    remoteId,
  });
}

/** A job of unknown age is one that is being adopted: there is nothing to resume or to render anew. */
function hintFor(age: number | undefined): string {
  if (age === undefined) return `use the key that submitted it; ${place}`;
  return age < longestLagMs ? place : `${place}; wan resume asks again, --force renders and pays anew`;
}

const place = 'https://fal.ai/dashboard/requests shows what fal has';

const missingText = {
  request: (id: string) => `fal knows no request ${id} of this key`,
  result: (id: string) => `fal has finished ${id}, but shows no result of it`,
};

const expiredText = {
  request: 'fal knows no such request any more: it keeps results for 30 days',
  result: 'fal no longer keeps the result: it keeps results for 30 days',
};
