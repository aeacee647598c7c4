import { join } from 'node:path';
import { findModel } from '../catalogue/catalogue.js';
import { expectedMs } from '../catalogue/expected-time.js';
import type { ModelSpec } from '../catalogue/model.js';
import type { Settings } from '../config/settings.js';
import { WanError } from '../errors.js';
import { makePrivateDirectory, writePrivateFile } from '../files/atomic.js';
import { freeCall } from '../jobs/account.js';
import type { HostedMedia, Job } from '../jobs/job.js';
import type { Sql } from '../jobs/sql.js';
import { findUpload, saveUpload } from '../jobs/uploads-table.js';
import { digestBytes } from '../media/digest.js';
import { prepareAudio } from '../media/prepare-audio.js';
import { prepareImage } from '../media/prepare-image.js';
import type { HostedFile, MediaFile, MediaRole, RequestFields } from '../providers/request.js';
import { type Bucket, openBucket } from '../upload/bucket.js';
import { choosePlace } from '../upload/choose-place.js';
import { hostMedia } from '../upload/host-media.js';
import type { Accounts } from './accounts.js';
import { readStdin } from './request-flags.js';
import type { Session } from './session.js';

const roles: readonly MediaRole[] = ['image', 'endImage', 'audio'];
/** A hosted file must outlive queue and run; three times the usual, at least an hour. */
const leastLifeMs = 3_600_000;

/** Checks, prepares and hosts the pictures and sounds of requests, each file once. */
export interface MediaDesk {
  /**
   * Looks at every file of a request and prepares it; nothing leaves the machine.
   *
   * @throws WanError `image.*`, `audio.invalid`
   */
  inspect(spec: ModelSpec, fields: RequestFields): Promise<Inspected>;
  /** Puts the files of a job where its provider reads them. */
  host(job: Job): Promise<HostedMedia>;
}

export interface Inspected {
  /** The fields, with stdin replaced by the file that it was kept in. */
  readonly fields: RequestFields;
  /** SHA-256 of the original bytes by role; of a URL its text. */
  readonly sources: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

export interface MediaDeskOptions {
  readonly session: Session;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly sql: Sql;
}

interface Prepared {
  readonly file: MediaFile;
  readonly sourceDigest: string;
  readonly notes: readonly string[];
}

export function createMediaDesk(options: MediaDeskOptions): MediaDesk {
  const { session, settings, accounts, sql } = options;
  const directory = join(session.directories.state, 'media');
  const prepared = new Map<string, Promise<Prepared>>();
  let bucket: Promise<Bucket> | undefined;
  return { inspect, host };

  async function inspect(spec: ModelSpec, given: RequestFields): Promise<Inspected> {
    const fields = await keepStdin(given);
    const sources: Record<string, string> = {};
    const notes: string[] = [];
    for (const role of roles) {
      const source = fields[role];
      if (source === undefined || spec.options[role] === undefined) continue;
      if (isUrl(source)) {
        sources[role] = source;
        continue;
      }
      const ready = await prepare(spec, fields, role, source);
      sources[role] = ready.sourceDigest;
      notes.push(...ready.notes);
    }
    return { fields, sources, notes };
  }

  async function host(job: Job): Promise<HostedMedia> {
    const spec = findModel(job.provider, job.endpoint);
    const hosted: Partial<Record<MediaRole, HostedFile>> = {};
    for (const role of roles) {
      const source = job.request[role];
      if (source === undefined || spec.options[role] === undefined) continue;
      hosted[role] = isUrl(source) ? { url: source, expiresAt: null } : await hostFile(job, { spec, role, source });
    }
    return hosted;
  }

  async function hostFile(
    job: Job,
    { spec, role, source }: { spec: ModelSpec; role: MediaRole; source: string },
  ): Promise<HostedFile> {
    const { file, sourceDigest } = await prepare(spec, job.request, role, source);
    if (job.sources[role] !== sourceDigest) {
      throw new WanError('image.unreadable', `${source} is not the file that ${job.id} was planned with`, {
        hint: 'put the file back, or repeat the command to render the new one',
      });
    }
    const account = accounts.of(job.provider);
    const { facts } = account.provider;
    const place = choosePlace({
      provider: job.provider,
      takes: facts.takes,
      dataUriLimit: facts.dataUriLimit,
      hasBucket: settings.bucket !== undefined,
      file,
    });
    const now = session.runtime.clock.now();
    return hostMedia({
      file,
      place,
      neededUntil: now + Math.max(leastLifeMs, 3 * expectedMs(spec, job.request)),
      provider: account.provider,
      call: freeCall(account),
      account: account.keyFingerprint,
      bucket: place === 'bucket' ? await openOnce() : undefined,
      cache: {
        find: (digest, where) => findUpload(sql, digest, where),
        save: (upload) => saveUpload(sql, { ...upload, at: now }),
      },
    });
  }

  function openOnce(): Promise<Bucket> | undefined {
    if (settings.bucket === undefined) return undefined;
    const { runtime } = session;
    bucket ??= openBucket({
      settings: settings.bucket.value,
      connections: accounts.connections,
      env: runtime.env,
      now: runtime.clock.now,
      signal: session.stop,
    });
    return bucket;
  }

  async function prepare(spec: ModelSpec, fields: RequestFields, role: MediaRole, source: string): Promise<Prepared> {
    const { background, keepMetadata } = fields;
    const limits = role === 'audio' ? spec.audio : spec.image;
    const key = JSON.stringify([role === 'audio', source, limits ?? null, background ?? null, keepMetadata ?? false]);
    const known = prepared.get(key);
    if (known !== undefined) return known;
    await makePrivateDirectory(session.directories.state);
    await makePrivateDirectory(directory);
    const ready =
      role === 'audio'
        ? prepareAudio({ source, directory, limits: spec.audio })
        : prepareImage({ source, directory, limits: spec.image, background, keepMetadata });
    prepared.set(key, ready);
    return ready;
  }

  /** Bytes from stdin can't be read twice, and an interrupted job must find them again. */
  async function keepStdin(fields: RequestFields): Promise<RequestFields> {
    if (fields.image !== '-') return fields;
    const bytes = await readStdin(session.runtime.stdin);
    if (bytes.length === 0)
      throw new WanError('image.missing', 'nothing came from stdin', { hint: 'wan generate - < hero.png' });
    await makePrivateDirectory(session.directories.state);
    await makePrivateDirectory(directory);
    const path = join(directory, `${digestBytes(bytes)}.stdin`);
    await writePrivateFile(path, bytes);
    return { ...fields, image: path };
  }
}

function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}
