import { describe, expect, it } from 'vitest';
import { parseTakes } from '../../../../src/cli/request/option-values.js';

describe('the number of takes', () => {
  it.each([1, 12, 10_000])('may be %d', (takes) => {
    expect(parseTakes(String(takes))).toBe(takes);
  });

  it.each(['10001', '130000', '1e9'])('is refused where it is as large as %s', (text) => {
    expect(() => parseTakes(text)).toThrow(/at most 10000 takes/);
  });

  it.each(['0', '-1', '1.5', 'many', ''])('is refused where it is %j', (text) => {
    expect(() => parseTakes(text)).toThrow(/whole number from 1 up/);
  });
});
