import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ArrivingBytes, arrivingBytes, gather } from '../../../src/http/arriving-bytes.js';

const kibibyte = 2 ** 10;
const block = (length: number, value: number) => new Uint8Array(length).fill(value);

async function lengths(bytes: ArrivingBytes): Promise<number[][]> {
  const all: number[][] = [];
  for await (const chunks of bytes) all.push(chunks.map(({ length }) => length));
  return all;
}

/** A source that writes down what it is told. */
function gathering() {
  const told: string[] = [];
  const gathered = gather({ pause: () => told.push('pause'), resume: () => told.push('resume') });
  return { told, ...gathered, reader: gathered.bytes[Symbol.asyncIterator]() };
}

describe('arriving bytes', () => {
  it('come one chunk at a time to a reader who keeps up', async () => {
    const { arrived, reader } = gathering();
    for (const value of [1, 2]) {
      const next = reader.next();
      arrived(block(3, value));
      expect(await next).toEqual({ done: false, value: [block(3, value)] });
    }
  });

  it('come together when they arrived together, in pieces of 256 KiB', async () => {
    const { arrived, ended, bytes } = gathering();
    for (const length of [200, 64, 64, 64, 64, 64, 7]) arrived(block(length * kibibyte, 1));
    ended();
    const expected = [[200, 64], [64, 64, 64, 64], [7]];
    expect(await lengths(bytes)).toEqual(expected.map((piece) => piece.map((length) => length * kibibyte)));
  });

  it('wait where they come from when half a mebibyte is here, until less is', async () => {
    const { arrived, reader, told } = gathering();
    for (let times = 0; times < 3; times += 1) arrived(block(200 * kibibyte, 1));
    expect(told).toEqual(['pause']);
    await reader.next();
    expect(told).toEqual(['pause', 'resume']);
    arrived(block(400 * kibibyte, 1));
    expect(told).toEqual(['pause', 'resume', 'pause']);
  });

  it('come to the last one before a failure, and then tell why', async () => {
    const { arrived, ended, reader } = gathering();
    arrived(block(10, 1));
    arrived(block(10, 2));
    ended(new Error('cut'));
    ended();
    expect((await reader.next()).value).toEqual([block(10, 1), block(10, 2)]);
    await expect(reader.next()).rejects.toThrow('cut');
  });

  it('end for a reader who waits already', async () => {
    const { ended, reader } = gathering();
    const next = reader.next();
    ended();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe('arriving bytes of a stream', () => {
  it('come to the last one before it breaks, and then tell why', async () => {
    const stream = new PassThrough();
    const reader = arrivingBytes(stream)[Symbol.asyncIterator]();
    stream.write(block(10, 1));
    await new Promise((resolve) => setImmediate(resolve));
    stream.destroy(new Error('cut'));
    expect((await reader.next()).value).toEqual([Buffer.alloc(10, 1)]);
    await expect(reader.next()).rejects.toThrow('cut');
  });

  it('leave the rest of a large one in it', async () => {
    const stream = new PassThrough({ highWaterMark: 4096 * kibibyte });
    const bytes = arrivingBytes(stream);
    for (const value of [1, 2]) stream.write(block(1200 * kibibyte, value));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.isPaused()).toBe(true);
    stream.end();
    expect(await lengths(bytes)).toEqual([[1200 * kibibyte], [1200 * kibibyte]]);
  });
});
