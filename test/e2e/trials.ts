/** On two cores more at once would only wait for each other. */
const atOnce = 3;

/** What a test of dozens of trials may take, ms: some begin three programs each, one after the other. */
export const trialsTimeout = 900_000;

/** Runs tasks a few at a time; resolves with how many there were, rejects with the first failure. */
export async function inParallel<T>(
  items: readonly T[],
  task: (item: T, index: number) => Promise<void>,
): Promise<number> {
  const waiting = [...items.entries()];
  let finished = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await task(next[1], next[0]);
      finished += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return finished;
}

/** mulberry32: the same moments in every run of the suite. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** NODE_OPTIONS that preload files of this folder into the program. */
export function preload(...names: readonly string[]): string {
  return names.map((name) => `--import ${new URL(name, import.meta.url).href}`).join(' ');
}
