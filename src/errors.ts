/**
 * Every error a user can meet has a code in this registry. The list is append-only: scripts match on codes.
 * The number is the exit code of a single job that ends with it (README, "Exit codes").
 */
export const exitCodes = {
  'internal.bug': 1,
  'usage.invalid': 2,
  'usage.unknown-command': 2,
  'usage.unknown-option': 2,
  'config.invalid': 2,
  'config.power': 2,
  'preset.invalid': 2,
  'request.invalid': 2,
  'request.no-provider': 2,
  'request.unknown-provider': 2,
  'request.unknown-model': 2,
  'request.option-not-taken': 2,
  'image.missing': 2,
  'image.unreadable': 2,
  'image.not-media': 2,
  'image.unsupported': 2,
  'audio.invalid': 2,
  'output.conflict': 2,
  'output.invalid': 2,
  'job.not-found': 2,
  'run.some-failed': 3,
  'key.missing': 4,
  'key.rejected': 4,
  'key.other': 4,
  'provider.refused': 5,
  'provider.failed': 5,
  'provider.moderated': 5,
  'provider.no-cancel': 5,
  'job.cancelled': 5,
  'provider.unavailable': 6,
  'provider.throttled': 6,
  'network.failed': 6,
  'download.failed': 6,
  'result.expired': 6,
  'local.disk': 7,
  'local.output': 7,
  'local.ffmpeg-missing': 7,
  'local.ffmpeg-failed': 7,
  'local.bucket': 7,
  'local.ledger': 7,
  'wait.timeout': 8,
  'job.pending': 8,
  'submit.unknown': 9,
  'money.cap': 10,
  'money.not-confirmed': 10,
  'money.no-credit': 10,
  'money.unknown-price': 10,
  'signal.interrupted': 130,
  'signal.terminated': 143,
  'manifest.invalid': 2,
  'storyboard.invalid': 2,
  'plan.invalid': 2,
  'plan.changed': 2,
  'webhook.not-genuine': 2,
  'job.denied': 9,
  'local.node': 7,
} as const;

export type ErrorCode = keyof typeof exitCodes;

/** Whether a billable request may have reached the provider. Only `not-accepted` may ever be sent again. */
export type Delivery = 'not-accepted' | 'unknown';

export interface ErrorDetails {
  /** What to do next, as one line; a command where there is one. */
  readonly hint?: string | undefined;
  /** True when the same call may succeed later without any change. */
  readonly retryable?: boolean | undefined;
  /** How long the provider asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly delivery?: Delivery | undefined;
  readonly provider?: string | undefined;
  readonly remoteId?: string | undefined;
  readonly cause?: unknown;
}

/** The plain form of an error, as `--json` prints it and the ledger keeps it. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly retryable: boolean;
  readonly exitCode: number;
  readonly provider: string | null;
  readonly remoteId: string | null;
}

export class WanError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly delivery: Delivery | undefined;
  readonly provider: string | undefined;
  readonly remoteId: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'WanError';
    this.code = code;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.delivery = details.delivery;
    this.provider = details.provider;
    this.remoteId = details.remoteId;
  }
}

/** Any thrown value as a plain report; what is not a WanError is a bug of ours (exit 1). */
export function toErrorReport(error: unknown): ErrorReport {
  const known = error instanceof WanError ? error : undefined;
  const code = known?.code ?? 'internal.bug';
  return {
    code,
    message: readable(known?.message ?? `unexpected: ${error instanceof Error ? error.message : String(error)}`),
    hint: known?.hint === undefined ? null : readable(known.hint),
    retryable: known?.retryable ?? false,
    exitCode: exitCodes[code],
    provider: known?.provider ?? null,
    remoteId: known?.remoteId ?? null,
  };
}

/** More than any list of faults that is made to be read; a name that somebody wrote may have any length. */
const longestText = 19_000;

function readable(text: string): string {
  return stripControls(text.length <= longestText ? text : `${text.slice(0, longestText)}...`);
}

/** Text of others without control characters, so that it can't repaint a terminal or break a line. */
export function stripControls(text: string): string {
  return text
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}
