import type { Clock } from '../../src/runtime.js';

export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Every sleep asked for, in milliseconds. */
  readonly sleeps: number[];
}

/** Time that passes only when somebody sleeps or advances it. */
export function createFakeClock(start = Date.UTC(2026, 10, 21)): FakeClock {
  let passed = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => Math.floor(start + passed),
    monotonic: () => passed,
    advance: (ms) => {
      passed += ms;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      passed += ms;
      await Promise.resolve();
    },
    every: () => () => {},
  };
}
