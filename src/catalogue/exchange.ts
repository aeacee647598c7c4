import type { Money } from '../providers/provider.js';

/** What one unit is worth in USD, and since when we say so. Credits are Kie's, sold at $0.005. */
const rates = {
  USD: { usd: 1, date: '2026-11-21' },
  CNY: { usd: 0.14, date: '2026-11-21' },
  credits: { usd: 0.005, date: '2026-11-21' },
} as const;

/** An amount in USD, for caps and totals; exact only for USD. */
export function toApproximateUsd(money: Money): number {
  return money.amount * rates[money.currency].usd;
}

/** What one unit is worth in USD, and the day we say so of. */
export function usdRate(currency: Money['currency']): { readonly usd: number; readonly date: string } {
  return rates[currency];
}
