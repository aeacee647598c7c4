import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  refuseStarterFaults,
  refuseStarterPower,
  type StarterAnswers,
  schemaReference,
  starterConfig,
  variableFault,
} from '../config/init.js';
import { isKeySet } from '../config/keys.js';
import { type LoadedConfig, loadConfig } from '../config/load.js';
import { shippedPresets } from '../config/preset-places.js';
import { resolveSettings } from '../config/settings.js';
import { WanError } from '../errors.js';
import { makePrivateDirectory, writePrivateFile, writePublicFile } from '../files/atomic.js';
import type { Provider } from '../providers/provider.js';
import { loadPalette, wantsColour } from '../ui/palette.js';
import { openQuestions } from '../ui/questions.js';
import { askStarter } from './ask-starter.js';
import type { CommandOutput } from './command-output.js';
import type { CommonFlags } from './common-options.js';
import { describeFindings } from './doctor/describe-findings.js';
import { examine } from './doctor/examine.js';
import { type Finding, gravestOf } from './doctor/finding.js';
import { toProviderId } from './request/provider-id.js';
import type { Session } from './session.js';
import { openFfmpeg, openRegistry, settingLayers } from './workshop.js';

export interface InitFlags extends CommonFlags {
  readonly provider?: string;
  readonly keyVariable?: string;
  readonly bucket?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly budgetPerRun?: number;
  readonly budgetPerDay?: number;
  readonly user?: true;
  readonly overwrite?: true;
  readonly offline?: true;
  readonly yes?: true;
}

/**
 * Writes a starter config after a few questions, or from flags where nobody can be asked, and tries it.
 *
 * @throws WanError `usage.invalid`, `output.conflict`, `config.power`; `signal.interrupted` when the questions are left
 */
export async function initConfig(session: Session, flags: InitFlags): Promise<CommandOutput> {
  const { runtime, directories } = session;
  const user = flags.user === true;
  const directory = user ? directories.config : runtime.cwd;
  const file = join(directory, user ? 'config.json' : '.wanrc.json');
  if (flags.overwrite !== true) await refuseExisting(file);
  if (!user) await refuseShadowed(directory);
  const providers = providersOf(session);
  const answers = await answer(session, { flags, providers });
  const schema = schemaReference(directory, join(shippedPresets(), 'schema', 'config.schema.json'));
  const config = starterConfig(answers, schema);
  refuseStarterFaults(config);
  if (!user) refuseStarterPower(config, { directory, env: runtime.env, user: await userConfig(session) });
  if (user) await makePrivateDirectory(directory);
  await (user ? writePrivateFile : writePublicFile)(file, `${JSON.stringify(config, null, 2)}\n`);
  const provider = answers.provider;
  const examined = await examine(session, { offline: flags.offline === true, provider, configOnly: true });
  const findings = examined.map(withoutKeyFault);
  const { env, stdout } = runtime;
  const palette = await loadPalette(wantsColour(stdout, env, flags.color ? undefined : false));
  const next = nextSteps(
    providers.find(({ id }) => id === provider),
    answers.keyVariable,
  );
  return {
    data: { file, config, findings },
    text: `wrote ${file}\n\n${describeFindings(findings, palette)}${next}`,
    error: gravestOf(findings),
  };
}

/** A key that is still to be set is the next step, not a fault of what was asked for. */
function withoutKeyFault(finding: Finding): Finding {
  return finding.code === 'key.missing' ? { ...finding, status: 'warning', code: null } : finding;
}

async function refuseExisting(file: string): Promise<void> {
  if (!(await exists(file))) return;
  throw new WanError('output.conflict', `${file} is there already`, {
    hint: 'wan config shows what it sets; --overwrite replaces it',
  });
}

/** `.wanrc` is read before `.wanrc.json`, which would then set nothing. */
async function refuseShadowed(directory: string): Promise<void> {
  const first = join(directory, '.wanrc');
  if (!(await exists(first))) return;
  throw new WanError('output.conflict', `${first} is read first, and a .wanrc.json beside it would set nothing`, {
    hint: 'edit that file, or move it away',
  });
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function providersOf(session: Session): readonly Provider[] {
  const settings = resolveSettings(settingLayers(session, nothing, {}));
  return [...openRegistry(session, openFfmpeg(session, settings)).values()].map(({ provider }) => provider);
}

const nothing: LoadedConfig = { user: undefined, project: undefined, warnings: [] };

interface Answering {
  readonly flags: InitFlags;
  readonly providers: readonly Provider[];
}

async function answer(session: Session, { flags, providers }: Answering): Promise<StarterAnswers> {
  const { stdin, stderr, env } = session.runtime;
  const given = answersIn(flags);
  if (flags.yes === true) return given;
  const machine = flags.json === true || flags.jsonl === true;
  if (machine || !flags.input || stdin.isTTY !== true || stderr.isTTY !== true) {
    if (given.provider !== undefined) return given;
    throw new WanError('usage.invalid', 'nobody can be asked here, so the answers must come as flags', {
      hint: 'wan config init --provider <id> [--bucket <name>] [--region <name>] [--budget-per-run <usd>] [--budget-per-day <usd>], or --yes to choose nothing',
    });
  }
  const questions = await openQuestions({ stdin, stderr, signal: session.stop });
  const keyed = providers.map(({ id, facts }) => ({ id, title: facts.title, keyVariables: facts.keyVariables }));
  const ready = keyed.filter((provider) => isKeySet({ provider, env })).map(({ id }) => id);
  questions.begin(flags.user === true ? 'Your own settings of wan' : 'Settings of wan for this folder');
  const answers = await askStarter(given, { questions, providers: keyed, ready, user: flags.user === true });
  questions.end('That is all. Keys stay in the environment; none is written.');
  return answers;
}

/** @throws WanError `request.unknown-provider`, `usage.invalid` */
function answersIn(flags: InitFlags): StarterAnswers {
  const { bucket: name, region, endpoint, keyVariable } = flags;
  const fault = keyVariable === undefined ? undefined : variableFault(keyVariable);
  // What was given stays out of the message: it may be the key.
  if (fault !== undefined)
    throw new WanError('usage.invalid', `--key-variable: ${fault}`, { hint: '--key-variable FAL_KEY' });
  if (name === undefined && (region ?? endpoint) !== undefined) {
    throw new WanError('usage.invalid', '--region and --endpoint belong to a bucket', { hint: 'add --bucket <name>' });
  }
  const bucket = name === undefined || name === 'none' ? undefined : { name, ...plain({ region, endpoint }) };
  return {
    provider: flags.provider === undefined ? undefined : toProviderId(flags.provider),
    keyVariable,
    bucket,
    perRun: flags.budgetPerRun,
    perDay: flags.budgetPerDay,
  };
}

function plain(values: { region: string | undefined; endpoint: string | undefined }): {
  region?: string;
  endpoint?: string;
} {
  const { region, endpoint } = values;
  return { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
}

/** The user's own limits; a faulty file of this folder must not keep it from being replaced. */
async function userConfig({ runtime, directories }: Session) {
  const { user } = await loadConfig({ runtime: { ...runtime, cwd: directories.config } }).catch(() => nothing);
  return user?.config;
}

function nextSteps(provider: Provider | undefined, keyVariable: string | undefined): string {
  const variable = keyVariable ?? provider?.facts.keyVariables[0]?.[0];
  if (provider === undefined || variable === undefined) return '';
  return [
    '',
    `The key stays out of the file: wan reads it from the environment.`,
    `  export ${variable}=...            in the profile of your shell, or`,
    `  export ${variable}_FILE=<path>    a file that holds nothing else`,
    '',
  ].join('\n');
}
