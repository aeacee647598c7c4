import type { Settings } from '../../config/settings.js';
import { freeCall } from '../../jobs/account.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { findUpload, saveUpload } from '../../jobs/ledger/uploads-table.js';
import type { HostedFile, MediaFile, ProviderId } from '../../providers/request.js';
import { type Bucket, openBucket } from '../../upload/bucket.js';
import { choosePlace } from '../../upload/choose-place.js';
import { hostMedia } from '../../upload/host-media.js';
import type { Accounts } from '../accounts.js';
import type { Session } from '../session.js';

export interface Hosting {
  readonly file: MediaFile;
  readonly provider: ProviderId;
  /** The model that it is for, where one is known. */
  readonly endpoint?: string | undefined;
  /** Milliseconds from now that the address must work: queue plus run. */
  readonly neededForMs: number;
  /** Only a bucket will do: model files, which no provider stores. */
  readonly bucketOnly?: boolean | undefined;
}

export interface MediaHost {
  /** Puts a prepared file where a provider can read it, once per content. @throws WanError `local.bucket` and others */
  host(hosting: Hosting): Promise<HostedFile>;
  /** Puts a prepared file into the configured bucket; undefined when there is none. */
  toBucket(file: MediaFile, neededForMs: number): Promise<HostedFile> | undefined;
}

export interface MediaHostOptions {
  readonly session: Session;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly sql: Sql;
}

export function createMediaHost({ session, settings, accounts, sql }: MediaHostOptions): MediaHost {
  const { runtime } = session;
  let bucket: Promise<Bucket> | undefined;
  const underWay = new Map<string, Promise<HostedFile>>();
  return { host, toBucket };

  /** Rows that share a picture and begin at the same moment share its upload. */
  function host(hosting: Hosting): Promise<HostedFile> {
    const { file, provider, endpoint = '', bucketOnly = false } = hosting;
    const key = `${file.digest} ${provider} ${endpoint} ${bucketOnly}`;
    const begun = underWay.get(key) ?? place(hosting).finally(() => underWay.delete(key));
    underWay.set(key, begun);
    return begun;
  }

  async function place({ file, provider, endpoint, neededForMs, bucketOnly = false }: Hosting): Promise<HostedFile> {
    const account = accounts.of(provider);
    const { facts, takesFor } = account.provider;
    const own = endpoint === undefined ? undefined : takesFor?.(file, endpoint);
    const chosen = choosePlace({
      provider,
      takes: bucketOnly ? ['bucket'] : (own ?? facts.takes),
      dataUriLimit: facts.dataUriLimit,
      hasBucket: settings.bucket !== undefined,
      file,
    });
    const now = runtime.clock.now();
    return hostMedia({
      file,
      place: chosen,
      neededUntil: now + neededForMs,
      provider: account.provider,
      call: freeCall(account),
      account: `${account.keyFingerprint} ${account.apiOrigin}`,
      onlyFor: facts.uploadsForOneModel === true ? endpoint : undefined,
      bucket: chosen === 'bucket' ? await openOnce() : undefined,
      cache: {
        find: (digest, where) => findUpload(sql, digest, where),
        save: (upload) => saveUpload(sql, { ...upload, at: now }),
      },
    });
  }

  function toBucket(file: MediaFile, neededForMs: number): Promise<HostedFile> | undefined {
    return openOnce()?.then((opened) => opened.host(file, runtime.clock.now() + neededForMs));
  }

  function openOnce(): Promise<Bucket> | undefined {
    if (settings.bucket === undefined) return undefined;
    bucket ??= openBucket({
      settings: settings.bucket.value,
      connections: accounts.connections,
      env: runtime.env,
      now: runtime.clock.now,
      signal: session.stop,
    });
    return bucket;
  }
}
