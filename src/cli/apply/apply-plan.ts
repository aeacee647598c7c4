import { toApproximateUsd } from '../../catalogue/exchange.js';
import { WanError } from '../../errors.js';
import { filmOf } from '../../film/film-settings.js';
import { groupBy } from '../../group-by.js';
import { findJob } from '../../jobs/ledger/jobs-table.js';
import type { ClipRequest, PlannedClip } from '../../jobs/plan/plan-run.js';
import type { SettledTake } from '../../jobs/plan/settled-take.js';
import { canonicalJson, type JsonObject, type JsonValue } from '../../json.js';
import { inspectAudio } from '../../media/audio/inspect-audio.js';
import type { CommandOutput } from '../command-output.js';
import { checkFilmName } from '../film/finish-film.js';
import { decideClips, planContext } from '../plan/compare-with-ledger.js';
import { wireOf } from '../plan/describe-plan.js';
import { seedLimitOf } from '../plan/plan-request.js';
import { priceOf } from '../plan/quote-price.js';
import type { PlanFile, PlannedClipText } from '../plan-file/plan-file.js';
import { makeClips } from '../render/make-clips.js';
import { type RunFlags, settingFlagsOf, workshopOptionsOf } from '../request/run-flags.js';
import type { Session } from '../session.js';
import { openWorkshop, type Workshop } from '../workshop.js';
import { readPlan } from './read-plan.js';

/** Submits exactly what a plan holds, once: applied again it goes on with the same jobs. */
export async function applyPlan(session: Session, name: string, flags: RunFlags): Promise<CommandOutput> {
  refuseSettledFlags(flags);
  const plan = await readPlan(session, name);
  const run = session.runtime.newId('r_');
  const workshop = await openWorkshop(session, {
    ...workshopOptionsOf(flags),
    run,
    providers: plan.clips.map(({ provider }) => provider),
    flags: settingFlagsOf(flags),
    recordedCap: { value: plan.maxCost, origin: 'the plan' },
  });
  await workshop.models.learn(plan.clips);
  const isFilm = filmOf(plan.settings) !== undefined;
  const requests: ClipRequest[] = [];
  for (const clips of groupBy(plan.clips, ({ group }) => group).values()) {
    requests.push(await toRequest(workshop, { clips, isFilm, overwrite: flags.overwrite === true }));
  }
  const { force = false, retryFailed = false } = plan;
  const context = { ...planContext(session, workshop.engine, {}), force, retryFailed };
  const clips = decideClips(context, run, requests);
  const film = await readyFilm(workshop, { plan, flags, clips });
  return makeClips(
    session,
    { workshop, context, requests, clips, presetFiles: [] },
    { run, command: 'apply', flags, purpose: undefined, settings: { ...plan.settings, ...film, plan: plan.digest } },
  );
}

/** A plan is submitted as it was reviewed; what would make other clips of it belongs to the command that writes it. */
function refuseSettledFlags({ force, fallback, webhook }: RunFlags): void {
  if (fallback !== undefined) {
    throw new WanError('usage.invalid', 'a plan holds what one provider is sent: --fallback is not for wan apply', {
      hint: 'leave --fallback out, or plan again with another --provider; nothing was sent',
    });
  }
  const given = { '--force': force, '--webhook': webhook };
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (flag === undefined) return;
  throw new WanError('usage.invalid', `a plan is submitted once, as it is: ${flag} is not for wan apply`, {
    hint: `give ${flag} to wan plan; nothing was sent`,
  });
}

interface FilmOfPlan {
  readonly plan: PlanFile;
  readonly flags: RunFlags;
  readonly clips: readonly PlannedClip[];
}

