import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isNestedDeeper, type JsonValue } from '../../src/json.js';

const jsonValue = fc.jsonValue() as fc.Arbitrary<JsonValue>;

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves no white space', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'x y' }], a: null })).toBe('{"a":null,"b":[{"c":"x y","d":1}]}');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1, true, false, null, ''])).toBe('[2,1,true,false,null,""]');
  });

  it('escapes keys as JSON does', () => {
    expect(canonicalJson({ 'a"\n': 1 })).toBe('{"a\\"\\n":1}');
  });

  it('is JSON for the same value', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives equal text for equal values, whatever the order of their keys', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), jsonValue), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (pairs) => {
        const forward = canonicalJson(Object.fromEntries(pairs));
        expect(canonicalJson(Object.fromEntries(pairs.toReversed()))).toBe(forward);
      }),
    );
  });

  it('gives different text for different values', () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, (a, b) => {
        const same = JSON.stringify(JSON.parse(canonicalJson(a))) === JSON.stringify(JSON.parse(canonicalJson(b)));
        expect(canonicalJson(a) === canonicalJson(b)).toBe(same);
      }),
    );
  });
});

describe('isNestedDeeper', () => {
  it.each([
    ['text', 0, false],
    [[], 0, true],
    [[1], 1, false],
    [{ a: { b: [] } }, 2, true],
    [{ a: { b: [1] } }, 3, false],
    [[1, [2, [3]], null], 2, true],
  ])('of %j and %d levels is %s', (value, levels, expected) => {
    expect(isNestedDeeper(value, levels)).toBe(expected);
  });

  it('needs no more stack than it looks levels deep', () => {
    const value: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(isNestedDeeper(value, 64)).toBe(true);
  });
});
