import { type ErrorCode, type ErrorDetails, stripControls, WanError } from '../errors.js';
import type { HttpResponse } from './client.js';
import { parseRetryAfter } from './retry.js';

export interface RefusalOptions {
  readonly provider: string;
  readonly response: Pick<HttpResponse, 'status' | 'headers'>;
  /** The service's own sentence. */
  readonly message?: string | undefined;
  /** Epoch ms, for a Retry-After that is a date. */
  readonly now: number;
  /** Replaces the code where the service's document says what a status means: 403 for an empty account, say. */
  readonly code?: ErrorCode | undefined;
}

/** The longest sentence of a service that is passed on, in characters. */
const maxSentence = 500;

/**
 * What an unsuccessful answer to a billable POST means. Only statuses that say "not taken" are `not-accepted`; a
 * server error may have come after the job was queued.
 */
export function toRefusal(options: RefusalOptions): WanError {
  const { status } = options.response;
  const code = options.code ?? submitCodes[status] ?? 'submit.unknown';
  const accepted = code === 'submit.unknown';
  return describe(options, code, {
    delivery: accepted ? 'unknown' : 'not-accepted',
    retryable: code === 'provider.throttled',
    hint: accepted ? 'wan resume looks for the job at the provider and sends nothing anew' : hints[code],
  });
}

/** What an unsuccessful answer to a read means; nothing was billed by it. A 404 is the caller's to judge first. */
export function toReadError(options: RefusalOptions): WanError {
  const code = options.code ?? readCode(options.response);
  return describe(options, code, {
    retryable: code === 'provider.unavailable' || code === 'provider.throttled',
    hint: hints[code],
  });
}

/** The service's sentence on one line: no control characters, at most 500 characters. */
export function cleanSentence(text: string): string {
  const line = stripControls(text).replace(/\s+/g, ' ').trim();
  return line.length <= maxSentence ? line : `${line.slice(0, maxSentence - 1)}…`;
}

const submitCodes: Readonly<Record<number, ErrorCode>> = {
  400: 'provider.refused',
  401: 'key.rejected',
  402: 'money.no-credit',
  403: 'key.rejected',
  404: 'provider.refused',
  409: 'provider.refused',
  413: 'provider.refused',
  422: 'provider.refused',
  429: 'provider.throttled',
};

const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  'key.rejected': 'wan doctor checks the key',
  'money.no-credit': "top up the account at the provider's dashboard",
};

/** Whether an answer is a web page: no service says so much, something in between does. */
export function isPage({ headers }: Pick<HttpResponse, 'headers'>): boolean {
  return /^text\/html\b/i.test(headers['content-type'] ?? '');
}

function readCode({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): ErrorCode {
  if (status === 401 || status === 403) return 'key.rejected';
  if (status === 402) return 'money.no-credit';
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'provider.unavailable';
  return isPage({ headers }) ? 'provider.unavailable' : 'provider.refused';
}

function describe(
  { provider, response, message, now }: RefusalOptions,
  code: ErrorCode,
  details: ErrorDetails,
): WanError {
  const sentence = cleanSentence(message ?? '');
  const said = sentence === '' ? `the service answered ${response.status}` : `${sentence} (${response.status})`;
  return new WanError(code, `${provider}: ${said}`, {
    ...details,
    retryAfterMs: parseRetryAfter(response.headers['retry-after'], now),
    provider,
  });
}
