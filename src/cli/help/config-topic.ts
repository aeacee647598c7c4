import { z } from 'zod';
import { configJsonSchema } from '../../config/json-schema.js';
import { keyVariableText } from '../../config/keys.js';
import { createRegistry } from '../../providers/registry.js';
import { type Block, heading, lines, terms, text } from './block.js';

export function configTopic(): readonly Block[] {
  return [
    text(
      'Flag before preset (later ones win) before WAN_PROVIDER and WAN_MODEL before the file of the project before ' +
        'your own before the default of the catalogue. wan config shows each value and where it comes from.',
    ),
    text(
      'The file of a project is one of these, in its folder or above it up to the git root; your own lies in the ' +
        'config directory, which wan config path names. Only data is read. --config takes another file.',
    ),
    lines('.wanrc  .wanrc.json  .wanrc.yaml  .wanrc.yml  wan.config.json  wan.config.yaml  package.json#wan'),
    text(
      'A project file comes with a repository, so it can not set programs, base URLs, keys, the endpoint of a bucket or ' +
        'webhooks, turn the safety checker off or confirm a cost, and it can only lower limits. --trust-project lifts ' +
        'that; so do your own file, the environment and --config. Keys of providers stand in no config file.',
    ),
    heading('Keys of a config file'),
    terms(describeKeys(schemaOf(configJsonSchema()), '')),
    heading('Keys of providers, from the environment'),
    text('<VARIABLE>_FILE names a file that holds the key.'),
    terms(keyVariables()),
    heading('Environment'),
    terms(variables),
  ];
}

const variables: readonly (readonly [string, string])[] = [
  ['WAN_PROVIDER, WAN_MODEL', 'who renders and which model, below flags and presets'],
  ['WAN_MAX_COST', 'cap of every run in USD'],
  ['WAN_CONFIG', 'config file instead of that of the project; it counts as yours'],
  [
    'WAN_STATE_DIR, WAN_CACHE_DIR',
    "ledger and caches; else XDG_STATE_HOME and XDG_CACHE_HOME, else the system's custom",
  ],
  ['WAN_<PROVIDER>_BASE_URL', 'scheme, host and port in place of every API host of a provider'],
  ['COMFYUI_URL', 'where ComfyUI listens'],
  ['FFMPEG_PATH, FFPROBE_PATH', 'the programs to run; else config, else PATH'],
  ['NO_COLOR, FORCE_COLOR, FORCE_HYPERLINK, CI', 'colours and links; no lines drawn anew'],
  ['AWS_REGION, AWS_DEFAULT_REGION', 'region of a bucket that names none'],
  ['GITHUB_ACTIONS, GITHUB_STEP_SUMMARY', 'faults of a manifest beside its lines; the report of a batch as summary'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS', 'for API, upload, bucket and download alike'],
];

interface Schema {
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly unknown[] | undefined;
}

const schemaShape: z.ZodType<Schema> = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** What is no schema of an object (`additionalProperties: false`) has no keys. */
function schemaOf(value: unknown): Schema {
  return schemaShape.safeParse(value).data ?? {};
}

/** Keys with dots, as `budget.perRun`; under `defaults` stand the fields of a request, which are not repeated. */
function describeKeys(schema: Schema, prefix: string): (readonly [string, string])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    if (name.startsWith('$')) return [];
    const own = schemaOf(value);
    const key = prefix + name;
    const below = name === 'defaults' || name === 'buckets' ? [] : keysBelow(own, key);
    return [...(own.description === undefined ? [] : [[key, own.description] as const]), ...below];
  });
}

function keysBelow(schema: Schema, key: string): (readonly [string, string])[] {
  const one = (schema.anyOf ?? []).map(schemaOf).find(({ properties }) => properties !== undefined) ?? schema;
  const each = schemaOf(schema.additionalProperties);
  return [...describeKeys(one, `${key}.`), ...describeKeys(each, `${key}.<id>.`)];
}

function keyVariables(): (readonly [string, string])[] {
  const unused = () => Promise.reject(new Error('nothing is rendered here'));
  const registry = createRegistry({ renderer: { accept: unused, status: unused, cancel: unused, list: unused } });
  return [...registry.values()].map(({ provider: { id, facts } }) => {
    const variables =
      facts.keyVariables.length === 0 ? 'none' : keyVariableText({ id, keyVariables: facts.keyVariables });
    return [id, variables] as const;
  });
}
