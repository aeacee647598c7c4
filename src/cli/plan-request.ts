import { dirname } from 'node:path';
import { defaultModel, modelName } from '../catalogue/catalogue.js';
import type { ModelSpec } from '../catalogue/model.js';
import { validateRequest } from '../catalogue/validate.js';
import { chooseProvider } from '../config/choose-provider.js';
import { resolveMediaPaths } from '../config/media-paths.js';
import { choosePresets } from '../config/preset-choice.js';
import { presetPlaces } from '../config/preset-places.js';
import { loadPreset, type Preset } from '../config/presets.js';
import { type ResolvedRequest, resolveRequest } from '../config/resolve.js';
import type { SettingFlags } from '../config/settings.js';
import { resolveSettings, type Settings } from '../config/settings.js';
import { WanError } from '../errors.js';
import { checkDirectories, diskFacts } from '../files/output-facts.js';
import { checkTemplate, outputPath, sourceName } from '../files/template.js';
import type { ClipRequest } from '../jobs/plan-run.js';
import type { Provider } from '../providers/provider.js';
import { maxSeed, type ProviderId, type RequestField, type RequestFields } from '../providers/request.js';
import { notHere } from './accounts.js';
import { toProviderId } from './provider-id.js';
import { priceOf } from './quote-price.js';
import type { Session } from './session.js';
import {
  openFfmpeg,
  openRegistry,
  openWorkshop,
  settingLayers,
  type Workshop,
  type WorkshopOptions,
} from './workshop.js';

export interface Asked {
  readonly fields: RequestFields;
  readonly presets: readonly string[];
  readonly count: number;
  readonly overwrite: boolean;
  readonly settingFlags: SettingFlags;
  readonly workshop: Omit<WorkshopOptions, 'providers' | 'presets' | 'flags'>;
}

/** One request, checked and priced, with the workshop that can make it. */
export interface Planned {
  readonly workshop: Workshop;
  readonly spec: ModelSpec;
  readonly request: ClipRequest;
  readonly notes: readonly string[];
}

/** From what the user said to a request that can be planned; every fault shows before anything is paid. */
export async function planRequest(session: Session, asked: Asked, run: string): Promise<Planned> {
  const { presets, resolved } = await resolve(session, asked);
  const provider = resolved.fields.provider ?? (await onlyProvider(session, presets, asked.settingFlags));
  const workshop = await openWorkshop(session, {
    ...asked.workshop,
    providers: [provider],
    presets,
    flags: asked.settingFlags,
  });
  if (!workshop.registry.has(provider)) throw notHere(provider, workshop.registry);
  const spec = await workshop.models.find(provider, modelOf(provider, resolved.fields));
  const template = workshop.settings.output.value;
  checkTemplate(template, []);
  const valid = validateRequest(spec, resolved.fields);
  const account = workshop.accounts.of(provider);
  refuseWebhook(account.provider, workshop.settings);
  if (account.provider.facts.needsFfmpeg) await workshop.ffmpeg.locate();
  const inspected = await workshop.media.inspect(spec, valid.fields);
  const model = resolved.fields.model ?? modelName(spec);
  const fields = { ...inspected.fields, provider, model };
  const nameOf = namer(session, { template, fields, spec, presets, run, asked });
  checkDirectories([dirname(nameOf({ id: 'j_', index: 0, take: 0, seed: null }))]);
  const request: ClipRequest = {
    provider,
    model,
    endpoint: spec.endpoint,
    keyFingerprint: account.keyFingerprint,
    apiOrigin: account.apiOrigin,
    request: fields,
    origins: { ...defaultOrigins(valid.applied, spec), ...resolved.origins },
    chosen: resolved.chosen,
    sources: inspected.sources,
    overwrite: asked.overwrite,
    provenance: workshop.settings.provenance.value,
    webhook: account.provider.facts.webhook ? (workshop.settings.webhook?.value ?? null) : null,
    row: null,
    rowIdentity: null,
    estimate: await priceOf({ spec, fields, account, sources: inspected.sources }),
    count: asked.count,
    isNamed: workshop.settings.output.origin !== 'default',
    seed: fields.seed ?? null,
    seedLimit: spec.options.seed === undefined ? null : (spec.options.seed.maximum ?? maxSeed),
    drawSeed: () => Math.floor(session.runtime.random() * maxSeed),
    nameOf,
  };
  return { workshop, spec, request, notes: [...valid.notes, ...inspected.notes] };
}

