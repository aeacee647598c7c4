import { describe, expect, it } from 'vitest';
import { between, compose, fitPair, fitSettling, isNegligible, noCorrection } from '../../../src/film/plane-fit.js';
import { waves } from './small-picture.js';

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => index + from);

describe('the fit of a pair', () => {
  it('undoes a change of contrast and brightness', () => {
    const [luma] = fitPair(waves(0, { gain: 1.1, offset: -9 }), waves(0));
    expect(luma.gain).toBeCloseTo(1 / 1.1, 1);
    expect(luma.gain * (1.1 * 128 - 9) + luma.offset).toBeCloseTo(128, 0);
  });

  it('never stretches contrast by more than a quarter', () => {
    expect(fitPair(waves(0, { gain: 0.4, offset: 60 }), waves(0))[0].gain).toBe(1.25);
    expect(fitPair(waves(0), waves(0, { gain: 0.4, offset: 60 }))[0].gain).toBe(0.8);
  });

  it('leaves equal pictures alone', () => {
    expect(isNegligible(fitPair(waves(3), waves(3)))).toBe(true);
  });
});

describe('the fit of what settles', () => {
  const tail = range(9).map((index) => waves(index * 0.2));

  it('undoes drift that comes after a faithful first picture', () => {
    const head = range(9).map((index) => waves(1.6 + index * 0.2, index < 5 ? {} : { offset: -6 }));
    const [luma] = fitSettling(head, tail);
    expect(luma.gain * 122 + luma.offset).toBeCloseTo(128, 0);
  });

  it('does not take a trend that was there before for drift', () => {
    const brightening = range(18).map((index) => waves(0, { offset: index - 9 }));
    const [luma] = fitSettling(brightening.slice(9), brightening.slice(0, 9));
    // Without the trend it would darken by 6.5.
    expect(Math.abs(luma.gain * 128 + luma.offset - 128)).toBeLessThan(1.5);
  });

  it('is left out where clips are too short to tell', () => {
    expect(
      fitSettling(
        range(8).map((index) => waves(index)),
        tail,
      ),
    ).toBe(noCorrection);
    expect(fitSettling(tail, tail.slice(0, 8))).toBe(noCorrection);
  });
});

describe('corrections', () => {
  const brighter = { gain: 1, offset: 10 };
  const flatter = { gain: 0.5, offset: 0 };

  it('compose from the inside out', () => {
    const [first] = compose([flatter, flatter, flatter], [brighter, brighter, brighter]);
    expect(first).toEqual({ gain: 0.5, offset: 5 });
  });

  it('move evenly from one to another', () => {
    const end = [flatter, brighter, brighter] as const;
    expect(between(noCorrection, end, 0.25)[0]).toEqual({ gain: 0.875, offset: 0 });
    expect(between(noCorrection, end, 1)).toEqual(end);
  });

  it('count as nothing below four thousandths and four tenths', () => {
    const just = { gain: 1.0039, offset: 0.39 };
    expect(isNegligible([just, just, just])).toBe(true);
    expect(isNegligible([just, just, { ...just, gain: 0.996 }])).toBe(false);
    expect(isNegligible([{ ...just, offset: -0.4 }, just, just])).toBe(false);
  });
});
