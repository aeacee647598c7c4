import { stripControls, WanError } from '../errors.js';
import { explainFailure } from '../http/transport-failure.js';
import { BucketConnectionError } from './bucket-connection-error.js';

/** What the message names. */
export interface BucketPlace {
  readonly name: string;
  readonly host: string;
}

/** Any failure of the S3 SDK as `local.bucket` (exit 7): what is wrong, and what to look at. */
export function toBucketError(error: unknown, { name, host }: BucketPlace): WanError {
  if (error instanceof WanError) return error;
  const { text, hint, retryable = false } = explain(error, host);
  return new WanError('local.bucket', `bucket ${name}: ${text}`, {
    hint: hint ?? 'wan doctor checks the bucket',
    retryable,
    cause: error,
  });
}

interface Explanation {
  readonly text: string;
  readonly hint?: string | undefined;
  readonly retryable?: boolean;
}

function explain(error: unknown, host: string): Explanation {
  const status = statusOf(error);
  const problem = problems[nameOf(error)] ?? problems[String(status)];
  if (problem !== undefined) return { text: problem[0], hint: problem[1] };
  if (error instanceof BucketConnectionError) return { ...explainFailure(error.cause, error.host), retryable: true };
  if (status === undefined) return { text: sentence(error) };
  return { text: `${host} answered ${status}: ${sentence(error)}`, retryable: status >= 500 };
}

type Problem = readonly [text: string, hint: string];

const denied: Problem = ['access is denied', 'the credentials need s3:PutObject and s3:GetObject on it'];
const wrongKey: Problem = [
  'the access key or its secret is wrong',
  'see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile',
];
const ended: Problem = ['the credentials have expired', 'sign in again (aws sso login) or renew the session token'];
const absent: Problem = [
  'no credentials were found',
  'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
];
const elsewhere: Problem = ['it lives in another region', 'set bucket.region to its region'];
const missing: Problem = ['there is no such bucket', 'see bucket.name, bucket.endpoint and bucket.forcePathStyle'];

const problems: Readonly<Record<string, Problem>> = {
  NoSuchBucket: missing,
  AccessDenied: denied,
  Forbidden: denied,
  AllAccessDisabled: denied,
  SignatureDoesNotMatch: wrongKey,
  InvalidAccessKeyId: wrongKey,
  ExpiredToken: ended,
  ExpiredTokenException: ended,
  TokenProviderError: ended,
  CredentialsProviderError: absent,
  PermanentRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  RequestTimeTooSkewed: ["this machine's clock is wrong", 'set the clock of this machine'],
  XAmzContentSHA256Mismatch: ['the file changed while it was uploaded', 'run the command again'],
  InvalidBucketName: ['this is no bucket name', 'see bucket.name'],
  403: denied,
  301: elsewhere,
};

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
  return typeof status === 'number' && status > 0 ? status : undefined;
}

function sentence(error: unknown): string {
  return stripControls(error instanceof Error ? error.message : String(error)).slice(0, 300);
}
