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

/** A buffer that holds what came. */
interface Loan {
  /** Where its bytes end, once it is full. */
  end?: number;
  /** Chunks of it that readers hold: of more than one answer, where they came over one connection. */
  held: number;
  /** Whether its last bytes were read, and so all before them. */
  isRead: boolean;
}

const loans = new WeakMap<ArrayBufferLike, Loan>();

/**
 * The option of a new socket that makes it read into these buffers, and push what came to whoever reads it.
 *
 * @param push returns whether more is wanted at once, as the `push` of the socket does
 */
export function readingIntoBuffers(push: (bytes: Buffer) => boolean): OnReadOpts {
  let { buffer, loan } = takeBuffer();
  let used = 0;
  return {
    buffer: () => new Uint8Array(buffer, used),
    callback: (count, { buffer: into, byteOffset }) => {
      used += count;
      if (bufferBytes - used < leastRoom) {
        loan.end = used;
        ({ buffer, loan } = takeBuffer());
        used = 0;
      }
      return push(Buffer.from(into, byteOffset, count));
    },
  };
}

/** Tells that a reader holds these bytes until they are given back. */
export function hold({ buffer }: Uint8Array): void {
  const loan = loans.get(buffer);
  if (loan !== undefined) loan.held += 1;
}

/**
 * Bytes that their reader looks at no more, each once. A buffer is read into again when its last bytes were among them
 * and nobody holds any others: the next answer of a connection begins where the one before it ends, and may be read
 * sooner. What is never given back is left to the garbage collector.
 */
export function giveBack(chunks: readonly Uint8Array[]): void {
  for (const { buffer, byteOffset, byteLength } of chunks) {
    const loan = loans.get(buffer);
    if (loan === undefined) continue;
    loan.held -= 1;
    loan.isRead ||= loan.end === byteOffset + byteLength;
    if (!loan.isRead || loan.held > 0) continue;
    loans.delete(buffer);
    if (spare.length < mostSpare) spare.push(buffer);
  }
}

function takeBuffer(): { readonly buffer: ArrayBufferLike; readonly loan: Loan } {
  const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes).buffer;
  const loan: Loan = { held: 0, isRead: false };
  loans.set(buffer, loan);
  return { buffer, loan };
}
