import { describe, expect, it } from 'vitest';
import { planTotals } from '../../../../src/cli/plan/plan-totals.js';
import type { Workshop } from '../../../../src/cli/workshop.js';
import { createWavespeed } from '../../../../src/providers/wavespeed.js';

/** What the totals ask of a workshop: how many clips its provider takes at once. */
const workshop = {
  settings: { concurrency: { value: 2 } },
  accounts: { of: () => ({ provider: createWavespeed() }) },
} as unknown as Workshop;

const requestOf = (expected: number, clips: readonly { action: string }[]) =>
  ({ request: { provider: 'wavespeed' }, price: { date: null }, expected, clips }) as const;

const render = (count: number) => Array.from({ length: count }, () => ({ action: 'render' }));

describe('the totals of a plan', () => {
  it('expect more clips than a call takes arguments', () => {
    expect(planTotals(workshop, [], [requestOf(1000, render(300_000))]).expectedMs).toBe(150_000_000);
  });

  it('expect at least the slowest clip, and nothing of one that is reused', () => {
    const requests = [requestOf(9000, render(1)), requestOf(1000, [...render(1), { action: 'reuse' }])];
    expect(planTotals(workshop, [], requests).expectedMs).toBe(9000);
    expect(planTotals(workshop, [], []).expectedMs).toBe(0);
  });
});
