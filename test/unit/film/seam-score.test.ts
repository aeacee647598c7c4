import { describe, expect, it } from 'vitest';
import { scoreSeam, verdictOf } from '../../../src/film/seam-score.js';

const steady = (change: (index: number) => object = () => ({})) =>
  Array.from({ length: 40 }, (_, index) => ({ y: 100, u: 120, v: 130, motion: 3, ...change(index) }));

describe('the score of a seam', () => {
  it('is nothing where nothing happens', () => {
    expect(scoreSeam(steady(), 20)).toEqual({ S: 0, step: 0, verdict: 'ok' });
  });

  it.each([
    ['a pop', 6.05, 1],
    ['a freeze', 0, 5.931],
  ])('counts octaves of motion: %s', (_what, motion, S) => {
    expect(
      scoreSeam(
        steady((index) => (index === 21 ? { motion } : {})),
        20,
      ).S,
    ).toBeCloseTo(S, 1);
  });

  it('counts a jump of colour, and not a slow change', () => {
    const fading = steady((index) => ({ y: 100 + index }));
    expect(scoreSeam(fading, 20).step).toBe(0);
    expect(
      scoreSeam(
        steady((index) => ({ v: index > 20 ? 127 : 130 })),
        20,
      ),
    ).toMatchObject({ step: 3, verdict: 'visible' });
  });

  it('bears cuts near the ends', () => {
    expect(scoreSeam(steady(), 0).S).toBe(0);
    expect(scoreSeam(steady().slice(0, 2), 0).verdict).toBe('visible');
    expect(scoreSeam([], 0)).toEqual({ S: 0, step: 0, verdict: 'ok' });
  });

  it('becomes a verdict', () => {
    expect([verdictOf(0.39, 0.49), verdictOf(0.4, 0), verdictOf(0, 0.5), verdictOf(0.8, 0), verdictOf(0, 1.5)]).toEqual(
      [...['ok', 'soft', 'soft', 'visible', 'visible']],
    );
  });
});
