import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { arrivingChunks } from '../../../src/http/arriving-chunks.js';

const mebibyte = 2 ** 20;
const block = (length: number, value: number) => new Uint8Array(length).fill(value);

async function taken(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** A stream whose chunks have all arrived before anybody asks for one. */
async function arrived(...chunks: readonly Uint8Array[]) {
  const stream = new PassThrough({ highWaterMark: 64 * mebibyte });
  const pieces = arrivingChunks(stream);
  for (const chunk of chunks) stream.write(chunk);
  await new Promise((resolve) => setImmediate(resolve));
  return { stream, pieces };
}

describe('arriving chunks', () => {
  it('come one by one to a reader who keeps up', async () => {
    const { stream, pieces } = await arrived();
    const reader = pieces[Symbol.asyncIterator]();
    for (const value of [1, 2]) {
      const next = reader.next();
      stream.write(block(3, value));
      expect(await next).toEqual({ done: false, value: Buffer.alloc(3, value) });
    }
  });

  it('wait in the stream when a mebibyte is here already', async () => {
    const { stream, pieces } = await arrived(block(mebibyte, 1), block(mebibyte, 2));
    expect(stream.isPaused()).toBe(true);
    stream.end();
    expect((await taken(pieces)).map(({ length }) => length)).toEqual([mebibyte, mebibyte]);
  });

  it('come to the last one before the connection breaks, and then tell why', async () => {
    const { stream, pieces } = await arrived(block(10, 1), block(10, 2));
    stream.destroy(new Error('cut'));
    const reader = pieces[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(Buffer.alloc(10, 1));
    expect((await reader.next()).value).toEqual(Buffer.alloc(10, 2));
    await expect(reader.next()).rejects.toThrow('cut');
  });
});
