import { join } from 'node:path';
import { expectedMs } from '../catalogue/expected-time.js';
import { toWire } from '../catalogue/wire.js';
import type { RecordedCap } from '../config/limits.js';
import type { LoadedConfig } from '../config/load.js';
import type { Preset } from '../config/presets.js';
import { resolveSettings, type SettingFlags, type Settings } from '../config/settings.js';
import type { Engine } from '../jobs/engine.js';
import { ledgerSalt } from '../jobs/ledger/salt.js';
import { providersMovedTo } from '../jobs/ledger/successor.js';
import { type Caps, guardCaps } from '../jobs/money/spending.js';
import { createRedactor, type Redactor } from '../jobs/redact.js';
import { createAnimaticRenderer } from '../media/animatic/renderer.js';
import { createFfmpeg, type Ffmpeg } from '../media/ffmpeg.js';
import { createRegistry, type RegisteredProvider } from '../providers/registry.js';
import type { ProviderId } from '../providers/request.js';
import { type Accounts, openAccounts } from './accounts.js';
import { createModelDesk, type ModelDesk } from './models/model-desk.js';
import type { Session } from './session.js';
import { createDelivery } from './workshop/delivery.js';
import { warnOfExpiry } from './workshop/expiry-warnings.js';
import { ensureFrame } from './workshop/frame-desk.js';
import { withHostedLoras } from './workshop/lora-desk.js';
import { createMediaDesk, type MediaDesk } from './workshop/media-desk.js';
import { createMediaHost, type MediaHost } from './workshop/media-host.js';

/** Everything that a command needs to make clips. */
export interface Workshop {
  readonly settings: Settings;
  readonly registry: ReadonlyMap<ProviderId, RegisteredProvider>;
  readonly accounts: Accounts;
  readonly ffmpeg: Ffmpeg;
  readonly models: ModelDesk;
  readonly media: MediaDesk;
  readonly mediaHost: MediaHost;
  readonly redactor: Redactor;
  readonly engine: Engine;
}

export interface WorkshopOptions {
  /** Providers that will be called. */
  readonly providers: readonly ProviderId[];
  /** The run that clips are sent for; a command that sends none has no run. */
  readonly run?: string | undefined;
  readonly presets?: readonly Preset[] | undefined;
  readonly flags?: SettingFlags | undefined;
  readonly waitTimeoutMs?: number | undefined;
  readonly recordedCap?: RecordedCap | undefined;
  readonly allowUnknownPrice?: boolean | undefined;
}

/** Without a terminal nobody sees that a wait goes on for ever. */
const defaultWaitTimeoutMs = 3_600_000;

export async function openWorkshop(session: Session, options: WorkshopOptions): Promise<Workshop> {
  const { runtime } = session;
  const settings = resolveSettings(settingLayers(session, await session.config(), options));
  const { sql, owner } = await session.ledger();
  warnOfExpiry(session, sql);
  const ffmpeg = openFfmpeg(session, settings);
  const registry = openRegistry(session, ffmpeg);
  const accounts = await openAccounts({
    session,
    settings,
    registry,
    // What went from one of them to another is gone on with there.
    providers: [...options.providers, ...providersMovedTo(sql)],
    salt: ledgerSalt(sql),
  });
  session.protect(accounts.keys);
  const redactor = createRedactor(accounts.keys);
  const models = createModelDesk(session, accounts);
  const mediaHost = createMediaHost({ session, settings, accounts, sql });
  const media = createMediaDesk(session, {
    mediaHost,
    models,
    ensureFrame: (jobId) => ensureFrame(session, { sql, ffmpeg }, jobId),
  });
  const delivery = createDelivery({ session, accounts, sql, owner: owner.id });
  const caps: Omit<Caps, 'dayStart'> = {
    perRun: settings.limits.perRun?.value ?? null,
    perDay: settings.limits.perDay?.value ?? null,
    run: options.run,
    byProvider: settings.limits.byProvider,
    allowUnknownPrice: options.allowUnknownPrice ?? false,
  };
  const interactive = runtime.stderr.isTTY === true;
  const engine: Engine = {
    sql,
    owner: owner.id,
    clock: runtime.clock,
    host: runtime.host,
    random: runtime.random,
    newId: () => runtime.newId(''),
    report: session.reporter.report,
    redact: redactor.text,
    stop: session.stop,
    accountOf: accounts.of,
    hostMedia: (job) => media.host(job),
    toRequest: (job, hosted) => ({
      endpoint: job.endpoint,
      wire: toWire(models.of(job), withHostedLoras(job.request, hosted), hosted).wire,
      options: job.request,
      media: hosted,
      webhook: job.webhook ?? undefined,
    }),
    deliver: delivery,
    expectedMs: (job) => expectedMs(models.of(job), job.request),
    waitTimeoutMs:
      options.waitTimeoutMs ?? settings.waitTimeoutMs?.value ?? (interactive ? null : defaultWaitTimeoutMs),
    run: options.run,
    // The day is that of the submit: a run may go on past midnight.
    guardSpending: (job) => guardCaps(sql, job, { ...caps, dayStart: startOfDay(runtime.clock.now()) }),
    limitsOf: (provider) => settings.providers?.value[provider] ?? {},
    halted: new Map(),
  };
  return {
    settings,
    registry,
    accounts,
    ffmpeg,
    models,
    media,
    mediaHost,
    redactor,
    engine,
  };
}

/** The layers that settings are made from. */
export function settingLayers(
  session: Session,
  config: LoadedConfig,
  options: Pick<WorkshopOptions, 'presets' | 'flags' | 'recordedCap'>,
) {
  return {
    flags: options.flags ?? {},
    presets: options.presets ?? [],
    env: session.runtime.env,
    project: config.project,
    user: config.user,
    recordedCap: options.recordedCap,
  };
}

export function openFfmpeg(session: Session, settings: Settings): Ffmpeg {
  const { env, platform, cwd } = session.runtime;
  return createFfmpeg({
    env,
    platform,
    cwd,
    ffmpegPath: settings.ffmpegPath?.value,
    ffprobePath: settings.ffprobePath?.value,
  });
}

export function openRegistry(session: Session, ffmpeg: Ffmpeg): ReadonlyMap<ProviderId, RegisteredProvider> {
  const { clock, host } = session.runtime;
  return createRegistry({
    renderer: createAnimaticRenderer({ directory: join(session.directories.state, 'animatic'), ffmpeg, host, clock }),
  });
}

function startOfDay(now: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}