async function resolve(session: Session, asked: Asked): Promise<{ presets: Preset[]; resolved: ResolvedRequest }> {
  const { runtime, flags, directories } = session;
  const safetyCheckerOff = asked.fields.safetyChecker === false;
  const config = await session.config({ safetyCheckerOff });
  const places = presetPlaces({ cwd: runtime.cwd, configDirectory: directories.config, ...config });
  const trust = { places, trustProject: flags.trustProject, allowOutside: flags.allowOutside, safetyCheckerOff };
  const choices = choosePresets({ flags: asked.presets, cwd: runtime.cwd, ...config });
  const presets: Preset[] = [];
  for (const choice of choices) presets.push(await loadPreset(choice, trust));
  return {
    presets,
    resolved: resolveRequest({ flags: absolute(asked.fields, runtime.cwd), presets, env: runtime.env, ...config }),
  };
}

/** Paths of the command line count from here, wherever a job is resumed. */
function absolute(fields: RequestFields, cwd: string): RequestFields {
  const { image, ...rest } = fields;
  return image === '-' ? { ...resolveMediaPaths(rest, cwd), image } : resolveMediaPaths(fields, cwd);
}

/** A webhook that never comes is found out after the money is spent; one from a config is for providers that have it. */
function refuseWebhook({ id, facts }: Provider, { webhook }: Settings): void {
  if (webhook === undefined || facts.webhook || !webhook.origin.startsWith('flag')) return;
  throw new WanError('request.option-not-taken', `${id} has no webhooks`, {
    hint: 'leave --webhook out; wan polls',
    provider: id,
  });
}

/** The provider that a flag names, or the only one with a key. */
export async function chosenProvider(
  session: Session,
  flag: string | undefined,
  flags: SettingFlags,
): Promise<ProviderId> {
  return flag === undefined ? onlyProvider(session, [], flags) : toProviderId(flag);
}

async function onlyProvider(session: Session, presets: readonly Preset[], flags: SettingFlags): Promise<ProviderId> {
  const settings = resolveSettings(settingLayers(session, await session.config(), { presets, flags }));
  const registry = openRegistry(session, openFfmpeg(session, settings));
  const providers = [...registry.values()].map(({ provider }) => ({
    id: provider.id,
    keyVariables: provider.facts.keyVariables,
  }));
  return chooseProvider({ providers, env: session.runtime.env, settings: settings.providers?.value });
}

function modelOf(provider: ProviderId, fields: RequestFields): string {
  const model = fields.model ?? defaultModel(provider);
  if (model !== undefined) return model;
  throw new WanError('request.unknown-model', `no model is named, and ${provider} has no usual one`, {
    hint: `wan models --provider ${provider}`,
  });
}

function defaultOrigins(applied: readonly RequestField[], spec: ModelSpec): Record<string, string> {
  return Object.fromEntries(applied.map((field) => [field, `catalogue ${spec.date}`]));
}

interface Naming {
  readonly template: string;
  readonly fields: RequestFields;
  readonly spec: ModelSpec;
  readonly presets: readonly Preset[];
  readonly run: string;
  readonly asked: Asked;
}

function namer(session: Session, { template, fields, presets, run, asked }: Naming): ClipRequest['nameOf'] {
  const at = session.runtime.clock.now();
  return ({ id, index, take, seed }) =>
    outputPath({
      template,
      cwd: session.runtime.cwd,
      isDirectory: (path) => diskFacts.kindOf(path) === 'directory',
      values: {
        name: sourceName(asked.fields.image ?? fields.image),
        provider: fields.provider ?? null,
        model: fields.model ?? null,
        preset: presets.at(-1)?.name ?? null,
        seed,
        index: index + 1,
        id,
        run,
        resolution: fields.resolution ?? null,
        duration: fields.duration ?? null,
        shot: null,
        row: {},
        at,
        take: take + 1,
        takes: asked.count,
      },
    });
}
