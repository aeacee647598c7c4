import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { explainPrice } from '../../catalogue/price.js';
import { WanError } from '../../errors.js';
import { makePrivateDirectory, writePrivateFile, writePublicFile } from '../../files/atomic.js';
import { diskFacts } from '../../files/output-facts.js';
import { filmOf } from '../../film/film-settings.js';
import { recordOf } from '../../jobs/plan/clip-record.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';
import { unpaidOf } from '../../jobs/plan/unpaid-clip.js';
import type { JsonObject } from '../../json.js';
import { digestFile } from '../../media/digest.js';
import type { CommandOutput } from '../command-output.js';
import type { ClipsToMake, MakeClips } from '../plan/clips-to-make.js';
import { plannedCost } from '../plan/confirm-cost.js';
import { actions, approximateUsd, describePlan, wireOf } from '../plan/describe-plan.js';
import { inputsOf, protectInputs } from '../plan/protect-inputs.js';
import type { Session } from '../session.js';
import { version } from '../version.js';
import type { Workshop } from '../workshop.js';
import { type PlanFile, type PlannedClipText, planText } from './plan-file.js';

export interface WritePlan {
  readonly planned: ClipsToMake;
  readonly command: MakeClips;
  /** As the user gave it. */
  readonly file: string;
}

/** Writes down exactly what would be sent, for review; nothing is sent. */
export async function writePlan(session: Session, { planned, command, file }: WritePlan): Promise<CommandOutput> {
  const { workshop, clips, context } = planned;
  const path = resolve(session.runtime.cwd, file);
  if (diskFacts.kindOf(path) !== 'missing' && command.flags.overwrite !== true) {
    throw new WanError('output.conflict', `${path} exists`, { hint: '--overwrite replaces it' });
  }
  protectInputs([path], () => inputsOfPlan(planned, command));
  const groups = new Map([...new Set(clips.map(({ request }) => request))].map((request, index) => [request, index]));
  const described = describePlan(workshop, clips);
  const body: Omit<PlanFile, 'digest'> = {
    kind: 'wan plan',
    version: 1,
    wan: version,
    createdAt: new Date(session.runtime.clock.now()).toISOString(),
    command: command.command,
    run: command.run,
    cwd: session.runtime.cwd,
    maxCost: workshop.settings.limits.perRun?.value ?? null,
    ...(context.force ? { force: true } : {}),
    ...(context.retryFailed ? { retryFailed: true } : {}),
    inputs: { ...command.inputs, ...(await presetDigests(planned)) },
    totals: totalsOf(workshop, described, clips),
    settings: command.settings ?? {},
    clips: clips.map((clip) => toClipText(workshop, clip, groups.get(clip.request) ?? 0)),
  };
  const plan: PlanFile = { ...body, digest: planDigest(body) };
  const shown = workshop.redactor.json(plan);
  await keepWhole(session, plan, shown);
  await writePublicFile(path, `${JSON.stringify(shown, null, 2)}\n`);
  const data = { plan: path, totals: body.totals };
  return { data, text: `${described.text ?? ''}${path}\n` };
}

/** Every file that the plan was made from: a plan in place of one could not be applied. */
function inputsOfPlan({ requests, presetFiles }: ClipsToMake, { inputs, settings }: MakeClips): string[] {
  const music = filmOf(settings ?? {})?.music?.file;
  return [...Object.keys(inputs ?? {}), ...presetFiles, ...inputsOf(requests), ...(music === undefined ? [] : [music])];
}

/** SHA-256 over a plan without its digest. */
export function planDigest(body: Omit<PlanFile, 'digest'>): string {
  return createHash('sha256').update(planText(body)).digest('hex');
}

/** Where the whole of a plan lies whose written form leaves the secrets of URLs out. */
export function wholePlanPath(session: Session, digest: string): string {
  return join(session.directories.state, 'plans', `${digest}.json`);
}

/** Only this machine can apply a plan with such URLs: its file holds no secret. */
async function keepWhole(session: Session, plan: PlanFile, shown: unknown): Promise<void> {
  if (JSON.stringify(shown) === JSON.stringify(plan)) return;
  const path = wholePlanPath(session, plan.digest);
  await makePrivateDirectory(session.directories.state);
  await makePrivateDirectory(join(session.directories.state, 'plans'));
  await writePrivateFile(path, JSON.stringify(plan));
}

async function presetDigests({ presetFiles }: ClipsToMake): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(presetFiles.map(async (file) => [file, await digestFile(file)] as const)),
  );
}

function totalsOf({ engine }: Workshop, described: CommandOutput, clips: readonly PlannedClip[]): JsonObject {
  const totals =
    typeof described.data === 'object' && described.data !== null && 'totals' in described.data
      ? described.data.totals
      : {};
  return { ...JSON.parse(JSON.stringify(totals)), usd: plannedCost(engine, clips) };
}

function toClipText({ engine, models }: Workshop, clip: PlannedClip, group: number): PlannedClipText {
  const { request, decision, own, output } = clip;
  const spec = models.of(request);
  const job = own?.id ?? ('job' in decision ? decision.job.id : '');
  const take = own?.take ?? ('job' in decision ? decision.job.take : 0);
  const seed = own?.seed ?? ('job' in decision ? decision.job.seed : null);
  const asked = recordOf(clip)?.request ?? request.request;
  const { estimate } = request;
  return {
    action: actions[decision.kind],
    job,
    row: request.row,
    provider: request.provider,
    model: request.model,
    endpoint: request.endpoint,
    output,
    seed,
    usd: approximateUsd(unpaidOf(engine, clip)),
    price: explainPrice(spec).rule,
    body: wireOf(spec, { request: asked, sources: request.sources }).wire,
    request: asked,
    group,
    take,
    seedDrawn: own?.seedDrawn ?? false,
    chosen: [...request.chosen],
    origins: { ...request.origins },
    sources: { ...request.sources },
    overwrite: request.overwrite,
    provenance: request.provenance,
    webhook: request.webhook,
    rowIdentity: request.rowIdentity,
    estimate,
  };
}