/** What a film needs besides its shots, before they are paid: ffmpeg, its name, its music. */
async function readyFilm(workshop: Workshop, { plan, flags, clips }: FilmOfPlan): Promise<JsonObject> {
  const { overwrite } = flags;
  const planned = filmOf(plan.settings);
  if (planned === undefined) return {};
  const film = { ...planned, overwrite: planned.overwrite || overwrite === true };
  await workshop.ffmpeg.locate();
  if (film.music !== null) await inspectAudio(film.music.file);
  checkFilmName(workshop, film, clips);
  return { film: JSON.parse(JSON.stringify(film)) };
}

interface Group {
  readonly clips: readonly PlannedClipText[];
  /** Whether the clips are shots, which name each other. */
  readonly isFilm: boolean;
  readonly overwrite: boolean;
}

async function toRequest(workshop: Workshop, { clips, isFilm, overwrite }: Group): Promise<ClipRequest> {
  const [first] = clips;
  if (first === undefined) throw new Error('a group has at least one clip');
  const spec = workshop.models.of(first);
  const account = workshop.accounts.of(first.provider);
  if (account.provider.facts.needsFfmpeg) await workshop.ffmpeg.locate();
  // Each take has a seed of its own.
  const { seed: _seed, ...request } = first.request;
  const { sources, audioSeconds } = await workshop.media.inspect(spec, request, chainedSources(first));
  refuseChange(first, 'a picture, sound or file', canonicalJson(sources) === canonicalJson(first.sources));
  const { wire } = wireOf(spec, { request: first.request, sources });
  refuseChange(first, 'how wan writes this request', canonicalJson(wire) === canonicalJson(first.body as JsonValue));
  const estimate = await priceOf({ spec, fields: first.request, account, sources, audioSeconds });
  refuseHigherPrice(first, estimate);
  const clipOf = (take: number) => clips[take] ?? first;
  return {
    provider: first.provider,
    model: first.model,
    endpoint: first.endpoint,
    keyFingerprint: account.keyFingerprint,
    apiOrigin: account.apiOrigin,
    request,
    origins: first.origins,
    chosen: first.chosen,
    sources,
    overwrite: first.overwrite || overwrite,
    provenance: first.provenance,
    webhook: first.webhook,
    row: first.row,
    rowIdentity: first.rowIdentity,
    estimate,
    count: clips.length,
    isNamed: true,
    seed: null,
    seedLimit: seedLimitOf(spec),
    drawSeed: (take) => clipOf(take).seed ?? 0,
    settled: (take) => settledIn(workshop, isFilm, clipOf(take)),
    nameOf: ({ take }) => clipOf(take).output,
    fallbacks: [],
  };
}

/** A clip that was there when the plan was made must be there still: on another machine it would be paid again. */
function settledIn({ engine }: Workshop, isNamed: boolean, clip: PlannedClipText): SettledTake {
  const { job: id, take, seed, seedDrawn } = clip;
  if (clip.action === 'render' || findJob(engine.sql, id) !== undefined) {
    return { id, take, seed: seedDrawn ? null : seed, isNamed };
  }
  throw new WanError('plan.changed', `the plan counts on ${id}, which is not in the ledger of this machine`, {
    hint: 'make the plan again here; nothing was sent',
  });
}

function chainedSources({ sources }: PlannedClipText): Record<string, string> {
  return Object.fromEntries(Object.entries(sources).filter(([, source]) => source.startsWith('last frame of ')));
}

function refuseChange(clip: PlannedClipText, what: string, isSame: boolean): void {
  if (isSame) return;
  throw new WanError('plan.changed', `${what} of ${clip.output} has changed since the plan was made`, {
    hint: 'make the plan again; nothing was sent',
  });
}

function refuseHigherPrice(clip: PlannedClipText, now: ClipRequest['estimate']): void {
  const before = clip.estimate === null ? null : toApproximateUsd(clip.estimate);
  const after = now === null ? null : toApproximateUsd(now);
  if (before === null || (after !== null && after <= before + 0.0001)) return;
  throw new WanError('plan.changed', `${clip.output} would cost more than the plan says`, {
    hint: 'make the plan again; nothing was sent',
  });
}
