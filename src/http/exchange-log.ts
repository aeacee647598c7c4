import type { Clock } from '../runtime.js';

export interface LogOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * Starts the log line of one exchange; the function that it returns ends it with a status or a reason. The query is
 * left out: it may be a signature.
 */
export function startLog({ clock, log }: LogOptions, method: string, url: URL): (outcome: number | string) => void {
  const startedAt = clock.monotonic();
  return (outcome) =>
    log?.(`${method} ${url.host}${url.pathname} ${outcome} ${Math.round(clock.monotonic() - startedAt)} ms`);
}
