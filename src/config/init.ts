import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WanError } from '../errors.js';
import type { ProviderId } from '../providers/request.js';
import { validate } from './faults.js';
import { parseMaxCost } from './limits.js';
import { isInside } from './media-paths.js';
import { type BucketSettings, type Config, configSchema } from './schema.js';
import { projectPower } from './trust.js';

/** What `wan config init` asks, or takes from its flags; all of it may be left out. */
export interface StarterAnswers {
  readonly provider?: ProviderId | undefined;
  /** The name of a variable, never a key. */
  readonly keyVariable?: string | undefined;
  readonly bucket?: BucketSettings | undefined;
  /** USD */
  readonly perRun?: number | undefined;
  /** USD */
  readonly perDay?: number | undefined;
}

/** A config of these answers, with its keys in the order in which they are read. Pure. */
export function starterConfig(answers: StarterAnswers, schema: string): Config {
  const { provider, keyVariable, bucket, perRun, perDay } = answers;
  const budget = { ...(perRun === undefined ? {} : { perRun }), ...(perDay === undefined ? {} : { perDay }) };
  return {
    $schema: schema,
    ...(provider === undefined ? {} : { provider }),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(provider === undefined || keyVariable === undefined ? {} : { providers: { [provider]: { keyVariable } } }),
  };
}

/** How a config in `directory` names the schema file: relative where that lies below, so that it can be committed. */
export function schemaReference(directory: string, schema: string): string {
  if (!isInside(directory, schema)) return pathToFileURL(schema).href;
  return `./${relative(directory, schema).replaceAll('\\', '/')}`;
}

/**
 * Refuses answers that no config may hold: once written, every command would end at that file.
 *
 * @throws WanError `usage.invalid`, a line for each key
 */
export function refuseStarterFaults(config: Config): void {
  const checked = validate(configSchema, { file: '', data: config, locate: () => undefined });
  if (!('faults' in checked)) return;
  throw new WanError('usage.invalid', checked.faults.map(({ key, message }) => `${key}: ${message}`).join('\n'), {
    hint: 'nothing was written; wan config --help names the flags',
  });
}

export interface StarterPlace {
  readonly directory: string;
  /** The user-level config that a project may only tighten. */
  readonly user: Config | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Refuses a project config that would not be accepted when it is read.
 *
 * @throws WanError `config.power`, a line for each key
 */
export function refuseStarterPower(config: Config, { directory, user, env }: StarterPlace): void {
  const maxCost = parseMaxCost(env.WAN_MAX_COST);
  const powers = projectPower(config, { directory, user, maxCost, allowOutside: false, safetyCheckerOff: false });
  if (powers.length === 0) return;
  throw new WanError('config.power', powers.map(({ key, reason }) => `${key}: ${reason}`).join('\n'), {
    hint: 'add --user to write it to your own config instead of the project',
  });
}

/** Why a text is not the name of a variable; undefined when it is one. A key that was pasted is refused here. */
export function variableFault(text: string): string | undefined {
  return /^[A-Z_][A-Z0-9_]{0,63}$/.test(text)
    ? undefined
    : 'the name of an environment variable is needed, not the key itself';
}
