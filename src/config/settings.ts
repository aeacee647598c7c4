import type { ProviderId } from '../providers/request.js';
import { type Bucket, resolveBucket } from './bucket.js';
import { parseDuration } from './duration.js';
import { type RecordedCap, type SpendingLimits, spendingLimits } from './limits.js';
import type { Preset } from './presets.js';
import type { Config, ProviderSettings } from './schema.js';
import { originOf, type Sourced, sourced } from './sourced.js';

interface ConfigLayer {
  readonly file: string;
  readonly role: 'user' | 'project' | 'given';
  readonly trusted: boolean;
  readonly config: Config;
}

/** Flags that are settings rather than request fields; absent ones are undefined. */
export interface SettingFlags {
  readonly output?: string | undefined;
  readonly concurrency?: number | undefined;
  /** USD */
  readonly maxCost?: number | undefined;
  readonly bucket?: string | undefined;
  readonly webhook?: string | undefined;
  /** Milliseconds */
  readonly waitTimeoutMs?: number | undefined;
}

export interface SettingLayers {
  readonly flags: SettingFlags;
  readonly presets: readonly Preset[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly project: ConfigLayer | undefined;
  readonly user: ConfigLayer | undefined;
  /** The cap that what is made was planned or begun under. */
  readonly recordedCap?: RecordedCap | undefined;
}

export interface Settings {
  /** Template of file names. */
  readonly output: Sourced<string>;
  /** Undefined: the provider's own limit. */
  readonly concurrency: Sourced<number> | undefined;
  readonly limits: SpendingLimits;
  readonly provenance: Sourced<'sidecar' | 'embed' | 'both' | 'none'>;
  readonly bucket: Sourced<Bucket> | undefined;
  readonly webhook: Sourced<string> | undefined;
  readonly ffmpegPath: Sourced<string> | undefined;
  readonly ffprobePath: Sourced<string> | undefined;
  /** Milliseconds; undefined: none on a terminal, else an hour. */
  readonly waitTimeoutMs: Sourced<number> | undefined;
  readonly providers: Sourced<Readonly<Partial<Record<ProviderId, ProviderSettings>>>> | undefined;
}

/**
 * Everything that is configured but is not part of the request, each with its origin.
 *
 * @throws WanError `config.invalid` for a `WAN_MAX_COST` that is no amount or a bucket that is not configured
 */
export function resolveSettings(layers: SettingLayers): Settings {
  const { flags, presets, env, project, user, recordedCap: recorded } = layers;
  const flag = <T>(value: T | undefined, name: string) => sourced(value, `flag ${name}`);
  const variable = (name: string) => sourced(env[name] || undefined, `environment ${name}`);
  const configured = <K extends keyof Config>(key: K) =>
    sourced(project?.config[key], originOf(project)) ?? sourced(user?.config[key], originOf(user));
  const preset = presets.findLast(({ output }) => output !== undefined);
  const waitTimeout = configured('waitTimeout');
  return {
    output: flag(flags.output, '--output') ??
      sourced(preset?.output, preset?.origins.output ?? '') ??
      configured('output') ?? { value: '{name}-{id}.mp4', origin: 'default' },
    concurrency: flag(flags.concurrency, '--concurrency') ?? configured('concurrency'),
    limits: spendingLimits({ maxCost: flags.maxCost, env, project, user, recorded }),
    provenance: configured('provenance') ?? { value: 'embed', origin: 'default' },
    bucket: bucketSetting(layers),
    webhook: flag(flags.webhook, '--webhook') ?? configured('webhook'),
    ffmpegPath: variable('FFMPEG_PATH') ?? configured('ffmpegPath'),
    ffprobePath: variable('FFPROBE_PATH') ?? configured('ffprobePath'),
    waitTimeoutMs:
      flag(flags.waitTimeoutMs, '--wait-timeout') ??
      sourced(parseDuration(waitTimeout?.value ?? ''), waitTimeout?.origin ?? ''),
    providers: providerSettings(layers),
  };
}

function bucketSetting({ flags, project, user }: SettingLayers): Sourced<Bucket> | undefined {
  const bucket = resolveBucket({ flag: flags.bucket, project: project?.config, user: user?.config });
  const origins = [
    ...(flags.bucket === undefined ? [] : ['flag --bucket']),
    ...[project, user].flatMap((file) => ((file?.config.bucket ?? file?.config.buckets) ? [originOf(file)] : [])),
  ];
  return sourced(bucket, origins.join(', '));
}

/** Settings of all providers, the project's over the user's key by key. */
function providerSettings({ project, user }: SettingLayers): Settings['providers'] {
  const files = [project, user].filter((file) => file?.config.providers !== undefined);
  if (files.length === 0) return undefined;
  const merged: Partial<Record<ProviderId, ProviderSettings>> = { ...user?.config.providers };
  for (const [id, own] of entriesOf(project?.config.providers ?? {})) {
    const settings = { ...merged[id]?.settings, ...own.settings };
    merged[id] = { ...merged[id], ...own, ...(Object.keys(settings).length > 0 && { settings }) };
  }
  return { value: merged, origin: files.map(originOf).join(', ') };
}

function entriesOf<K extends string, V>(record: Partial<Record<K, V>>): readonly (readonly [K, V])[] {
  const entries: [K, V][] = [];
  for (const key in record) {
    const value = record[key];
    if (value !== undefined) entries.push([key, value]);
  }
  return entries;
}
