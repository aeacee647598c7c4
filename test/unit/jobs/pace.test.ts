import { describe, expect, it } from 'vitest';
import { type Limits, limitsFor, type Slowdown, slowedDown, spacingMs } from '../../../src/jobs/pace.js';

const unpublished = { concurrency: null, submitsPerMinute: null };
const sixty: Limits = { concurrency: 2, rate: { count: 60, perMs: 60_000 }, throttledRate: null };
const now = 1_000_000_000;

describe('the limits of an account', () => {
  it.each([
    ['what is published', { concurrency: 2, submitsPerMinute: 2 }, {}, 2, { count: 2, perMs: 60_000 }],
    [
      'the rate as the document counts it',
      { concurrency: 100, submitsPerMinute: 120, submitRate: { count: 20, perMs: 10_000 } },
      {},
      100,
      { count: 20, perMs: 10_000 },
    ],
    ['four at once where nothing is published', unpublished, {}, 4, null],
    [
      'what the user says over both',
      { concurrency: 2, submitsPerMinute: 120, submitRate: { count: 20, perMs: 10_000 } },
      { concurrency: 9, submitsPerMinute: 90 },
      9,
      { count: 90, perMs: 60_000 },
    ],
    ['less than one a minute', unpublished, { submitsPerMinute: 0.5 }, 4, { count: 1, perMs: 120_000 }],
    ['a broken number, never more of it', unpublished, { submitsPerMinute: 2.5 }, 4, { count: 2, perMs: 48_000 }],
  ])('are %s', (_name, facts, own, concurrency, rate) => {
    expect(limitsFor(facts, own)).toEqual({ concurrency, rate, throttledRate: null });
  });
});

describe('a 429', () => {
  const first = slowedDown(sixty, undefined, { now, retryAfterMs: undefined });
  const another = (before: Slowdown, ms: number, retryAfterMs?: number) =>
    slowedDown(sixty, before, { now: now + ms, retryAfterMs });

  it('halves the pace and pauses', () => {
    expect(first).toEqual({ notBefore: now + 5_000, perSecond: 0.5, strikes: 1, slowedAt: now });
  });

  it('pauses twice as long each time in a row, up to two minutes', () => {
    const pauses: number[] = [];
    for (let each = first, at = now; pauses.length < 7; ) {
      pauses.push(each.notBefore - at);
      at = each.notBefore;
      each = slowedDown(sixty, each, { now: at, retryAfterMs: undefined });
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
  });

  it('pauses as long as the service says, however long', () => {
    expect(slowedDown(sixty, undefined, { now, retryAfterMs: 900_000 }).notBefore).toBe(now + 900_000);
    expect(slowedDown(sixty, undefined, { now, retryAfterMs: 1_000 }).notBefore).toBe(now + 1_000);
  });

  it('counts once for all requests that were under way together', () => {
    expect(another(first, 100)).toEqual(first);
    expect(another(first, 100, 30_000)).toEqual({ ...first, notBefore: now + 30_100 });
  });

  it('is the first again long after the last', () => {
    expect(another(first, 3_600_000)).toMatchObject({ strikes: 1, perSecond: 0.5 });
  });

  it('never stops an account for good', () => {
    let slowdown = first;
    for (let times = 0; times < 50; times += 1) slowdown = another(slowdown, slowdown.notBefore - now);
    expect(spacingMs(sixty, slowdown, slowdown.slowedAt)).toBe(60_000);
  });

  it('falls to the lower rate that the provider documents', () => {
    const limits = {
      ...limitsFor({ concurrency: null, submitsPerMinute: 600 }),
      throttledRate: { count: 1, perMs: 10_000 },
    };
    const slowdown = slowedDown(limits, undefined, { now, retryAfterMs: 10_000 });
    expect(spacingMs(limits, slowdown, slowdown.notBefore)).toBe(10_000);
  });

  it('slows an account without a published rate down too', () => {
    const limits = limitsFor(unpublished);
    expect(spacingMs(limits, slowedDown(limits, undefined, { now, retryAfterMs: 0 }), now)).toBe(2_000);
  });
});

describe('the time between submits', () => {
  const slowdown = { notBefore: now, perSecond: 0.25, strikes: 2, slowedAt: now };

  it.each([
    [0, 4_000],
    [60_000, 2_858],
    [300_000, 1_334],
    [450_000, 0],
    [3_600_000, 0],
  ])('comes back slowly: %i ms after the pause it is %i ms', (ms, expected) => {
    expect(spacingMs(sixty, slowdown, now + ms)).toBe(expected);
  });

  it('is none at full pace', () => {
    expect(spacingMs(sixty, undefined, now)).toBe(0);
  });

  it('does not shrink when the clock is set back', () => {
    expect(spacingMs(sixty, slowdown, now - 3_600_000)).toBe(4_000);
  });
});
