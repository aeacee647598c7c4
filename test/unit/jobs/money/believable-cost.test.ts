import { describe, expect, it } from 'vitest';
import { believableCost } from '../../../../src/jobs/money/believable-cost.js';
import type { Money } from '../../../../src/providers/provider.js';

const usd = (amount: number): Money => ({ amount, currency: 'USD' });
const reckoned = (amount: number, estimate: Money | null) =>
  believableCost({ estimate }, { cost: usd(amount), isReckoned: true });

describe('a cost that is written down', () => {
  it('is any amount that a service names, however far from the estimate', () => {
    for (const amount of [0, 0.001, 8.1])
      expect(believableCost({ estimate: usd(0.1) }, { cost: usd(amount) })).toEqual(usd(amount));
    expect(believableCost({ estimate: usd(0.1) }, {})).toBeUndefined();
  });

  it.each([
    [0.1, usd(0.1)],
    [0.025, usd(0.1)],
    [0.4, usd(0.1)],
    [0.1, { amount: 0.7, currency: 'CNY' } as const],
    [8.1, null],
  ])('is what units come to: %d against %j', (amount, estimate) => {
    expect(reckoned(amount, estimate)).toEqual(usd(amount));
  });

  it.each([
    [0.0249, usd(0.1)],
    [0.41, usd(0.1)],
    [8.1, usd(0.1)],
    [0.1, usd(0)],
  ])('is not a figure that no price list explains: %d against %j', (amount, estimate) => {
    expect(reckoned(amount, estimate)).toBeUndefined();
  });
});
