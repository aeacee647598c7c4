import type { Clock } from '../../runtime.js';
import { retryDelay } from '../retry.js';
import { attemptDownload, type DownloadProgress, type DownloadSource } from './download-attempt.js';
import { downloadStatus, toTransportFailure } from './download-failure.js';

export interface DownloadOptions extends DownloadSource {
  readonly clock: Clock;
  readonly random: () => number;
  /** Sent like `headers`, from the moment that the file was refused without them (401, 403). */
  readonly headersIfRefused?: Readonly<Record<string, string>> | undefined;
}

/**
 * Streams a file into the target, in constant memory, and continues what an earlier attempt or process left. Cut
 * connections, silence, 429 and 5xx are tried again, at most 6 times in a row without a further MiB; a 401 or 403 once,
 * with the headers kept for it.
 *
 * @returns bytes of the whole file, which whoever names it makes durable
 * @throws WanError `download.failed`, retryable when asking later may help; the target's `local.disk` and `local.output`;
 * the reason of the signal. The target keeps what can be continued.
 */
export async function download(options: DownloadOptions): Promise<number> {
  const { clock, random, signal } = options;
  let reached = 0;
  let { headers, headersIfRefused: spare } = options;
  const onProgress = (progress: DownloadProgress) => {
    reached = Math.max(reached, progress.bytes);
    options.onProgress?.(progress);
  };
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    const before = reached;
    try {
      return await attemptDownload({ ...options, headers, onProgress });
    } catch (error) {
      signal.throwIfAborted();
      const failure = toTransportFailure(options.url, error);
      if (spare !== undefined && refusals.includes(downloadStatus(failure))) {
        headers = { ...headers, ...spare };
        spare = undefined;
        continue;
      }
      if (reached - before >= progressBytes) failures = 0;
      const { retryAfterMs } = failure;
      if (!failure.retryable || failures + 1 >= maxAttempts || (retryAfterMs ?? 0) > maxPauseMs) throw failure;
      await clock.sleep(retryDelay({ attempt: failures, retryAfterMs, random: random() }), signal);
    }
  }
}

const refusals: readonly (number | undefined)[] = [401, 403];
const maxAttempts = 6;
const maxPauseMs = 120_000;
const progressBytes = 2 ** 20;
