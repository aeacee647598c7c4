import { describe, expect, it } from 'vitest';
import { openStudio } from './studio.js';

const firstLast = ['-m', 'wan-2.1-flf2v', '--end-image', 'hero.png'];

describe('a price that fal has for an endpoint, not for a request', () => {
  it('holds a cap with the surcharge on the frames that are asked for', async () => {
    const { generate, fal } = await openStudio();
    const refused = await generate(...firstLast, '--frames', '100', '--max-cost', '0.45');
    expect([refused.exitCode, fal.billableSubmits], refused.stdout).toEqual([10, 0]);
    const taken = await generate(...firstLast, '--frames', '100', '--max-cost', '0.5');
    expect([taken.exitCode, fal.billableSubmits], taken.stdout).toEqual([0, 1]);
    expect(taken.document().totals.cost.estimated).toBeCloseTo(0.5, 6);
  });

  it('is unknown, and refused under a cap, where it may be the price of a cheaper tier', async () => {
    const { generate, fal } = await openStudio();
    const dry = await generate('-m', 'wan-2.2-5b', '--dry-run');
    expect(dry.document().data, dry.stdout).toMatchObject({ totalUsd: null });
    const refused = await generate('-m', 'wan-2.2-5b', '--max-cost', '9');
    expect([refused.exitCode, fal.billableSubmits]).toEqual([10, 0]);
    expect(refused.document().error?.code).toBe('money.unknown-price');
  });
});
