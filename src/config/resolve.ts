import { didYouMean } from '../closest.js';
import { WanError } from '../errors.js';
import type { JsonValue } from '../json.js';
import {
  type ProviderId,
  providerIds,
  type RequestField,
  type RequestFields,
  requestSchema,
} from '../providers/request.js';
import type { Preset } from './presets.js';
import type { Config } from './schema.js';
import { originOf } from './sourced.js';
import { valueFault } from './value-fault.js';

/** Request fields from one place, with the origin that `explain` names for each. */
export interface RequestLayer {
  readonly fields: RequestFields;
  origin(field: RequestField): string;
}

export interface ResolvedRequest {
  readonly fields: RequestFields;
  /** `flag --seed`, `preset social-vertical`, `project <file>`, ... */
  readonly origins: Readonly<Partial<Record<RequestField, string>>>;
  /** Fields that the user set at any layer, in the order of the schema; all others are left to the catalogue. */
  readonly chosen: readonly RequestField[];
}

interface ConfigLayer {
  readonly file: string;
  readonly role: 'user' | 'project' | 'given';
  readonly config: Config;
}

export interface RequestLayers {
  readonly flags: RequestFields;
  /** A row of a manifest or a shot of a storyboard. */
  readonly row?: RequestLayer | undefined;
  /** In the order in which they were asked for: later ones win. */
  readonly presets: readonly Preset[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly project: ConfigLayer | undefined;
  readonly user: ConfigLayer | undefined;
}

/**
 * The request from all that the user said: flag before row before preset before environment before project before user. Presence
 * counts, never truthiness: 0, false and '' are values. `extra` is merged key by key.
 *
 * @throws WanError `request.unknown-provider` for a `WAN_PROVIDER` that is none, `request.invalid` for values out of range
 */
export function resolveRequest({ flags, row, presets, env, project, user }: RequestLayers): ResolvedRequest {
  return mergeLayers([
    flagLayer(flags),
    ...(row === undefined ? [] : [row]),
    ...presets.toReversed().map(presetLayer),
    environmentLayer(env),
    ...[project, user].flatMap((file) => (file === undefined ? [] : [configLayer(file)])),
  ]);
}

/** Merges layers, the strongest first. */
export function mergeLayers(layers: readonly RequestLayer[]): ResolvedRequest {
  const fields: Record<string, unknown> = {};
  const origins: Partial<Record<RequestField, string>> = {};
  for (const field of requestFieldNames) {
    const setting = layers.filter((layer) => layer.fields[field] !== undefined);
    const [strongest] = setting;
    if (strongest === undefined) continue;
    fields[field] = field === 'extra' ? mergeExtra(setting) : strongest.fields[field];
    origins[field] = field === 'extra' ? originsOf(setting) : strongest.origin(field);
  }
  const chosen = requestFieldNames.filter((field) => origins[field] !== undefined);
  return { fields: checkedRequest(fields, origins), origins, chosen };
}

/** The layer of the command line. */
function flagLayer(fields: RequestFields): RequestLayer {
  return { fields, origin: (field) => flagOrigins.get(field) ?? 'flag' };
}

function presetLayer({ fields, origins, name }: Preset): RequestLayer {
  return { fields, origin: (field) => origins[field] ?? `preset ${name}` };
}

/** `WAN_PROVIDER` and `WAN_MODEL`; empty counts as not set. */
function environmentLayer(env: Readonly<Record<string, string | undefined>>): RequestLayer {
  const fields: RequestFields = {};
  if (env.WAN_PROVIDER) fields.provider = knownProvider(env.WAN_PROVIDER);
  if (env.WAN_MODEL) fields.model = env.WAN_MODEL;
  return { fields, origin: (field) => `environment WAN_${field.toUpperCase()}` };
}

/** The request fields of a config file: `defaults`, and those that stand at its top. */
function configLayer({ config, role, file }: ConfigLayer): RequestLayer {
  const { provider, model, background, keepMetadata } = config;
  const fields = { ...config.defaults, provider, model, background, keepMetadata };
  return { fields, origin: () => originOf({ role, file }) };
}

/** The flag that sets a field, as users write it. */
export function flagOf(field: RequestField): string {
  return flagNames[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const flagNames: Readonly<Partial<Record<RequestField, string>>> = {
  loras: '--lora',
  lorasHigh: '--lora-high',
  lorasLow: '--lora-low',
  extra: '--set',
};

/** Every field, in the order of the schema. */
export const requestFieldNames = requestSchema.keyof().options;

/** Made once, to be shared by every row. */
const flagOrigins = new Map(requestFieldNames.map((field) => [field, `flag ${flagOf(field)}`] as const));

function knownProvider(name: string): ProviderId {
  const known = providerIds.find((id) => id === name);
  if (known !== undefined) return known;
  throw new WanError(
    'request.unknown-provider',
    `WAN_PROVIDER: "${name}" is no provider${didYouMean(name, providerIds)}`,
    {
      hint: 'wan providers lists them',
    },
  );
}

/** Files are checked when they are read; this is for values from flags and other callers. */
function checkedRequest(fields: object, origins: ResolvedRequest['origins']): RequestFields {
  const result = requestSchema.safeParse(fields);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const { path } = issue;
    const origin = requestFieldNames.flatMap((field) => (field === path[0] ? [origins[field]] : []))[0];
    return `${path.join('.')}${origin === undefined ? '' : ` (${origin})`}: ${valueFault(issue)}`;
  });
  throw new WanError('request.invalid', lines.join('\n'), {
    hint: 'wan models show <model> tells what each option takes',
  });
}

function mergeExtra(strongestFirst: readonly RequestLayer[]): Record<string, JsonValue> {
  return Object.fromEntries(strongestFirst.toReversed().flatMap(({ fields }) => Object.entries(fields.extra ?? {})));
}

/** Every layer that sets a key which no stronger one sets. */
function originsOf(strongestFirst: readonly RequestLayer[]): string {
  const seen = new Set<string>();
  const origins = new Set<string>();
  for (const layer of strongestFirst) {
    for (const key of Object.keys(layer.fields.extra ?? {})) {
      if (!seen.has(key)) origins.add(layer.origin('extra'));
      seen.add(key);
    }
  }
  return [...origins].join(', ');
}
