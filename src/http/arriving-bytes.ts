import { finished, type Readable } from 'node:stream';
import { giveBack, hold } from './read-buffers.js';

/** Chunks that have come since the last look, as they came. They are the reader's until it asks for more. */
export type ArrivingBytes = AsyncIterable<readonly Uint8Array[]>;

/** Where chunks come from; told to pause, it may still hand over a few, and is told again. */
export interface ByteSource {
  pause(): void;
  resume(): void;
}

export interface Gathering {
  readonly bytes: ArrivingBytes;
  arrived(chunk: Uint8Array): void;
  /** Nothing more comes; without an error, all has come. */
  ended(error?: Error | null): void;
}

/** How much may wait to be written, bytes. */
const maxWaiting = 2 ** 19;
/**
 * How much is handed over at once, bytes. Each write is a way through the thread pool and back, for which 64 KiB, as much
 * as a socket gives, are too few: on two quiet cores a GiB took 2.3 s so, and takes 1.4 s by 256 KiB. Writes of 512 KiB cost
 * a Linux with large folios more again.
 */
const largestPiece = 2 ** 18;

/**
 * Gathers what arrives while earlier bytes are written, so that few writes serve many chunks. A failure comes after the
 * bytes that arrived before it, which need not be fetched again.
 */
export function gather(source: ByteSource): Gathering {
  const waiting: Uint8Array[] = [];
  let size = 0;
  let isPaused = false;
  let end: { readonly error: Error | null | undefined } | undefined;
  let wake = () => {};
  const take = () => {
    const piece = waiting.splice(0, chunksInPiece(waiting));
    size -= byteLength(piece);
    if (isPaused && size < maxWaiting) {
      isPaused = false;
      source.resume();
    }
    return piece;
  };
  let handed: readonly Uint8Array[] = [];
  const next = async () => {
    giveBack(handed);
    handed = [];
    while (waiting.length === 0 && end === undefined) await new Promise<void>((resolve) => (wake = resolve));
    if (waiting.length === 0 && end?.error) throw end.error;
    handed = take();
    return handed;
  };
  return {
    bytes: iterate(next),
    arrived: (chunk) => {
      hold(chunk);
      waiting.push(chunk);
      size += chunk.length;
      if (size >= maxWaiting) {
        isPaused = true;
        source.pause();
      }
      wake();
    },
    ended: (error) => {
      end ??= { error };
      wake();
    },
  };
}

/** What a stream brings; its own iterator would drop what it holds when it breaks. Listens from the call on. */
export function arrivingBytes(stream: Readable): ArrivingBytes {
  const { bytes, arrived, ended } = gather(stream);
  stream.on('data', arrived);
  finished(stream, ended);
  return bytes;
}

/** Bytes in all of them. */
export function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** How many chunks, from the first on, make a piece. */
function chunksInPiece(chunks: readonly Uint8Array[]): number {
  let size = 0;
  const last = chunks.findIndex(({ length }) => {
    size += length;
    return size >= largestPiece;
  });
  return last === -1 ? chunks.length : last + 1;
}

async function* iterate(next: () => Promise<readonly Uint8Array[]>): AsyncGenerator<readonly Uint8Array[]> {
  for (let chunks = await next(); chunks.length > 0; chunks = await next()) yield chunks;
}
