import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlaces, type Place } from '../../../src/batch/json-places.js';

const at = (place: Place | undefined, ...path: string[]): Place | undefined =>
  path.reduce((inner, part) => inner?.members.get(part), place);

describe('places in JSON text', () => {
  const text = '{\n "rows": [\n  { "a": 1,\n    "b\\"": [1,\n2] }, 5,\n  { "a": "}\\\\" } ]\n}';

  it('are the lines of members, as deep as asked', () => {
    const { root } = findPlaces(text, 4);
    expect(root.line).toBe(1);
    expect(at(root, 'rows', '0', 'a')?.line).toBe(3);
    expect(at(root, 'rows', '0', 'b"')?.line).toBe(4);
    expect(at(root, 'rows', '0')?.line).toBe(3);
    expect(at(root, 'rows', '2', 'a')?.line).toBe(6);
    expect(at(findPlaces(text, 1).root, 'rows', '0')).toBeUndefined();
  });

  it('tell every name that an object has twice, at any depth, and no other', () => {
    const { duplicates } = findPlaces('{"a":{"b":1,\n"b":2},"c":[{"b":1},{"b":1}],\n"\\u0061":3}', 0);
    expect(duplicates).toEqual([
      { line: 2, name: 'b' },
      { line: 3, name: 'a' },
    ]);
  });

  it('are found for every member of any list of objects', () => {
    const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })));
    fc.assert(
      fc.property(rows, fc.constantFrom(0, 1, 2), (list, indent) => {
        const { root, duplicates } = findPlaces(JSON.stringify(list, null, indent), 3);
        const written: Record<string, unknown>[] = JSON.parse(JSON.stringify(list));
        expect(duplicates).toEqual([]);
        for (const [index, row] of written.entries()) {
          expect([...(at(root, String(index))?.members.keys() ?? [])].toSorted()).toEqual(Object.keys(row).toSorted());
        }
      }),
    );
  });
});
