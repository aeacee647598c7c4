import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { createConnections } from '../../../src/http/connection.js';
import type { MediaFile } from '../../../src/providers/request.js';
import { type Bucket, type BucketOptions, openBucket } from '../../../src/upload/bucket.js';
import type { BucketSettings } from '../../../src/upload/s3-client.js';
import { afterTest } from '../http/servers.js';

// As bin/wan.js does: Node 20 is old to the SDK, and it says so on stderr.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const hour = 3_600_000;
export const keys = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

export interface BucketServer {
  readonly endpoint: string;
  readonly port: number;
  /** `METHOD /path` of each request. */
  readonly requests: string[];
  /** The signed digest of each request's content. */
  readonly contentDigests: (string | undefined)[];
}

/** An S3 server that checks signatures, with the bucket `clips`. */
export async function startBucketServer(): Promise<BucketServer> {
  const directory = await temporaryFolder();
  const requests: string[] = [];
  const contentDigests: (string | undefined)[] = [];
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'clips' }],
  });
  server.middleware.unshift(async ({ method, url, headers }, next) => {
    requests.push(`${method} ${url.split('?')[0]}`);
    contentDigests.push(headers['x-amz-content-sha256']);
    await next();
  });
  const { port } = await server.run();
  afterTest(async () => {
    server.httpServer.closeAllConnections();
    await server.close();
  });
  return { endpoint: `http://127.0.0.1:${port}`, port, requests, contentDigests };
}

export interface BucketSetup extends Partial<BucketSettings>, Partial<Pick<BucketOptions, 'now' | 'signal'>> {
  readonly env?: Readonly<Record<string, string>>;
}

/** The bucket under test, path style, with the right keys unless told otherwise. */
export function bucketFor(
  endpoint: string,
  { env = keys, now = Date.now, signal, ...settings }: BucketSetup = {},
): Promise<Bucket> {
  const connections = createConnections({ env });
  afterTest(() => connections.close());
  return openBucket({
    settings: { name: 'clips', endpoint, forcePathStyle: true, ...settings },
    connections,
    env,
    now,
    signal: signal ?? new AbortController().signal,
  });
}

/** A file with random or given bytes, described as the preparation describes it. */
export async function mediaFile(bytes: Uint8Array = randomBytes(1000), mime = 'image/png'): Promise<MediaFile> {
  const path = join(await temporaryFolder(), 'hero.png');
  await writeFile(path, bytes);
  return { path, digest: createHash('sha256').update(bytes).digest('hex'), mime, bytes: bytes.length };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wan-bucket-'));
  afterTest(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
