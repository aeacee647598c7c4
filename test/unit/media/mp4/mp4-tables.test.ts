import { describe, expect, it } from 'vitest';
import { hasSoundTables } from '../../../../src/media/mp4/mp4-tables.js';

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([numbers(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

function movie(...tables: readonly Buffer[]): Buffer {
  return box('moov', box('mvhd'), box('trak', box('tkhd'), box('mdia', box('minf', box('stbl', ...tables)))));
}

/** `runs` are pairs of a count and a value. */
function runs(type: 'stts' | 'ctts', ...pairs: readonly [number, number][]): Buffer {
  return box(type, numbers(0, pairs.length, ...pairs.flat()));
}

const threeSamples = box('stsz', numbers(0, 0, 3, 100, 100, 100));

describe('the tables of a movie', () => {
  it.each([
    ['as many times as samples', movie(threeSamples, runs('stts', [3, 512]))],
    ['some more times than samples', movie(threeSamples, runs('stts', [9, 512]))],
    ['samples of one size', movie(box('stsz', numbers(0, 4, 96_000)), runs('stts', [96_000, 1]))],
    ['no samples, in a fragmented file', movie(box('stsz', numbers(0, 0, 0)), runs('stts'))],
    ['no table of sizes', movie(runs('stts', [3_000_000_000, 1]))],
    ['boxes that nobody understands', box('moov', numbers(3, 3, 3))],
    [
      'more runs than fit, of which those that fit are few',
      movie(threeSamples, box('ctts', numbers(0, 4_000_000_000, 3, 0))),
    ],
  ])('are sound with %s', (_, moov) => {
    expect(hasSoundTables(moov)).toBe(true);
  });

  it.each([
    ['billions of times', movie(threeSamples, runs('stts', [3_660_709_891, 512]))],
    ['billions of offsets', movie(threeSamples, runs('stts', [3, 512]), runs('ctts', [1, 0], [3_660_709_891, 512]))],
    ['more samples than sizes', movie(box('stsz', numbers(0, 0, 4_000_000_000, 100)), runs('stts', [1, 1]))],
  ])('are not sound with %s', (_, moov) => {
    expect(hasSoundTables(moov)).toBe(false);
  });

  it('are looked at in every track', () => {
    const good = movie(threeSamples, runs('stts', [3, 512]));
    const bad = movie(threeSamples, runs('stts', [3_660_709_891, 512])).subarray(8);
    const both = Buffer.concat([good, bad]);
    both.writeUInt32BE(both.length);
    expect(hasSoundTables(both)).toBe(false);
  });
});
