import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPollDelay } from '../../../../src/jobs/wait/poll-schedule.js';

describe('the delay before the next poll', () => {
  it.each([
    // [elapsed, expected, delay]: a clip of 30 s
    [0, 30_000, 7_500],
    [10_000, 30_000, 6_250],
    [20_000, 30_000, 1_250],
    [22_500, 30_000, 900],
    [30_000, 30_000, 900],
    [45_000, 30_000, 900],
    [145_000, 30_000, 10_000],
    [3_600_000, 30_000, 30_000],
    // ten minutes
    [0, 600_000, 15_000],
    [449_000, 600_000, 3_000],
    [600_000, 600_000, 3_000],
    [1_200_000, 600_000, 30_000],
    // done at once: the embedded renderer, a cache
    [0, 1_000, 250],
    [1_000, 1_000, 200],
    [0, 0, 200],
    // a clock that went back
    [-60_000, 30_000, 7_500],
  ])('%i ms after the submit of a clip that takes %i ms is %i ms', (elapsedMs, expectedMs, delay) => {
    expect(nextPollDelay({ elapsedMs, expectedMs })).toBeCloseTo(delay, 6);
  });

  it('is never shorter than what the provider asked for, and its own where that is shorter', () => {
    expect(nextPollDelay({ elapsedMs: 30_000, expectedMs: 30_000, retryAfterMs: 60_000 })).toBe(60_000);
    expect(nextPollDelay({ elapsedMs: 30_000, expectedMs: 30_000, retryAfterMs: 10 })).toBe(900);
  });

  it('is between 0.2 s and 30 s at any moment of any clip', () => {
    const time = fc.integer({ min: -86_400_000, max: 86_400_000 * 30 });
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 86_400_000 }), (elapsedMs, expectedMs) => {
        const delay = nextPollDelay({ elapsedMs, expectedMs });
        expect(delay).toBeGreaterThanOrEqual(200);
        expect(delay).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});

describe('a whole wait', () => {
  it.each([
    [30_000, 16],
    [60_000, 20],
    [300_000, 60],
    [1_200_000, 180],
  ])('for a clip of %i ms, ending when expected, costs at most %i polls', (tookMs, most) => {
    expect(wait(tookMs, tookMs).polls).toBeLessThanOrEqual(most);
  });

  it('backs off when the clip takes ten times as long: no more than 80 polls for 5 minutes', () => {
    expect(wait(300_000, 30_000).polls).toBeLessThanOrEqual(80);
  });

  it('fetches a clip that takes what it usually takes within 5 % or 3 s of its end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5_000, max: 1_800_000 }),
        fc.double({ min: 0.8, max: 1.4, noNaN: true }),
        (expectedMs, factor) => {
          const tookMs = expectedMs * factor;
          expect(wait(tookMs, expectedMs).seenAfterMs).toBeLessThanOrEqual(
            Math.max(Math.min(tookMs * 0.05, 3_000), 200),
          );
        },
      ),
    );
  });
});

function wait(tookMs: number, expectedMs: number): { polls: number; seenAfterMs: number } {
  let elapsedMs = 0;
  for (let polls = 1; ; polls += 1) {
    if (elapsedMs >= tookMs) return { polls, seenAfterMs: elapsedMs - tookMs };
    elapsedMs += nextPollDelay({ elapsedMs, expectedMs });
  }
}
