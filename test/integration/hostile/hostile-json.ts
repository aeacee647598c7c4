import fc from 'fast-check';
import type { JsonValue } from '../../../src/json.js';

// Stand-ins for what JavaScript's own writer can't put into JSON text.
const deep = '@deep@';
const proto = '@proto@';
const deepText = '['.repeat(20_000) + ']'.repeat(20_000);

/** What nobody expects where a service should have put an id, a word, a time, a link or a list. */
export const hostileValue: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    '',
    true,
    0,
    -1,
    0.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    deep,
    { [proto]: { polluted: 1 } },
    { constructor: { prototype: { polluted: 1 } } },
    { toString: null, valueOf: 1, length: -1 },
    proto,
    'constructor',
    '\u001b[2J\u0007evil\r\nline',
    '\u202eevil\u0000\u009b31m',
    '\ud800',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:video/mp4;base64,AAAA',
    'https://',
    'http://[',
    'https://a b/c.mp4',
    '//host/c.mp4',
    'http://169.254.169.254/clip.mp4',
    '../../../../etc/passwd',
    '..',
    'x'.repeat(100_000),
    'NaN',
    '1e999',
    '2026-13-45T99:99:99Z',
    '+275760-09-13T00:00:00.001Z',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double().map((number) => (Number.isFinite(number) ? number : 0)),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
);

/** A change of one place in an answer: `at` counts its values in order. */
export const mutation = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace' as const, 'remove' as const, 'repeat' as const, 'rename' as const),
  value: hostileValue,
});
export type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

/** The text of an answer, changed in each of these places. */
export function mutate(json: JsonValue, mutations: readonly Mutation[]): string {
  return toText(mutations.reduce(change, json));
}

/** JSON text of a hostile value. */
export function toText(json: JsonValue): string {
  return JSON.stringify(json).replaceAll(`"${deep}"`, deepText).replaceAll(proto, '__proto__');
}

function change(json: JsonValue, { at, how, value }: Mutation): JsonValue {
  let left = at % count(json);
  const walk = (item: JsonValue): readonly JsonValue[] => {
    left -= 1;
    if (left === -1) return how === 'remove' ? [] : how === 'repeat' ? [item, item] : [value];
    if (Array.isArray(item)) return [item.flatMap(walk)];
    if (typeof item !== 'object' || item === null) return [item];
    return [
      Object.fromEntries(
        Object.entries(item).flatMap(([key, inner]) => {
          const hit = left === 0;
          const [first] = walk(inner);
          if (first === undefined) return [];
          return [[hit && how === 'rename' ? proto : key, first]];
        }),
      ),
    ];
  };
  return walk(json)[0] ?? null;
}

function count(json: JsonValue): number {
  if (typeof json !== 'object' || json === null) return 1;
  return Object.values(json).reduce((sum: number, item: JsonValue) => sum + count(item), 1);
}
