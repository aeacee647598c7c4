import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/providers/provider.js';
import { startFalUnderTest } from './fal-under-test.js';

async function seen(stream: AsyncIterable<Progress>): Promise<string[]> {
  const words: string[] = [];
  for await (const progress of stream) words.push(progress.status);
  return words;
}

describe('the status stream of fal', () => {
  it('tells queue and rendering, and ends without a verdict', async () => {
    const { fal, call, submit } = await startFalUnderTest();
    const words = await seen(fal.watch(await submit(), call));
    expect(words.length).toBeGreaterThan(0);
    expect(new Set(words)).toEqual(new Set(['queued', 'rendering']));
  });

  it('ends quietly when the stream is refused', async () => {
    const { fal, call } = await startFalUnderTest();
    expect(await seen(fal.watch(fal.adopt('764cabcf-b745-4b3e-ae38-1200304cf45b', 'fal-ai/wan'), call))).toEqual([]);
  });
});
