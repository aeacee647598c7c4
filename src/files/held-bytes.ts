import type { JsonObject } from '../json.js';

/** A small file that is collected in memory. */
export interface HeldBytes {
  readonly note: JsonObject;
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
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const all = () => {
    const whole = Buffer.concat(chunks);
    chunks.splice(0, chunks.length, whole);
    return whole;
  };
  return {
    note,
    add: (chunk) => {
      bytes += chunk.length;
      // A body that is longer than it said is refused by its length, and needs no room until then.
      if (bytes <= largestHeld) chunks.push(chunk);
    },
    head: (count) => all().subarray(0, count),
    isWhole: () => bytes === total,
    all,
  };
}
