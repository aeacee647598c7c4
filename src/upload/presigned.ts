import { WanError } from '../errors.js';

const hourMs = 3_600_000;
/** The longest that a presigned URL may live: Signature Version 4 allows seven days. */
const maxPresignedMs = 7 * 24 * hourMs;
/** Without need for more a URL lives a day, so that it serves the next runs too. */
const usualMs = 24 * hourMs;

export interface PresignedNeed {
  readonly bucket: string;
  /** Epoch ms. */
  readonly now: number;
  /** Epoch ms until which the provider may fetch the file: queue plus run. */
  readonly neededUntil: number;
  /** Epoch ms when the signing credentials end; undefined when they do not. */
  readonly credentialsEnd: number | undefined;
}

/**
 * How long a presigned URL lives, in ms. It dies with temporary credentials whatever it says itself.
 *
 * @throws WanError `local.bucket` when it can't live as long as the job needs it
 */
export function presignedLifetime({ bucket, now, neededUntil, credentialsEnd }: PresignedNeed): number {
  const longest = Math.min(maxPresignedMs, (credentialsEnd ?? Number.POSITIVE_INFINITY) - now);
  const needed = neededUntil - now;
  if (needed <= longest) return Math.min(longest, Math.max(needed, usualMs));
  const reason =
    credentialsEnd !== undefined && longest < maxPresignedMs
      ? `the temporary credentials end ${new Date(credentialsEnd).toISOString()}, before the job may need the file`
      : 'a presigned URL lives at most seven days, the job may need the file longer';
  throw new WanError('local.bucket', `bucket ${bucket}: ${reason}`, {
    hint: 'set bucket.publicBaseUrl, or use credentials that last longer',
  });
}
