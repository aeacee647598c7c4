import { dirname } from 'node:path';
import { defaultModel, modelName } from '../../catalogue/catalogue.js';
import type { ModelSpec } from '../../catalogue/model.js';
import type { ValidRequest } from '../../catalogue/validate.js';
import { requestFieldNames } from '../../config/resolve.js';
import type { Settings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import { checkTemplate } from '../../files/template.js';
import type { Origins } from '../../jobs/job.js';
import type { ClipRequest } from '../../jobs/plan/plan-run.js';
import type { Provider } from '../../providers/provider.js';
import { maxSeed, type ProviderId, type RequestFields } from '../../providers/request.js';
import { notHere } from '../accounts.js';
import type { Asked, AskedPlace } from '../request/asked.js';
import { drawerOf } from '../request/draw-seed.js';
import { checkRequest, inspectFiles } from '../request/request-faults.js';
import type { ResolvedAsk } from '../request/resolve-request.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { knownDirectories } from './known-directories.js';
import { clipNamer } from './name-clip.js';
import { priceOf } from './quote-price.js';
import { refuseLinkedOutput } from './refuse-linked-output.js';

/** One request, checked and priced. */
export interface PlannedRequest {
  readonly spec: ModelSpec;
  readonly request: ClipRequest;
  readonly notes: readonly string[];
  /** Every preset file that took part. */
  readonly presetFiles: readonly string[];
}

/** From what the user said to a request that can be planned; every fault shows before anything is paid. */
export async function planRequest(
  session: Session,
  workshop: Workshop,
  { asked, ask, run }: { readonly asked: Asked; readonly ask: ResolvedAsk; readonly run: string },
): Promise<PlannedRequest> {
  const first = await planFor(session, workshop, { asked, ask, run, provider: ask.provider });
  if (asked.fallback.length === 0) return first;
  const fallbacks: ClipRequest[] = [];
  for (const provider of asked.fallback.filter((each) => each !== ask.provider).toReversed()) {
    const next = await planFor(session, workshop, { asked, ask, run, provider });
    fallbacks.unshift({ ...next.request, fallbacks: [...fallbacks] });
  }
  return { ...first, request: { ...first.request, fallbacks } };
}

export interface PlanFor {
  readonly asked: Asked;
  readonly ask: ResolvedAsk;
  readonly run: string;
  readonly provider: ProviderId;
  /** Names the takes where no template does. */
  readonly nameOf?: ClipRequest['nameOf'] | undefined;
}

/** The request at one provider. */
export async function planFor(
  session: Session,
  workshop: Workshop,
  { asked, ask, run, provider, nameOf: given }: PlanFor,
): Promise<PlannedRequest> {
  const { resolved, presets } = ask;
  const { settings, registry, accounts } = workshop;
  const { place } = asked;
  if (!registry.has(provider)) throw notHere(provider, registry);
  const spec = await workshop.models.find(provider, modelOf(provider, resolved.fields), resolved.fields);
  const preset = presets.findLast(({ output }) => output !== undefined);
  const template =
    place?.output ?? (settings.output.origin.startsWith('flag') ? undefined : preset?.output) ?? settings.output.value;
  const question = { spec, fields: resolved.fields, chained: place?.chained };
  const valid = await checkRequest(workshop.media, question, () => {
    if (given === undefined) checkTemplate(template, Object.keys(place?.columns ?? {}));
  });
  const account = accounts.of(provider);
  refuseWebhook(account.provider, settings);
  if (account.provider.facts.needsFfmpeg) await workshop.ffmpeg.locate();
  const inspected = await inspectFiles(workshop.media, { ...question, fields: valid.fields });
  const model = resolved.fields.model ?? modelName(spec);
  const fields = { ...inspected.fields, provider, model };
  const directories = knownDirectories(session);
  const namer = clipNamer({
    template,
    cwd: session.runtime.cwd,
    fields,
    image: asked.fields.image ?? asked.row?.layer.fields.image ?? fields.image,
    preset: presets.at(-1)?.name,
    run,
    columns: columnsIn(template, place?.columns),
    shot: place?.shot ?? null,
    takes: asked.count,
    at: session.runtime.clock.now(),
    isDirectory: directories.isDirectory,
    check: isOfUser(template, settings, place) ? anywhere : linkGuard(session),
  });
  const nameOf = given ?? namer;
  directories.check(dirname(nameOf({ id: 'j_', index: 0, take: 0, seed: null })));
  const seedLimit = seedLimitOf(spec);
  const prices: string[] = [];
  const estimate = await priceOf({
    spec,
    fields,
    account,
    sources: inspected.sources,
    audioSeconds: inspected.audioSeconds,
    note: (text) => prices.push(text),
  });
  const request: ClipRequest = {
    provider,
    model,
    endpoint: spec.endpoint,
    keyFingerprint: account.keyFingerprint,
    apiOrigin: account.apiOrigin,
    request: fields,
    origins: originsOf(spec, valid, resolved),
    chosen: compact(resolved.chosen),
    sources: inspected.sources,
    overwrite: asked.overwrite,
    provenance: settings.provenance.value,
    webhook: account.provider.facts.webhook ? (settings.webhook?.value ?? null) : null,
    row: place?.row ?? null,
    rowIdentity: place?.identity ?? null,
    estimate,
    count: asked.count,
    isNamed: place?.output === undefined ? settings.output.origin !== 'default' || preset !== undefined : place.isNamed,
    seed: fields.seed ?? null,
    seedLimit,
    drawSeed: drawerOf(session, { asked, fields, limit: seedLimit }),
    nameOf,
    fallbacks: none,
  };
  return {
    spec,
    request,
    notes: compact([...valid.notes, ...inspected.notes, ...prices]),
    presetFiles: compact(presets.flatMap(({ files }) => files)),
  };
}

/** The columns that a template asks for: the others are not kept for as long as a clip may be named. */
function columnsIn(template: string, columns: AskedPlace['columns'] = {}): AskedPlace['columns'] {
  return Object.fromEntries(Object.entries(columns).filter(([column]) => template.includes(`{row.${column}}`)));
}

const anywhere = (): void => {};

function linkGuard(session: Session): (path: string) => void {
  return (path) => refuseLinkedOutput(session, path);
}

/** Whether the user named the output, and not a project, a preset, a manifest or a storyboard. */
function isOfUser(template: string, { output }: Settings, place: AskedPlace | undefined): boolean {
  if (place?.output !== undefined) return place.shot !== null && place.isNamed;
  return template === output.value && /^(?:flag|user|config|default)/.test(output.origin);
}

/** The largest seed that a model takes; null when it takes none. */
export function seedLimitOf({ options }: ModelSpec): number | null {
  return options.seed === undefined ? null : (options.seed.maximum ?? maxSeed);
}

/** A webhook that never comes is found out after the money is spent; one from a config is for providers that have it. */
function refuseWebhook({ id, facts }: Provider, { webhook }: Settings): void {
  if (webhook === undefined) return;
  if (facts.webhookNeedsHttps === true && !/^https:/i.test(webhook.value)) throw plainWebhook(id);
  if (facts.webhook || !webhook.origin.startsWith('flag')) return;
  throw new WanError('request.option-not-taken', `${id} has no webhooks`, {
    hint: 'leave --webhook out; wan polls',
    provider: id,
  });
}

/** Refused by the service, it would stand as a verdict on the request, which has nothing to do with it. */
function plainWebhook(id: ProviderId): WanError {
  return new WanError('request.invalid', `${id} reports to https addresses only`, {
    hint: 'give the webhook as https://..., or leave it out: wan polls',
    provider: id,
  });
}

function modelOf(provider: ProviderId, fields: RequestFields): string {
  const model = fields.model ?? defaultModel(provider, fields);
  if (model !== undefined) return model;
  throw new WanError('request.unknown-model', `no model is named, and ${provider} has no usual one`, {
    hint: `wan models --provider ${provider}`,
  });
}

/** Written key by key: of spread objects, each row's would have a shape of its own, and ten times the size. */
function originsOf(spec: ModelSpec, { applied, fields }: ValidRequest, resolved: ResolvedAsk['resolved']): Origins {
  const origins: { -readonly [Field in keyof Origins]: Origins[Field] } = {};
  const catalogue = `catalogue ${spec.date}`;
  for (const field of applied) origins[field] = catalogue;
  const { origins: chosen } = resolved;
  for (const field of requestFieldNames) if (chosen[field] !== undefined) origins[field] = chosen[field];
  // Named by its wire name, which wins.
  if (fields.seed !== resolved.fields.seed && chosen.extra !== undefined) origins.seed = chosen.extra;
  return origins;
}

const none: readonly never[] = [];

/** A list without the room that it had to grow in, and no list of its own where it is empty: ten thousand are held. */
function compact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
