import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { HostedFile, MediaFile } from '../providers/request.js';
import { toBucketError } from './bucket-error.js';
import { objectKey, publicUrl } from './object-key.js';
import { presignedLifetime } from './presigned.js';
import { type BucketSettings, createS3Client, type S3ClientOptions, type S3Sdk } from './s3-client.js';

/** A bucket of the user's, at S3 or anything that speaks S3. */
export interface Bucket {
  readonly name: string;
  /**
   * Puts a file under its content hash, unless it is there, and gives a URL that works until `neededUntil` (epoch ms).
   *
   * @throws WanError `local.bucket`
   */
  host(file: MediaFile, neededUntil: number): Promise<HostedFile>;
  /**
   * Writes a small object, `<prefix>wan-check.txt`.
   *
   * @throws WanError `local.bucket` when the bucket can't be written to with these credentials
   */
  check(): Promise<void>;
}

export interface BucketOptions extends S3ClientOptions {
  /** Epoch ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Loads the S3 SDK; makes no request yet. */
export async function openBucket(options: BucketOptions): Promise<Bucket> {
  const { settings, signal } = options;
  const sdk = await import('@aws-sdk/client-s3');
  const context: Context = { settings, sdk, client: createS3Client(sdk, options), now: options.now, signal };
  const explained = <T>(task: Promise<T>): Promise<T> =>
    task.catch((error: unknown) => {
      signal.throwIfAborted();
      throw toBucketError(error, { name: settings.name, host: hostOf(settings) });
    });
  return {
    name: settings.name,
    host: (file, neededUntil) => explained(host(context, { file, neededUntil })),
    check: () => explained(check(context)),
  };
}

interface Context {
  readonly settings: BucketSettings;
  readonly sdk: S3Sdk;
  readonly client: S3Client;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Files up to this size are sent from memory, so that the SDK can send them again; larger ones are streamed. */
const inMemoryBytes = 8 * 1024 * 1024;
/** Bytes read at a time of what is streamed: the 64 KiB that Node takes by itself keep the processor busier than the disk. */
const streamedPiece = 2 ** 20;

async function host(
  context: Context,
  { file, neededUntil }: { file: MediaFile; neededUntil: number },
): Promise<HostedFile> {
  const { name, prefix, publicBaseUrl } = context.settings;
  const place = { Bucket: name, Key: objectKey(file, prefix) };
  // Before the upload: a URL that would die too early is known without it.
  const lifetime = publicBaseUrl === undefined ? await lifetimeOf(context, neededUntil) : undefined;
  if (!(await isThere(context, { place, bytes: file.bytes }))) await put(context, { place, file });
  if (publicBaseUrl !== undefined)
    return { url: publicUrl(publicBaseUrl, place.Key), expiresAt: null, digest: file.digest };
  return { ...(await presign(context, { place, lifetime: lifetime ?? 0 })), digest: file.digest };
}

async function lifetimeOf({ settings, client, now }: Context, neededUntil: number): Promise<number> {
  const { expiration } = await client.config.credentials();
  return presignedLifetime({ bucket: settings.name, now: now(), neededUntil, credentialsEnd: expiration?.getTime() });
}

async function isThere(
  { sdk, client, signal }: Context,
  { place, bytes }: { place: Place; bytes: number },
): Promise<boolean> {
  try {
    const { ContentLength } = await client.send(new sdk.HeadObjectCommand(place), { abortSignal: signal });
    return ContentLength === bytes;
  } catch (error) {
    // Without s3:ListBucket an absent key is a 403, so the PUT tells what is really wrong, in words that a HEAD has not.
    const status = error instanceof sdk.S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404 || status === 403) return false;
    throw error;
  }
}

async function put(
  { sdk, client, signal }: Context,
  { place, file }: { place: Place; file: MediaFile },
): Promise<void> {
  const command = new sdk.PutObjectCommand({
    ...place,
    ContentType: file.mime,
    ContentLength: file.bytes,
    Body:
      file.bytes <= inMemoryBytes
        ? await readFile(file.path)
        : createReadStream(file.path, { highWaterMark: streamedPiece }),
  });
  signDigest(command, file.digest);
  await client.send(command, { abortSignal: signal });
}

/** Signs the request over the digest that is in the key: a file that changed meanwhile is refused. */
function signDigest(command: PutObjectCommand, digest: string): void {
  command.middlewareStack.add(
    (next) => (input) => {
      if (hasHeaders(input.request)) input.request.headers['x-amz-content-sha256'] = digest;
      return next(input);
    },
    { step: 'build' },
  );
}

function hasHeaders(request: unknown): request is { readonly headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request && typeof request.headers === 'object';
}

async function presign(
  { sdk, client, now }: Context,
  { place, lifetime }: { place: Place; lifetime: number },
): Promise<HostedFile> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const signedAt = now();
  const expiresIn = Math.floor(lifetime / 1000);
  const url = await getSignedUrl(client, new sdk.GetObjectCommand(place), { expiresIn });
  return { url, expiresAt: signedAt + expiresIn * 1000 };
}

/** Nothing less than a small object proves the permission to write one. */
async function check({ settings, sdk, client, signal }: Context): Promise<void> {
  const key = `${settings.prefix?.replace(/^\/+/, '') ?? ''}wan-check.txt`;
  const object = { Bucket: settings.name, Key: key, ContentType: 'text/plain', Body: 'Written by wan doctor.\n' };
  await client.send(new sdk.PutObjectCommand(object), { abortSignal: signal });
}

function hostOf({ endpoint }: BucketSettings): string {
  return endpoint === undefined ? 's3.amazonaws.com' : new URL(endpoint).host;
}
