import type { ProviderFacts, SubmitRate } from '../providers/provider-facts.js';

/** What the user configured for a provider. */
export interface OwnLimits {
  readonly concurrency?: number | undefined;
  readonly submitsPerMinute?: number | undefined;
}

/** How many jobs of one account may be under way, and how fast they may be sent. */
export interface Limits {
  readonly concurrency: number;
  /** Null where no document names one. */
  readonly rate: SubmitRate | null;
  /** The lower rate that a 429 may mean. */
  readonly throttledRate: SubmitRate | null;
}

/** What is left of a 429 in the ledger. */
export interface Slowdown {
  /** Epoch milliseconds before which nothing is sent. */
  readonly notBefore: number;
  /** Submits a second when it slowed down. */
  readonly perSecond: number;
  /** 429s in a row. */
  readonly strikes: number;
  readonly slowedAt: number;
}

/** Jobs at once where the provider publishes no limit. */
const usualConcurrency = 4;
/** What is halved first where no rate is published. */
const usualPerSecond = 1;
/** After a 429 the pace comes back by as much a second as brings it from nothing to full in this time. */
const recoveryMs = 600_000;
/** Never slower than this, whatever the number of 429s. */
const slowestPerSecond = 1 / 60;
/** 429s farther apart than this are not in a row. */
const rowMs = 300_000;
const firstPauseMs = 5_000;
const longestPauseMs = 120_000;

type LimitFacts = Pick<ProviderFacts, 'concurrency' | 'submitsPerMinute' | 'submitRate' | 'throttledRate'>;

/** The limits in force: the user's own, else those that the provider publishes for its lowest tier. */
export function limitsFor(facts: LimitFacts, own: OwnLimits = {}): Limits {
  return {
    concurrency: own.concurrency ?? facts.concurrency ?? usualConcurrency,
    rate: perMinute(own.submitsPerMinute) ?? facts.submitRate ?? perMinute(facts.submitsPerMinute) ?? null,
    throttledRate: facts.throttledRate ?? null,
  };
}

/** Milliseconds that must lie between two submits at `now`: 0 at full pace, where only the rate counts. */
export function spacingMs(limits: Limits, slowdown: Slowdown | undefined, now: number): number {
  const pace = paceAt(limits, slowdown, now);
  return pace >= fullPace(limits) ? 0 : Math.ceil(1000 / pace);
}

/** The slowdown that follows a 429: half the pace, and a pause as long as the service named, else doubling. */
export function slowedDown(
  limits: Limits,
  before: Slowdown | undefined,
  throttled: { now: number; retryAfterMs: number | undefined },
): Slowdown {
  const { now, retryAfterMs } = throttled;
  const inRow = before !== undefined && now - before.slowedAt < rowMs;
  // Answers to requests that were under way together are one 429.
  if (inRow && now < before.notBefore)
    return { ...before, notBefore: Math.max(before.notBefore, now + (retryAfterMs ?? 0)) };
  const strikes = inRow ? before.strikes + 1 : 1;
  const pause = retryAfterMs ?? Math.min(firstPauseMs * 2 ** (strikes - 1), longestPauseMs);
  const half = paceAt(limits, before, now) / 2;
  const named = limits.throttledRate === null ? half : Math.min(half, perSecondOf(limits.throttledRate));
  return {
    notBefore: now + pause,
    perSecond: Math.max(named, Math.min(slowestPerSecond, fullPace(limits) / 2)),
    strikes,
    slowedAt: now,
  };
}

function paceAt(limits: Limits, slowdown: Slowdown | undefined, now: number): number {
  const full = fullPace(limits);
  if (slowdown === undefined) return full;
  const regained = (full * Math.max(now - Math.max(slowdown.notBefore, slowdown.slowedAt), 0)) / recoveryMs;
  return Math.min(full, slowdown.perSecond + regained);
}

function fullPace({ rate }: Limits): number {
  return rate === null ? usualPerSecond : perSecondOf(rate);
}

function perSecondOf({ count, perMs }: SubmitRate): number {
  return (count * 1000) / perMs;
}

/** Half a submit a minute is one in two minutes. */
function perMinute(submits: number | null | undefined): SubmitRate | undefined {
  if (submits === null || submits === undefined) return undefined;
  const count = Math.max(1, Math.floor(submits));
  return { count, perMs: (60_000 * count) / submits };
}
