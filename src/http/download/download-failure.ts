import { z } from 'zod';
import { WanError } from '../../errors.js';
import { parseRetryAfter } from '../retry.js';
import { explainFailure } from '../transport-failure.js';

/** A URL fit for messages: no user, no query, no fragment. What a service names may be none at all. */
export function redactedUrl(url: string): string {
  if (!URL.canParse(url)) return 'the address of the clip';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** `download.failed` about this URL, its query left out. */
export function downloadFailed(url: string, text: string, details: { retryable: boolean; cause?: unknown }): WanError {
  return new WanError('download.failed', `${redactedUrl(url)}: ${text}`, {
    hint: 'wan resume fetches it again',
    ...details,
  });
}

export interface RefusedStatus {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch ms, for a Retry-After that is a date. */
  readonly now: number;
}

/** What an unsuccessful status means for a download: 403, 404 and 410 will not get better by asking again. */
export function toStatusFailure({ url, status, headers, now }: RefusedStatus): WanError {
  const gone = status === 404 || status === 410;
  const text = gone ? `the file is not there (${status})` : `the service answered ${status}`;
  return new WanError('download.failed', `${redactedUrl(url)}: ${text}`, {
    hint: 'wan resume fetches it again',
    retryable: status === 408 || status === 425 || status === 429 || status >= 500,
    retryAfterMs: parseRetryAfter(headers['retry-after'], now),
    cause: { status },
  });
}

/** What a broken connection means for a download; our own errors pass as they are. */
export function toTransportFailure(url: string, error: unknown): WanError {
  if (error instanceof WanError) return error;
  const { text, hint } = explainFailure(error, URL.canParse(url) ? new URL(url).host : 'the service');
  return new WanError('download.failed', `${redactedUrl(url)}: ${text}`, {
    hint: hint ?? 'wan resume fetches it again',
    retryable: true,
    cause: error,
  });
}

/** The HTTP status that ended a download; undefined when something else did. */
export function downloadStatus(error: unknown): number | undefined {
  const parsed = statusSchema.safeParse(error instanceof WanError ? error.cause : undefined);
  return parsed.success ? parsed.data.status : undefined;
}

const statusSchema = z.object({ status: z.int() });
