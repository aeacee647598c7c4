import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../../src/config/json-fault.js';

describe('findJsonFault', () => {
  it.each([
    ['{"a": 1,}', 8, 'a comma too many'],
    ['[1, 2,]', 6, 'a comma too many'],
    ['{"a" 1}', 5, 'colon'],
    ['{"a": 1 "b": 2}', 8, 'comma'],
    ["{'a': 1}", 1, 'double quotes only'],
    ['{a: 1}', 1, '"a" is not expected'],
    ['{"a": 1', 7, 'ends too early'],
    ['', 0, 'ends too early'],
    ['{"a": "b\n"}', 6, 'not closed'],
    ['{} // done', 3, 'no comments'],
    ['# x\n{}', 0, 'no comments'],
    ['{} {}', 3, 'nothing may follow'],
    ['[1}', 2, 'comma or a closing bracket'],
    ['{"a": undefined}', 6, '"u" is not expected'],
    ['[01]', 2, 'comma'],
  ])('finds the fault of %j', (text, offset, message) => {
    const fault = findJsonFault(text);
    expect(fault?.offset).toBe(offset);
    expect(fault?.message).toContain(message);
  });

  it('finds no fault in any JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => findJsonFault(text) === undefined));
  });

  it('agrees with JSON.parse about texts with a character taken out or put in', () => {
    const character = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '1', ' ', '\\', 'e', '-', '\n');
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.boolean(), character, (text, position, removes, added) => {
        const index = position % (text.length + 1);
        const damaged = removes
          ? text.slice(0, index) + text.slice(index + 1)
          : text.slice(0, index) + added + text.slice(index);
        expect(findJsonFault(damaged) === undefined).toBe(isJson(damaged));
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
