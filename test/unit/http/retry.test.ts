import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { maxRetryAfterMs, parseRetryAfter, retryDelay, withRetry } from '../../../src/http/retry.js';

describe('the delay before another attempt', () => {
  it.each([
    [0, undefined, 1, 500],
    [0, undefined, 0.5, 250],
    [3, undefined, 1, 4000],
    [20, undefined, 1, 30_000],
    [0, undefined, 0, 0],
    [0, 2000, 0.5, 2000],
    [5, 2000, 1, 16_000],
    [0, 90_000, 0.3, 90_000],
  ])('after attempt %i, asked for %s ms, drawing %d, is %i ms', (attempt, retryAfterMs, random, expected) => {
    expect(retryDelay({ attempt, retryAfterMs, random })).toBe(expected);
  });

  it('never undercuts what the service asked for and never exceeds the cap else', () => {
    const cases = fc.record({
      attempt: fc.nat(2000),
      retryAfterMs: fc.option(fc.nat(100_000), { nil: undefined }),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, (options) => {
        const delay = retryDelay(options);
        return delay >= (options.retryAfterMs ?? 0) && delay <= Math.max(30_000, options.retryAfterMs ?? 0);
      }),
    );
  });
});

describe('a Retry-After header', () => {
  const now = Date.UTC(2026, 10, 3, 12, 0, 0);

  it.each([
    ['7', 7000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['999999999', maxRetryAfterMs],
    ['Tue, 03 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 03 Nov 2026 11:00:00 GMT', 0],
    ['Wed, 03 Nov 2027 12:00:00 GMT', maxRetryAfterMs],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['Tuesday at noon', undefined],
    [undefined, undefined],
  ])('%j is %s ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});

describe('a read that is retried', () => {
  const unavailable = new WanError('provider.unavailable', 'busy', { retryable: true });

  it('waits by the delay of each attempt until it succeeds', async () => {
    const { clock, slept } = fakeClock();
    const outcome = await withRetry(failing(3, unavailable), { ...basics, clock });
    expect(outcome).toBe('attempt 3');
    expect(slept).toEqual([250, 500, 1000]);
  });

  it('waits as long as the service asks', async () => {
    const { clock, slept } = fakeClock();
    const asked = new WanError('provider.throttled', 'slower', { retryable: true, retryAfterMs: 9000 });
    await withRetry(failing(1, asked), { ...basics, clock });
    expect(slept).toEqual([9000]);
  });

  it.each([
    ['errors that no retry mends', { failure: new WanError('key.rejected', 'no') }, 1],
    ['errors of an unknown kind', { failure: new TypeError('bug') }, 1],
    ['the last attempt', { failure: unavailable, attempts: 3 }, 3],
    ['a wait beyond the time', { failure: unavailable, maxElapsedMs: 800 }, 3],
  ])('gives up at %s', async (_, { failure, ...bounds }, calls) => {
    let count = 0;
    const operation = async () => {
      count++;
      throw failure;
    };
    await expect(withRetry(operation, { ...basics, clock: fakeClock().clock, ...bounds })).rejects.toBe(failure);
    expect(count).toBe(calls);
  });

  it('leaves the question to the caller who brings an answer', async () => {
    const { clock } = fakeClock();
    const operation = failing(1, new TypeError('odd'));
    expect(await withRetry(operation, { ...basics, clock, isRetryable: () => true })).toBe('attempt 1');
  });

  it('does not begin after a stop', async () => {
    let count = 0;
    const operation = async () => count++;
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(withRetry(operation, { ...basics, clock: fakeClock().clock, signal })).rejects.toThrow('stopped');
    expect(count).toBe(0);
  });
});

const basics = { random: () => 0.5, signal: new AbortController().signal };

function fakeClock() {
  const slept: number[] = [];
  let time = 0;
  const clock = {
    monotonic: () => time,
    sleep: async (ms: number) => {
      slept.push(ms);
      time += ms;
    },
  };
  return { clock, slept };
}

function failing(times: number, error: Error) {
  return async (attempt: number) => {
    if (attempt < times) throw error;
    return `attempt ${attempt}`;
  };
}
