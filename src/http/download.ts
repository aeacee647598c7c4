import type { Clock } from '../runtime.js';
import { attemptDownload, type DownloadProgress, type DownloadSource } from './download-attempt.js';
import { toTransportFailure } from './download-failure.js';
import { retryDelay } from './retry.js';

export interface DownloadOptions extends DownloadSource {
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Streams a file into the target, in constant memory, and continues what an earlier attempt or process left. Cut
 * connections, silence, 429 and 5xx are tried again, at most 6 times in a row without a further MiB.
 *
 * @returns bytes of the whole file, which whoever names it makes durable
 * @throws WanError `download.failed`, retryable when asking later may help; the target's `local.disk` and `local.output`;
 * the reason of the signal. The target keeps what can be continued.
 */
export async function download(options: DownloadOptions): Promise<number> {
  const { clock, random, signal } = options;
  let reached = 0;
  const onProgress = (progress: DownloadProgress) => {
    reached = Math.max(reached, progress.bytes);
    options.onProgress?.(progress);
  };
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    const before = reached;
    try {
      return await attemptDownload({ ...options, onProgress });
    } catch (error) {
      signal.throwIfAborted();
      const failure = toTransportFailure(options.url, error);
      if (reached - before >= progressBytes) failures = 0;
      const { retryAfterMs } = failure;
      if (!failure.retryable || failures + 1 >= maxAttempts || (retryAfterMs ?? 0) > maxPauseMs) throw failure;
      await clock.sleep(retryDelay({ attempt: failures, retryAfterMs, random: random() }), signal);
    }
  }
}

const maxAttempts = 6;
const maxPauseMs = 120_000;
const progressBytes = 2 ** 20;
