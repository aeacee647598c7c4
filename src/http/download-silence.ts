import type { Clock } from '../runtime.js';

/** A signal that ends an exchange in which nothing comes any more. */
export interface SilenceWatch {
  readonly signal: AbortSignal;
  /** Something came. */
  heard(): void;
  stop(): void;
}

/** Watches for `limitMs` of silence, looking four times within it. */
export function watchSilence(clock: Pick<Clock, 'monotonic' | 'every'>, limitMs: number): SilenceWatch {
  const controller = new AbortController();
  let last = clock.monotonic();
  const stop = clock.every(limitMs / 4, () => {
    if (clock.monotonic() - last >= limitMs) controller.abort();
  });
  return {
    signal: controller.signal,
    heard: () => {
      last = clock.monotonic();
    },
    stop,
  };
}
