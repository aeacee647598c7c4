import { isKeySet } from '../../config/keys.js';
import { createRedactor } from '../../jobs/redact.js';
import type { ProviderId } from '../../providers/request.js';
import { type Accounts, openAccounts } from '../accounts.js';
import type { Session } from '../session.js';
import { openFfmpeg, openRegistry } from '../workshop.js';
import type { Skew } from './asking.js';
import { checkBucket } from './check-bucket.js';
import { checkClock } from './check-clock.js';
import { checkComfyui } from './check-comfyui.js';
import { checkDisk } from './check-disk.js';
import { checkFfmpeg } from './check-ffmpeg.js';
import { checkAbsent, checkChoice, checkKey } from './check-keys.js';
import { checkLedger } from './check-ledger.js';
import { checkNode } from './check-node.js';
import { checkProxy } from './check-proxy.js';
import { type Finding, problems, skipped } from './finding.js';
import { type ReadConfig, readConfig } from './read-config.js';

export interface ExamineOptions {
  /** Nothing is asked over the network. */
  readonly offline: boolean;
  /** Only this provider is asked. */
  readonly provider?: ProviderId | undefined;
  /** Only what `config init` wrote: the configuration and its keys. */
  readonly configOnly?: boolean | undefined;
  /** Milliseconds that anybody is waited for. */
  readonly deadlineMs?: number | undefined;
}

/** Checks everything side by side; a check that fails is a finding, and keeps none of the others. */
export async function examine(session: Session, options: ExamineOptions): Promise<readonly Finding[]> {
  const { runtime, directories } = session;
  const config = await readConfig(session);
  const skews: Skew[] = [];
  const services = askServices(session, { ...options, config, onSkew: (skew) => skews.push(skew) });
  if (options.configOnly === true) return [...config.findings, ...(await services)];
  const groups = await Promise.all([
    [checkNode(runtime.nodeVersion)],
    config.findings,
    checkFfmpeg(openFfmpeg(session, config.settings)),
    checkLedger(directories.state),
    checkDisk('state disk', directories.state),
    checkDisk('disk', runtime.cwd),
    checkProxy(runtime.env),
    services,
  ]);
  return [...groups.flat(), ...(options.offline ? [] : [checkClock(skews, config.settings.bucket !== undefined)])];
}

interface Services extends ExamineOptions {
  readonly config: ReadConfig;
  readonly onSkew: (skew: Skew) => void;
}

async function askServices(session: Session, options: Services): Promise<readonly Finding[]> {
  const { config, provider: only, offline, deadlineMs = 10_000, onSkew } = options;
  const { env } = session.runtime;
  const { settings } = config;
  const registry = openRegistry(session, openFfmpeg(session, settings));
  const entries = [...registry.values()].filter(({ provider }) => only === undefined || provider.id === only);
  const providers = entries.map(({ provider }) => provider.id);
  const keyed = [...registry.values()]
    .map(({ provider: { id, facts } }) => ({ id, keyVariables: facts.keyVariables }))
    .filter(({ keyVariables }) => keyVariables.length > 0);
  const [ready, absent] = partition(keyed, (provider) =>
    isKeySet({ provider, env, settings: settings.providers?.value[provider.id] }),
  );
  // A proxy that is no URL is a finding of its own, and then nobody can be asked.
  const accounts = offline ? undefined : await openAll(session, { config, registry, providers });
  session.protect(accounts?.keys ?? []);
  const redactor = createRedactor(accounts?.keys ?? []);
  const limits = { signal: session.stop, deadlineMs, onSkew };
  const keys = entries.map((entry) =>
    checkKey({
      ...limits,
      entry,
      env,
      settings,
      needed: entry.provider.id === (only ?? config.provider),
      account: accounts?.of,
    }),
  );
  const groups = await Promise.all([
    only === undefined
      ? [
          checkChoice(
            ready.map(({ id }) => id),
            config.provider,
          ),
        ]
      : [],
    only === undefined ? checkAbsent(absent.filter(({ id }) => id !== config.provider)) : [],
    ...keys,
    providers.includes('comfyui') ? askComfyui(options, { session, accounts }) : [],
    options.configOnly === true ? [] : askBucket(options, { session, accounts }),
  ]);
  return groups.flat().map((finding) => ({ ...finding, detail: redactor.text(finding.detail) }));
}

function partition<T>(items: readonly T[], holds: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}

async function openAll(
  session: Session,
  {
    config,
    ...rest
  }: { config: ReadConfig; registry: ReturnType<typeof openRegistry>; providers: readonly ProviderId[] },
): Promise<Accounts | undefined> {
  // The fingerprints of keys are compared with nothing here, so that no ledger is needed for their salt.
  return openAccounts({ session, settings: config.settings, salt: '', ...rest }).catch(() => undefined);
}

interface Surroundings {
  readonly session: Session;
  readonly accounts: Accounts | undefined;
}

async function askComfyui(options: Services, { session, accounts }: Surroundings): Promise<readonly Finding[]> {
  const { env } = session.runtime;
  const { config, deadlineMs = 10_000 } = options;
  if (accounts === undefined) return [skipped('comfyui', 'not asked')];
  const named = env.COMFYUI_URL || env.WAN_COMFYUI_BASE_URL || config.settings.providers?.value.comfyui?.baseUrl;
  const wanted = options.provider === 'comfyui' || config.provider === 'comfyui' || Boolean(named);
  try {
    return await checkComfyui({ account: accounts.of('comfyui'), wanted, signal: session.stop, deadlineMs });
  } catch (error) {
    return problems('comfyui', error);
  }
}

async function askBucket(options: Services, { session, accounts }: Surroundings): Promise<readonly Finding[]> {
  const { config, deadlineMs = 10_000 } = options;
  const settings = config.settings.bucket?.value;
  if (settings !== undefined && accounts === undefined) return [skipped('bucket', `${settings.name}: not asked`)];
  if (accounts === undefined) return [];
  const { connections } = accounts;
  return checkBucket({ settings, connections, runtime: session.runtime, signal: session.stop, deadlineMs });
}
