import type { OnReadOpts } from 'node:net';

/**
 * Memory that sockets read into, used again when what came in it is no longer needed. Node takes fresh memory for each
 * read, which has never been in a cache when the kernel copies into it: a GiB to disk took 2.5 s of processor so, and
 * takes 1.5 s.
 */

/** Bytes of a buffer: twice as much as Node reads at once by itself, for which TLS is a tenth faster. */
const bufferBytes = 2 ** 17;
/** A buffer with less room than this is full, bytes: one TLS record. */
const leastRoom = 2 ** 14;
/** Most buffers that are kept for later. */
const mostSpare = 32;

const spare: ArrayBufferLike[] = [];
/** Where the bytes end in each full buffer that is lent out. */
const ends = new WeakMap<ArrayBufferLike, number>();

/**
 * The option of a new socket that makes it read into these buffers, and push what came to whoever reads it.
 *
 * @param push returns whether more is wanted at once, as the `push` of the socket does
 */
export function readingIntoBuffers(push: (bytes: Buffer) => boolean): OnReadOpts {
  let buffer = takeBuffer();
  let used = 0;
  return {
    buffer: () => new Uint8Array(buffer, used),
    callback: (count, { buffer: into, byteOffset }) => {
      used += count;
      if (bufferBytes - used < leastRoom) {
        ends.set(buffer, used);
        buffer = takeBuffer();
        used = 0;
      }
      return push(Buffer.from(into, byteOffset, count));
    },
  };
}

/**
 * Bytes that nobody looks at any more, each once and in the order in which they came: with the last ones of a buffer it
 * is free to be read into again. Others are left alone.
 */
export function giveBack(chunks: readonly Uint8Array[]): void {
  for (const { buffer, byteOffset, byteLength } of chunks) {
    if (ends.get(buffer) !== byteOffset + byteLength) continue;
    ends.delete(buffer);
    if (spare.length < mostSpare) spare.push(buffer);
  }
}

function takeBuffer(): ArrayBufferLike {
  return spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes).buffer;
}
