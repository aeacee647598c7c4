import { describe, expect, it } from 'vitest';
import { fromNumber, parseRate, rateOfDeltas, sameRate } from '../../../src/media/frame-rate.js';

it.each([
  ['16', { num: 16, den: 1 }],
  ['24000/1001', { num: 24_000, den: 1001 }],
  ['23.976', { num: 24_000, den: 1001 }],
  ['29.97', { num: 30_000, den: 1001 }],
  ['12.5', { num: 12_500, den: 1000 }],
  ['0/0', undefined],
  ['x', undefined],
])('reads %s', (text, rate) => {
  expect(parseRate(text)).toEqual(rate);
});

it('knows equal fractions', () => {
  expect(sameRate({ num: 48, den: 3 }, fromNumber(16))).toBe(true);
  expect(sameRate({ num: 24_000, den: 1001 }, fromNumber(24))).toBe(false);
});

describe('the rate of pictures', () => {
  it('is the named one where the times agree, to a millisecond', () => {
    const deltas = [0.042, 0.041, 0.042, 0.042];
    expect(rateOfDeltas(deltas, { num: 24, den: 1 })).toEqual({ rate: { num: 24, den: 1 }, isConstant: true });
  });

  it('is measured where the file claims something else', () => {
    expect(rateOfDeltas([0.0625, 0.0625], { num: 90_000, den: 1 }).rate).toEqual({ num: 16, den: 1 });
  });

  it('is the usual one where it varies', () => {
    expect(rateOfDeltas([0.0625, 0.0625, 0.25, 0.0625], undefined)).toEqual({
      rate: { num: 16, den: 1 },
      isConstant: false,
    });
  });
});
