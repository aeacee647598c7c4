import type { HostedFile, MediaFile } from '../providers/request.js';
import { type BucketOptions, openBucket } from './bucket.js';
import { toBucketError } from './bucket-error.js';
import { objectKey } from './object-key.js';
import { createS3Client } from './s3-client.js';

/** A file that was put into a bucket to see whether that works. */
export interface BucketTrial {
  readonly hosted: HostedFile;
  readonly key: string;
  /** @throws WanError `local.bucket` when the credentials may not delete */
  remove(): Promise<void>;
}

/**
 * Puts a file into the bucket in the way of a job, and can take it out again.
 *
 * @throws WanError `local.bucket`
 */
export async function tryBucket(
  options: BucketOptions,
  { file, neededUntil }: { file: MediaFile; neededUntil: number },
): Promise<BucketTrial> {
  const { settings, signal } = options;
  const bucket = await openBucket(options);
  const hosted = await bucket.host(file, neededUntil);
  const key = objectKey(file, settings.prefix);
  return { hosted, key, remove };

  async function remove(): Promise<void> {
    const sdk = await import('@aws-sdk/client-s3');
    const command = new sdk.DeleteObjectCommand({ Bucket: settings.name, Key: key });
    await createS3Client(sdk, options)
      .send(command, { abortSignal: signal })
      .catch((error: unknown) => {
        throw toBucketError(error, { name: settings.name, host: settings.endpoint ?? 's3.amazonaws.com' });
      });
  }
}
