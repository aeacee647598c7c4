import { describe, expect, it } from 'vitest';
import { sharedTurns } from '../../../src/files/shared-turns.js';

/** An act that ends when it is told to. */
function scene() {
  const begun: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const ask = sharedTurns((key) => {
    begun.push(key);
    return new Promise((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  });
  return { begun, ends, ask };
}

describe('an act that many share', () => {
  it('is done once for all who ask before it begins', async () => {
    const { begun, ends, ask } = scene();
    const asked = [ask('a'), ask('a'), ask('a')];
    await Promise.resolve();
    ends[0]?.();
    await Promise.all(asked);
    expect(begun).toEqual(['a']);
  });

  it('is done once more, afterwards, for those who ask while it is under way', async () => {
    const { begun, ends, ask } = scene();
    const first = ask('a');
    await Promise.resolve();
    const later = [ask('a'), ask('a')];
    await Promise.resolve();
    expect(begun).toEqual(['a']);
    ends[0]?.();
    await first;
    await expect.poll(() => begun).toEqual(['a', 'a']);
    ends[1]?.();
    await Promise.all(later);
    expect(begun).toEqual(['a', 'a']);
  });

  it('is done at the same time for different keys', async () => {
    const { begun, ends, ask } = scene();
    const asked = [ask('a'), ask('b')];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b']);
    for (const end of ends) end();
    await Promise.all(asked);
  });

  it('fails for those who shared it, and not for the next', async () => {
    const { ends, ask } = scene();
    const first = ask('a');
    await Promise.resolve();
    const next = ask('a');
    ends[0]?.(new Error('full'));
    await expect(first).rejects.toThrow('full');
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();
    await expect(next).resolves.toBeUndefined();
  });
});
