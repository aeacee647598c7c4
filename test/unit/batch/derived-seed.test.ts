import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedSeed } from '../../../src/batch/derived-seed.js';
import { maxSeed } from '../../../src/providers/request.js';

const source = { manifest: 'adverts', rowIdentity: 'id:hero', request: 'abc', take: 0 };

describe('a derived seed', () => {
  it('is the same on every machine and in every version', () => {
    expect(derivedSeed(source, maxSeed)).toBe(2041040333);
  });

  it.each([{ manifest: 'others' }, { manifest: null }, { rowIdentity: 'id:rain' }, { request: 'abd' }, { take: 1 }])(
    'is another one with %j',
    (change) => {
      expect(derivedSeed({ ...source, ...change }, maxSeed)).not.toBe(derivedSeed(source, maxSeed));
    },
  );

  it('is a whole number from 0 to the limit', () => {
    const limits = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(limits, fc.string(), (limit, rowIdentity) => {
        const seed = derivedSeed({ ...source, rowIdentity }, limit);
        expect(Number.isSafeInteger(seed) && seed >= 0 && seed <= limit).toBe(true);
      }),
    );
  });

  it('reaches every seed of a small range', () => {
    const seeds = Array.from({ length: 200 }, (_, take) => derivedSeed({ ...source, take }, 4));
    expect([...new Set(seeds)].toSorted()).toEqual([0, 1, 2, 3, 4]);
  });
});
