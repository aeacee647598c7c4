import { readFile } from 'node:fs/promises';
import { WanError } from '../errors.js';
import type { Call, Provider } from '../providers/provider.js';
import type { HostedFile, MediaFile } from '../providers/request.js';
import type { Bucket } from './bucket.js';
import type { MediaPlace } from './choose-place.js';

/** What is known of earlier uploads; the ledger keeps it. `place` names the provider and its account. */
export interface UploadCache {
  find(digest: string, place: string): HostedFile | undefined;
  save(upload: { readonly digest: string; readonly place: string; readonly hosted: HostedFile }): void;
}

export interface HostOptions {
  readonly file: MediaFile;
  /** As `choosePlace` decided. */
  readonly place: MediaPlace;
  /** Epoch ms: queue plus run. */
  readonly neededUntil: number;
  readonly provider: Pick<Provider, 'id' | 'upload'>;
  readonly call: Call;
  /** Tells the accounts of one provider apart: the fingerprint of the key, and the API origin, which has files of its own. */
  readonly account: string;
  /** The model that an upload is for, where no other one could read it. */
  readonly onlyFor?: string | undefined;
  readonly bucket: Bucket | undefined;
  readonly cache: UploadCache;
}

/**
 * Puts a file where the provider can read it, once per content. The bucket itself is asked whether it holds the file;
 * of the provider's own storage the cache is what is known.
 *
 * @throws WanError `local.bucket`, or what the provider's upload throws
 */
export async function hostMedia(options: HostOptions): Promise<HostedFile> {
  const { file, place, neededUntil, bucket } = options;
  switch (place) {
    case 'path':
      return { url: file.path, expiresAt: null, digest: file.digest };
    case 'data-uri':
      return { url: await toDataUri(file), expiresAt: null, digest: file.digest };
    case 'bucket':
      if (bucket === undefined)
        throw new WanError('local.bucket', 'no bucket is configured', { hint: 'wan config init' });
      return bucket.host(file, neededUntil);
    case 'upload':
      return uploadOnce(options);
  }
}

async function uploadOnce(options: HostOptions): Promise<HostedFile> {
  const { file, neededUntil, provider, call, account, onlyFor, cache } = options;
  const place = [provider.id, account, ...(onlyFor === undefined ? [] : [onlyFor])].join(':');
  const known = cache.find(file.digest, place);
  if (known !== undefined && outlives(known, neededUntil)) return known;
  if (provider.upload === undefined) throw new Error(`${provider.id} takes uploads but has none`);
  const hosted = { ...(await provider.upload(file, call, onlyFor)), digest: file.digest };
  cache.save({ digest: file.digest, place, hosted });
  return hosted;
}

function outlives({ expiresAt }: HostedFile, neededUntil: number): boolean {
  return expiresAt === null || expiresAt >= neededUntil;
}

async function toDataUri({ path, mime }: MediaFile): Promise<string> {
  return `data:${mime};base64,${(await readFile(path)).toString('base64')}`;
}
