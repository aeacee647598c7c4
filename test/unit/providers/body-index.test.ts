import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { createBodyIndex } from '../../../src/providers/body-index.js';
import { resemblesBody } from '../../../src/providers/same-body.js';

/** Few keys and values, so that many bodies are alike. */
const { body } = fc.letrec<{ body: JsonObject }>((tie) => ({
  body: fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(0, '', null, 'waves', 'https://a.example/1', 'data:text/plain,a', 'data:text/plain;base64,YQ=='),
      fc.constantFrom(['https://a.example/1'], [], ['a', 'https://a.example/1'], [{ a: 0 }]),
      tie('body'),
    ),
    { maxKeys: 3 },
  ) as fc.Arbitrary<JsonObject>,
}));

describe('bodies by what they must have in common', () => {
  it('finds exactly those that resemble, in their order', () => {
    fc.assert(
      fc.property(
        fc.array(body, { maxLength: 12 }),
        fc.array(body, { minLength: 1, maxLength: 6 }),
        (listed, sought) => {
          const find = createBodyIndex(listed.map((each, index) => [each, index]));
          for (const each of sought) {
            const alike = listed.flatMap((other, index) => (resemblesBody(each, other) ? [index] : []));
            expect(find(each)).toEqual(alike);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads each body once, however many are sought', () => {
    let reads = 0;
    const listed = Array.from({ length: 50 }, (_, seed) => {
      const each = { seed, image: 'https://a.example/1' };
      return [
        Object.defineProperty(each, 'prompt', { get: () => `waves ${reads++}`, enumerable: true }),
        seed,
      ] as const;
    });
    const find = createBodyIndex(listed);
    const found = listed.map(([, seed]) => find({ prompt: 'gulls', seed, image: 'https://b.example/2' }));
    expect([found.flat(), reads]).toEqual([[], 50]);
  });
});
