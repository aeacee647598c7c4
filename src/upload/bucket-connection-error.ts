/**
 * A request of the S3 SDK that got no answer. It tells the host, which may be a credential service and not the bucket.
 * The name is the one by which the SDK knows what it may send again.
 */
export class BucketConnectionError extends Error {
  readonly host: string;

  constructor(host: string, cause: unknown) {
    super(`no answer from ${host}`, { cause });
    this.name = 'TimeoutError';
    this.host = host;
  }
}
