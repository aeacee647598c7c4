import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { WanError } from '../../errors.js';
import type { Connections } from '../../http/connection.js';
import { exchange } from '../../http/exchange.js';
import { explainFailure } from '../../http/transport-failure.js';
import type { MediaFile } from '../../providers/request.js';
import type { Runtime } from '../../runtime.js';
import { formatDuration } from '../../ui/format.js';
import type { BucketSettings } from '../../upload/s3-client.js';
import { type Finding, ok, problem, problems, skipped, warning } from './finding.js';
import { within } from './within.js';

export interface BucketCheck {
  readonly settings: BucketSettings | undefined;
  readonly connections: Connections;
  readonly runtime: Pick<Runtime, 'env' | 'clock' | 'newId'>;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

/** Puts a tiny picture into the bucket, reads it through the address that a provider would get, and takes it out. */
export async function checkBucket(options: BucketCheck): Promise<readonly Finding[]> {
  const { settings } = options;
  if (settings === undefined) {
    return [skipped('bucket', "none configured: files go to the provider's own upload, or along with the request")];
  }
  const folder = await mkdtemp(join(tmpdir(), 'wan-doctor-'));
  try {
    const file = await tinyPicture(folder, options.runtime.newId(''));
    return await within({ signal: options.signal, ms: options.deadlineMs, what: `bucket ${settings.name}` }, (signal) =>
      roundTrip({ ...options, settings, signal }, file),
    );
  } catch (error) {
    // Whatever keeps a bucket from answering, files can't be put there.
    const local = error instanceof WanError && error.code === 'network.failed';
    return local
      ? [problem('bucket', 'local.bucket', { detail: error.message, mend: error.hint ?? 'see bucket.endpoint' })]
      : problems('bucket', error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for which a job needs its files at least: the longest that a queue and a run usually take. */
const neededForMs = 3_600_000;
/** A URL of less life than this won't serve the next runs, nor a long queue. */
const comfortableMs = 12 * 3_600_000;

async function roundTrip(
  { settings, connections, runtime, signal }: BucketCheck & { readonly settings: BucketSettings },
  file: MediaFile,
): Promise<readonly Finding[]> {
  const { tryBucket } = await import('../../upload/bucket-trial.js');
  const { clock, env } = runtime;
  const trial = await tryBucket(
    { settings, connections, env, now: clock.now, signal },
    { file, neededUntil: clock.now() + neededForMs },
  );
  const read = await readBack({ url: trial.hosted.url, connections, signal }, file);
  const removed = await trial.remove().then(
    () => undefined,
    () => trial.key,
  );
  if (read !== undefined) {
    const mend =
      settings.publicBaseUrl === undefined
        ? 'the credentials need s3:GetObject too; see bucket.endpoint and bucket.region'
        : 'see bucket.publicBaseUrl: it must lead to the files of this bucket, and without a key';
    return [
      problem('bucket', 'local.bucket', { detail: `${settings.name}: the file was put there, but ${read}`, mend }),
    ];
  }
  return [
    judgeLife(settings.name, { expiresAt: trial.hosted.expiresAt, now: clock.now() }),
    ...(removed === undefined
      ? []
      : [
          warning(
            'bucket',
            `${settings.name}: ${removed} could not be deleted`,
            'delete it by hand; jobs need no s3:DeleteObject',
          ),
        ]),
  ];
}

/** How long the addresses of a working bucket live. Pure. */
export function judgeLife(name: string, { expiresAt, now }: { expiresAt: number | null; now: number }): Finding {
  if (expiresAt === null) return ok('bucket', `${name}: put, read and deleted a file, by its public address`);
  const life = formatDuration(expiresAt - now);
  if (expiresAt - now >= comfortableMs) {
    return ok('bucket', `${name}: put, read and deleted a file; addresses live ${life}`);
  }
  const mend = 'set bucket.publicBaseUrl, or use credentials that last longer';
  return warning('bucket', `${name}: addresses die with the credentials, in ${life}: a long queue outlives them`, mend);
}

interface Reading {
  readonly url: string;
  readonly connections: Connections;
  readonly signal: AbortSignal;
}

/** Why a provider could not read the file; undefined when it can. */
async function readBack({ url, connections, signal }: Reading, file: MediaFile): Promise<string | undefined> {
  try {
    const { status, body } = await exchange({
      dispatcher: connections.shared,
      method: 'GET',
      url,
      headers: {},
      signal,
    });
    const bytes = await buffer(body);
    if (status !== 200) return `its address answered ${status}`;
    return digestOf(bytes) === file.digest ? undefined : 'its address gives something else';
  } catch (error) {
    signal.throwIfAborted();
    return `its address can't be reached: ${explainFailure(error, new URL(url).host).text}`;
  }
}

/** One grey pixel as PNG; what follows its end makes each one another file. */
async function tinyPicture(folder: string, id: string): Promise<MediaFile> {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
  const bytes = Buffer.concat([Buffer.from(pixel, 'base64'), Buffer.from(id)]);
  const path = join(folder, 'doctor.png');
  await writeFile(path, bytes);
  return { path, digest: digestOf(bytes), mime: 'image/png', bytes: bytes.length };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
