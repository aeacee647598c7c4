import { WanError } from '../../errors.js';

/** What a service says that has no trace of a job of ours: that job was accepted, so exit 2, nothing billed, would be false. */
export function deniedJob(error: unknown): unknown {
  if (!(error instanceof WanError) || error.code !== 'job.not-found') return error;
  const { hint, retryable, retryAfterMs, provider, remoteId } = error;
  return new WanError('job.denied', error.message, { hint, retryable, retryAfterMs, provider, remoteId, cause: error });
}
