import type { JsonObject } from '../json.js';

/** A small file that is collected in memory. */
export interface HeldBytes {
  readonly note: JsonObject;
  /** Copies it. */
  add(chunk: Uint8Array): void;
  /** At most so many of the first bytes. */
  head(count: number): Buffer;
  /** Whether all that the service announced has come. */
  isWhole(): boolean;
  all(): Buffer;
}

/** Bytes. Fetching so much again costs less than a file of its own would, for each clip of a large batch. */
const largestHeld = 2 ** 20;

/** Collects a file whose note tells a small total; undefined for any other. */
export function holdSmall(note: JsonObject): HeldBytes | undefined {
  const { total } = note;
  if (typeof total !== 'number' || total > largestHeld) return undefined;
  const room = Buffer.allocUnsafeSlow(total);
  let bytes = 0;
  return {
    note,
    add: (chunk) => {
      // A body that is longer than it said is refused by its length, and needs no room until then.
      room.set(chunk.subarray(0, Math.max(total - bytes, 0)), Math.min(bytes, total));
      bytes += chunk.length;
    },
    head: (count) => room.subarray(0, Math.min(count, bytes)),
    isWhole: () => bytes === total,
    all: () => room.subarray(0, bytes),
  };
}
