import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, didYouMean, editDistance } from '../../src/closest.js';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 8 });

describe('editDistance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['form', 'from', 1],
    ['', 'abc', 3],
    ['seed', 'seed', 0],
    ['ca', 'abc', 3],
  ])('%j to %j takes %i edits', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is zero for equal words only, the same in both directions, and at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('counts a swap of neighbours as one edit', () => {
    fc.assert(
      fc.property(word, fc.nat(), (text, position) => {
        fc.pre(text.length > 1);
        const index = position % (text.length - 1);
        const swapped = text.slice(0, index) + text.charAt(index + 1) + text.charAt(index) + text.slice(index + 2);
        expect(editDistance(text, swapped)).toBe(swapped === text ? 0 : 1);
      }),
    );
  });
});

describe('closest', () => {
  const names = ['provider', 'resolution', 'seed', 'fps'];

  it.each([
    ['provder', 'provider'],
    ['RESOLUTION', 'resolution'],
    ['sede', 'seed'],
    ['fsp', 'fps'],
  ])('takes %s for %s', (typed, meant) => {
    expect(closest(typed, names)).toBe(meant);
  });

  it.each(['banana', '', 'x', 'prompt'])('makes nothing of %j', (typed) => {
    expect(closest(typed, names)).toBeUndefined();
  });

  it('prefers the nearest, and among equals the first', () => {
    expect(closest('seeds', ['speed', 'seed'])).toBe('seed');
    expect(closest('bat', ['cat', 'hat'])).toBe('cat');
  });

  it('guesses nothing for names of two characters, where every guess would fit', () => {
    expect(closest('ab', ['ac'])).toBeUndefined();
  });

  it('answers at once for absurdly long words', () => {
    expect(closest('x'.repeat(1_000_000), names)).toBeUndefined();
  });
});

describe('didYouMean', () => {
  it('is a clause to append, or nothing', () => {
    expect(didYouMean('sede', ['seed'])).toBe(' (did you mean "seed"?)');
    expect(didYouMean('banana', ['seed'])).toBe('');
  });
});
