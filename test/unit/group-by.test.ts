import { describe, expect, it } from 'vitest';
import { groupBy } from '../../src/group-by.js';

describe('groupBy', () => {
  it('keeps keys and items in the order of their first appearance', () => {
    const groups = groupBy(['pan', 'dolly', 'push', 'drift'], (word) => word[0]);
    expect([...groups]).toEqual([
      ['p', ['pan', 'push']],
      ['d', ['dolly', 'drift']],
    ]);
  });

  it('tells values apart that print alike', () => {
    expect(groupBy([1, '1'], (each) => each).size).toBe(2);
  });
});
