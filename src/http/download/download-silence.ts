import type { Clock } from '../../runtime.js';

/** A signal that ends an exchange in which nothing comes any more. */
export interface SilenceWatch {
  readonly signal: AbortSignal;
  /** So many bytes came, or an answer. */
  heard(bytes?: number): void;
  stop(): void;
}

/** Bytes; fewer within the limit are as good as silence, or a server could hold a download for ever with a drip. */
const leastBytes = 1024;

/** Watches for `limitMs` of silence, looking four times within it. */
export function watchSilence(clock: Pick<Clock, 'monotonic' | 'every'>, limitMs: number): SilenceWatch {
  const controller = new AbortController();
  let last = clock.monotonic();
  let since = 0;
  const stop = clock.every(limitMs / 4, () => {
    if (clock.monotonic() - last >= limitMs) controller.abort();
  });
  return {
    signal: controller.signal,
    heard: (bytes = leastBytes) => {
      since += bytes;
      if (since < leastBytes) return;
      since = 0;
      last = clock.monotonic();
    },
    stop,
  };
}
