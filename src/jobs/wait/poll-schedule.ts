export interface PollMoment {
  /** Milliseconds since the submit. */
  readonly elapsedMs: number;
  /** Milliseconds that such a clip usually takes, from history or the catalogue. */
  readonly expectedMs: number;
  /** What the provider asked for in its last answer. */
  readonly retryAfterMs?: number | undefined;
}

const slowestMs = 30_000;

/**
 * Milliseconds until the next poll: sparse while nothing can be expected, dense around the usual end so that a finished
 * clip is fetched at once, backing off when it takes longer than ever. `Retry-After` is a floor.
 */
export function nextPollDelay({ elapsedMs, expectedMs, retryAfterMs }: PollMoment): number {
  return Math.max(ownDelay(elapsedMs, expectedMs), retryAfterMs ?? 0);
}

function ownDelay(elapsedMs: number, expectedMs: number): number {
  const dense = clamp(expectedMs * 0.03, 200, 3_000);
  const denseFrom = expectedMs * 0.75;
  const denseUntil = expectedMs * 1.5;
  if (elapsedMs < denseFrom) return clamp(Math.min((denseFrom - elapsedMs) / 2, expectedMs / 4), dense, 15_000);
  if (elapsedMs < denseUntil) return dense;
  return clamp((elapsedMs - denseUntil) * 0.1, dense, slowestMs);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
