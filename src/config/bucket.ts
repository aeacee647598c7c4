import { didYouMean } from '../closest.js';
import { WanError } from '../errors.js';
import { shellWord } from '../shell-word.js';
import type { BucketSettings, Config } from './schema.js';

/** A bucket with its name, ready to be used. */
export type Bucket = BucketSettings & { readonly name: string };

export interface BucketLayers {
  /** `--bucket` */
  readonly flag: string | undefined;
  readonly project: Config | undefined;
  readonly user: Config | undefined;
}

/**
 * The bucket that local files go to, merged key by key, project over user: a project names it, the user says where it is
 * and with which credentials. Undefined when none is configured.
 *
 * @throws WanError `config.invalid` for a name that `buckets` does not know, or a bucket without a name; `usage.invalid`
 * for a `--bucket` that is not configured
 */
export function resolveBucket({ flag, project, user }: BucketLayers): Bucket | undefined {
  const named = { ...user?.buckets };
  for (const [name, bucket] of Object.entries(project?.buckets ?? {})) named[name] = { ...named[name], ...bucket };
  const chosen = flag ?? project?.bucket ?? user?.bucket;
  if (chosen === undefined) return undefined;
  const plain = { ...settingsOf(user?.bucket), ...settingsOf(project?.bucket) };
  if (typeof chosen === 'object') return withName({ ...reference(user?.bucket, named), ...plain });
  const found = Object.hasOwn(named, chosen) ? named[chosen] : undefined;
  if (found !== undefined) return withName(found);
  const own = [project?.bucket, user?.bucket].flatMap((each) => nameOf(each) ?? []);
  const names = [...new Set([...Object.keys(named), ...own])];
  const isNamed = flag === undefined ? Object.keys(named).length === 0 : own.includes(flag);
  if (isNamed) return { ...plain, name: chosen };
  const code = flag === undefined ? 'config.invalid' : 'usage.invalid';
  throw new WanError(code, `no bucket is named "${chosen}"${didYouMean(chosen, names)}`, {
    hint:
      names.length === 0
        ? `none is configured: wan config init --bucket ${shellWord(chosen)}`
        : `configured: ${names.join(', ')}`,
  });
}

function nameOf(bucket: string | BucketSettings | undefined): string | undefined {
  return typeof bucket === 'object' ? bucket.name : bucket;
}

function settingsOf(bucket: string | BucketSettings | undefined): BucketSettings {
  return typeof bucket === 'object' ? bucket : {};
}

/** What the user's own choice of a named bucket brings along when the project adds a prefix to it. */
function reference(bucket: string | BucketSettings | undefined, named: Record<string, BucketSettings>): BucketSettings {
  return typeof bucket === 'string' && Object.hasOwn(named, bucket) ? (named[bucket] ?? {}) : {};
}

function withName(bucket: BucketSettings): Bucket {
  const { name } = bucket;
  if (name === undefined) {
    throw new WanError('config.invalid', 'bucket.name is missing', { hint: 'name the bucket in the config' });
  }
  return { ...bucket, name };
}
