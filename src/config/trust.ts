import { WanError } from '../errors.js';
import { defaultConfirmAbove, parseMaxCost } from './limits.js';
import { isInside, isReallyInside, listMediaPaths } from './media-paths.js';
import { isPresetPath } from './preset-name.js';
import { type Power, requestPower } from './request-power.js';
import type { Config, ProviderSettings } from './schema.js';

/** What a project file is measured against. */
export interface TrustContext {
  /** Folder of the project file; its paths may not lead out of it. */
  readonly directory: string;
  /** The user-level config, if there is one. */
  readonly user: Config | undefined;
  /** `WAN_MAX_COST` in USD, if it is set. */
  readonly maxCost: number | undefined;
  /** `--allow-outside` */
  readonly allowOutside: boolean;
  /** `--no-safety-checker` */
  readonly safetyCheckerOff: boolean;
}

export interface PowerCheck {
  readonly project: {
    readonly file: string;
    readonly directory: string;
    readonly trusted: boolean;
    readonly config: Config;
  };
  readonly user: { readonly config: Config } | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly allowOutside?: boolean | undefined;
  readonly safetyCheckerOff?: boolean | undefined;
}

/**
 * Refuses a project file that takes power it does not have; a trusted one may do anything.
 *
 * @throws WanError `config.power`, a line for each key: file, key and reason
 */
export async function refusePower(check: PowerCheck): Promise<void> {
  const { project, user, env, allowOutside = false, safetyCheckerOff = false } = check;
  if (project.trusted) return;
  const { directory, config, file } = project;
  const maxCost = parseMaxCost(env.WAN_MAX_COST);
  const powers = projectPower(config, { directory, user: user?.config, maxCost, allowOutside, safetyCheckerOff });
  const linked = allowOutside ? [] : await linkedOutside(config, directory);
  const all = [...powers, ...linked];
  if (all.length === 0) return;
  throw new WanError('config.power', all.map(({ key, reason }) => `${file}: ${key}: ${reason}`).join('\n'), {
    hint: 'set it in the user-level config or on the command line, or add --trust-project if you trust this project',
  });
}

/** Everything in a project config that takes the trust of the user. Pure; links are followed by `refusePower`. */
export function projectPower(config: Config, context: TrustContext): readonly Power[] {
  return [
    ...present([], config, topReasons),
    ...present(['bucket'], typeof config.bucket === 'object' ? config.bucket : {}, bucketReasons),
    ...Object.entries(config.buckets ?? {}).flatMap(([name, bucket]) =>
      present(['buckets', name], bucket, bucketReasons),
    ),
    ...Object.entries(config.providers ?? {}).flatMap(([id, settings]) => providerPower(`providers.${id}`, settings)),
    ...raisedLimits(config, context),
    ...requestPower(config.defaults ?? {}, context).map(({ key, reason }) => ({ key: `defaults.${key}`, reason })),
    ...(context.allowOutside ? [] : outsidePaths(config, context.directory)),
  ];
}

/** Why an output template of a file without trust is refused, if it leads out of the output directory. */
export function outputPower(template: string): readonly Power[] {
  const leadsOut = /^(?:[/\\~]|[A-Za-z]:)/.test(template) || template.split(/[/\\]/).includes('..');
  return leadsOut ? [{ key: 'output', reason: 'leads out of the current directory (--allow-outside permits it)' }] : [];
}

const topReasons = {
  ffmpegPath: 'only the user decides which programs run',
  ffprobePath: 'only the user decides which programs run',
  webhook: 'only the user decides who is told about results',
};

const bucketReasons = {
  endpoint: 'only the user decides where files are uploaded',
  publicBaseUrl: 'only the user decides where files are read from',
  profile: 'only the user decides which credentials are used',
};

const providerReasons = {
  baseUrl: 'only the user decides where requests and keys go',
  keyVariable: 'only the user decides which key is used',
  keyFile: 'only the user decides which key is used',
  headers: 'only the user decides which variables are sent',
};

function providerPower(path: string, provider: ProviderSettings): readonly Power[] {
  // Values of settings may become part of an address or a path; plain words can't lead elsewhere.
  const settings = Object.entries(provider.settings ?? {})
    .filter(([, value]) => !/^[\w .+-]*$/.test(String(value)) || String(value).includes('..'))
    .map(([name]) => ({ key: `${path}.settings.${name}`, reason: 'a project file may set plain words only here' }));
  return [...present([path], provider, providerReasons), ...settings];
}

function present(path: readonly string[], values: object, reasons: Readonly<Record<string, string>>): readonly Power[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const reason = reasons[name];
    return reason === undefined || value === undefined ? [] : [{ key: [...path, name].join('.'), reason }];
  });
}

function raisedLimits(config: Config, { user, maxCost }: TrustContext): readonly Power[] {
  const perRun = Math.min(user?.budget?.perRun ?? Number.POSITIVE_INFINITY, maxCost ?? Number.POSITIVE_INFINITY);
  return [
    raised('budget.perRun', config.budget?.perRun, perRun),
    raised('budget.perDay', config.budget?.perDay, user?.budget?.perDay ?? Number.POSITIVE_INFINITY),
    raised('confirmAbove', config.confirmAbove, user?.confirmAbove ?? defaultConfirmAbove),
  ].flat();
}

function raised(key: string, value: number | undefined, limit: number): readonly Power[] {
  if (value === undefined || value <= limit) return [];
  return [{ key, reason: `a project file may lower it only, and ${value} is more than your ${limit}` }];
}

function outsidePaths(config: Config, directory: string): readonly Power[] {
  return [
    ...pathsOf(config)
      .filter(({ path }) => !isInside(directory, path))
      .map(({ key }) => ({ key, reason: leadsOutside })),
    ...outputPower(config.output ?? ''),
  ];
}

async function linkedOutside(config: Config, directory: string): Promise<readonly Power[]> {
  const inside = pathsOf(config).filter(({ path }) => isInside(directory, path));
  const really = await Promise.all(inside.map(({ path }) => isReallyInside(directory, path)));
  return inside.filter((_, index) => !really[index]).map(({ key }) => ({ key, reason: leadsOutside }));
}

const leadsOutside = 'leads out of the folder of this file (--allow-outside permits it)';

/** Every path in a project config that `resolveConfigPaths` made absolute. */
function pathsOf(config: Config): readonly { readonly key: string; readonly path: string }[] {
  const media = listMediaPaths(config.defaults ?? {}).map(({ key, path }) => ({ key: `defaults.${key}`, path }));
  const presets = [config.preset ?? []]
    .flat()
    .filter(isPresetPath)
    .map((path) => ({ key: 'preset', path }));
  const directory =
    config.presetsDirectory === undefined ? [] : [{ key: 'presetsDirectory', path: config.presetsDirectory }];
  return [...media, ...presets, ...directory];
}
