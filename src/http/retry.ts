import { WanError } from '../errors.js';
import type { Clock } from '../runtime.js';

/** The longest wait that a service's Retry-After is believed, ms: an hour. */
export const maxRetryAfterMs = 3_600_000;

export interface DelayOptions {
  /** 0 for the wait after the first failure. */
  readonly attempt: number;
  /** What the service asked for; the wait is never shorter. */
  readonly retryAfterMs?: number | undefined;
  /** In [0, 1). */
  readonly random: number;
  /** Ceiling of the first wait; doubles with each attempt. */
  readonly baseMs?: number | undefined;
  /** Ceiling of every wait, save for what the service asked for. */
  readonly capMs?: number | undefined;
}

/** Milliseconds to wait: exponential with full jitter, so that many clients do not come back at once. */
export function retryDelay({ attempt, retryAfterMs = 0, random, baseMs = 500, capMs = 30_000 }: DelayOptions): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** attempt);
  return Math.round(Math.max(random * ceiling, retryAfterMs));
}

/** A Retry-After header, seconds or an HTTP date, in milliseconds from `now` (epoch ms); undefined when it is neither. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, maxRetryAfterMs);
  // Without a weekday it is no HTTP date: Date.parse would read "-5" as a month.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), maxRetryAfterMs);
}

export interface RetryOptions {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Calls in all, the first included; 5 when left out. */
  readonly attempts?: number | undefined;
  /** No further attempt begins later than this after the start, ms; 60 s when left out. */
  readonly maxElapsedMs?: number | undefined;
  readonly isRetryable?: ((error: unknown) => boolean) | undefined;
  readonly baseMs?: number | undefined;
  readonly capMs?: number | undefined;
}

/**
 * Repeats an operation that costs nothing as long as its errors say that this may help. Never for a billable request.
 *
 * @throws the last error of the operation; the reason of the signal
 */
export async function withRetry<T>(operation: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const {
    clock,
    random,
    signal,
    attempts = 5,
    maxElapsedMs = 60_000,
    isRetryable = saysRetryable,
    ...bounds
  } = options;
  const startedAt = clock.monotonic();
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await operation(attempt);
    } catch (error) {
      const { retryAfterMs } = error instanceof WanError ? error : {};
      const delay = retryDelay({ attempt, retryAfterMs, random: random(), ...bounds });
      const elapsed = clock.monotonic() - startedAt;
      if (attempt + 1 >= attempts || elapsed + delay > maxElapsedMs || !isRetryable(error)) throw error;
      await clock.sleep(delay, signal);
    }
  }
}

function saysRetryable(error: unknown): boolean {
  return error instanceof WanError && error.retryable;
}
