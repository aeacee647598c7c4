import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatMoney, formatRelative } from '../../../src/ui/format.js';

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [499, '0s'],
    [12_345, '12s'],
    [59_499, '59s'],
    [59_500, '1m 00s'],
    [72_000, '1m 12s'],
    [3_599_000, '59m 59s'],
    [3_600_000, '1h 00m'],
    [7_440_000, '2h 04m'],
    [277_200_000, '3d 5h'],
    [-5, '0s'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([null, Number.NaN, Number.POSITIVE_INFINITY])('%s is unknown', (ms) => {
    expect(formatDuration(ms)).toBe('unknown');
  });
});

describe('formatMoney', () => {
  it.each([
    [0, 'USD', '$0.00'],
    [0.1, 'USD', '$0.10'],
    [0.30000000000000004, 'USD', '$0.30'],
    [0.005, 'USD', '$0.005'],
    [0.0125, 'USD', '$0.0125'],
    [0.00001, 'USD', '<$0.0001'],
    [1234.5, 'USD', '$1234.50'],
    [-0.25, 'USD', '-$0.25'],
    [0.7, 'CNY', '¥0.70'],
    [12, 'credits', '12 credits'],
    [0, 'credits', '0 credits'],
    [1, 'credits', '1 credit'],
    [1.5, 'credits', '1.5 credits'],
    [2, 'EUR', '2.00 EUR'],
  ])('%d %s is %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });

  it.each([null, Number.NaN, Number.NEGATIVE_INFINITY])('%s is unknown, never 0', (amount) => {
    expect(formatMoney(amount, 'USD')).toBe('unknown');
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1400, '1.4 kB'],
    [12_345, '12 kB'],
    [999_600, '1 MB'],
    [1_400_000, '1.4 MB'],
    [9_960_000, '10 MB'],
    [3_000_000_000, '3 GB'],
    [5e15, '5000 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([null, -1, Number.NaN])('%s is unknown', (bytes) => {
    expect(formatBytes(bytes)).toBe('unknown');
  });
});

describe('formatRelative', () => {
  const now = Date.UTC(2026, 10, 21);

  it.each([
    [0, 'now'],
    [999, 'now'],
    [-999, 'now'],
    [30_000, 'in 30 s'],
    [40 * 60_000, 'in 40 min'],
    [-3 * 3_600_000, '3 h ago'],
    [47 * 3_600_000, 'in 1 d'],
    [-30 * 86_400_000, '30 d ago'],
  ])('%i ms from now is %s', (distance, text) => {
    expect(formatRelative(now + distance, now)).toBe(text);
  });

  it('has no time for what has none', () => {
    expect(formatRelative(null, now)).toBe('never');
  });
});

describe('formatCount', () => {
  it('takes the plural for all but one', () => {
    expect([0, 1, 2].map((count) => formatCount(count, 'job'))).toEqual(['0 jobs', '1 job', '2 jobs']);
  });
});
