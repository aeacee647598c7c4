import type { HostIdentity } from '../../runtime.js';
import { type Job, mayBePaid, type Run } from '../job.js';
import { findJob, insertJobs, isSentSince, twinsOf } from '../ledger/jobs-table.js';
import { isDrivenByOther, leaseHolder } from '../ledger/leases.js';
import { reserveName } from '../ledger/names-table.js';
import { insertRun } from '../ledger/runs-table.js';
import type { Sql } from '../ledger/sql.js';
import { isClipOf, successorOf } from '../ledger/successor.js';
import { chooseOption } from './choose-option.js';
import { type OwnToClip, recordOf, type SharedByTakes } from './clip-record.js';
import { changedDefaults, identityOf, isSameRequest } from './identity.js';
import { joinRun } from './join-run.js';
import { decideSettled, type SettledTake } from './settled-take.js';
import { decideTwins, isElsewhere, type TwinDecision } from './twins.js';

/** One request of a run: what all its takes share. */
export interface ClipRequest extends SharedByTakes {
  readonly count: number;
  /** Whether the user named the output; only then is a reused clip copied there. */
  readonly isNamed: boolean;
  /** The seed of the first take; null when the user gave none. */
  readonly seed: number | null;
  /** Largest seed that the model takes; null when it takes none. */
  readonly seedLimit: number | null;
  /** Draws the seed of a take. */
  readonly drawSeed: (take: number) => number;
  /** The absolute path of a take. */
  readonly nameOf: (clip: { id: string; index: number; take: number; seed: number | null }) => string;
  /** What a reviewed plan or a film has settled about the takes, their ids before all. */
  readonly settled?: ((take: number) => SettledTake) | undefined;
  /** The same request at other providers, for when this one certainly does not take it. */
  readonly fallbacks: readonly ClipRequest[];
}

/** One take: what the ledger says about it, and the record of the job if it is new. */
export interface PlannedClip {
  readonly request: ClipRequest;
  /** 0-based position among the takes of the request. */
  readonly take: number;
  /** 0-based position in the run. */
  readonly index: number;
  readonly decision: TwinDecision;
  /** Where the clip is to be, also when it is reused. */
  readonly output: string;
  /** What `recordOf` makes the record of a new job from; null where there is a job. */
  readonly own: OwnToClip | null;
  /** Options whose default changed since the twin was submitted. */
  readonly changedDefaults: readonly string[];
}

export interface PlanContext {
  readonly sql: Sql;
  readonly owner: string;
  readonly host: HostIdentity;
  readonly now: number;
  readonly force: boolean;
  /** Whether a request that failed by verdict is submitted anew. */
  readonly retryFailed: boolean;
  newId(prefix: 'j_'): string;
  fileExists(job: Job): boolean;
  /** A job as its clip lies now, where the folder of the command was moved with it. */
  locate(job: Job): Job;
}

/** Decides about every take without writing anything. Called again inside `commitRun`, because another process may have been faster. */
export function planClips(context: PlanContext, run: string, requests: readonly ClipRequest[]): PlannedClip[] {
  let index = 0;
  return requests.flatMap((request) => {
    const options = optionsOf(context, request);
    const taken = new Set<string>();
    return Array.from({ length: request.count }, (_, take) => {
      const clip = plan({ context, run, options, take, index: index++, taken });
      if ('job' in clip.decision) taken.add(clip.decision.job.id);
      return clip;
    });
  });
}

/** Decides about one take of a request, at its place in the run. */
export function planClip(
  context: PlanContext,
  run: string,
  { request, take, index }: Pick<PlannedClip, 'request' | 'take' | 'index'>,
): PlannedClip {
  return plan({ context, run, options: optionsOf(context, request), take, index, taken: new Set() });
}

interface Option {
  readonly request: ClipRequest;
  readonly identity: string;
  readonly decisions: readonly TwinDecision[];
}

function optionsOf(context: PlanContext, request: ClipRequest): Option[] {
  const all = [request, ...request.fallbacks];
  return all.map((each, place) => ({
    request: place === 0 ? each : { ...each, fallbacks: inTurn([...each.fallbacks, ...all.slice(0, place)]) },
    ...decide(context, each),
  }));
}

/** Where a clip waits at one of its providers that takes nothing, those after it are next, and then those before it. */
function inTurn(requests: readonly ClipRequest[]): ClipRequest[] {
  const next: ClipRequest[] = [];
  for (const each of requests.toReversed()) next.unshift({ ...each, fallbacks: [...next] });
  return next;
}

function decide(context: PlanContext, request: ClipRequest): Omit<Option, 'request'> {
  const identity = identityOf(request);
  const counts = (job: Job) => isSameRequest(job, request) && (isSameAccount(job, request) || mayMatter(context, job));
  const twins = context.force ? [] : twinsOf(context.sql, identity).filter(counts).map(context.locate);
  const known = {
    now: context.now,
    isDriven: (job: Job) => isDriven(context, job.id),
    fileExists: context.fileExists,
    isSentSince: (job: Job, planned: Job) => isSentSince(context.sql, job, planned),
    heirOf: (job: Job) => context.locate(successorOf(context.sql, job)),
  };
  const takes = Array.from({ length: request.count }, (_, take) => request.settled?.(take).take ?? take);
  const seeds = takes.map((_, take) => explicitSeed(request, take));
  const byTake = isByTake(request);
  const decisions = decideTwins({ ...known, twins, takes, seeds, byTake }).map((twin, take) => {
    const decision = context.retryFailed ? anew(twin) : twin;
    const settled = request.settled?.(take);
    if (settled === undefined) return decision;
    const planned = findJob(context.sql, settled.id);
    const own = planned && context.locate(successorOf(context.sql, planned));
    const isKnown = byTake || settled.seed !== null;
    const isOwn = own !== undefined && isClipOf(context.sql, own, identity);
    return decideSettled({ settled, own, isOwn, decision, isKnown, known });
  });
  return { identity, decisions };
}

function anew(decision: TwinDecision): TwinDecision {
  return decision.kind === 'refused' ? { kind: 'new', why: `${decision.job.id} failed before` } : decision;
}

/** Writes the run and its new jobs, leased by us, in one transaction with the decisions that made them new. */
export function commitRun(context: PlanContext, run: Run, requests: readonly ClipRequest[]): PlannedClip[] {
  return context.sql.transaction(() => {
    const clips = planClips(context, run.id, requests);
    insertRun(context.sql, run);
    insertClips(context, clips);
    joinRun(context.sql, run.id, clips);
    return clips;
  });
}

/** New jobs, leased by us, with their names reserved. */
export function insertClips(context: PlanContext, clips: readonly PlannedClip[]): void {
  const holds = (id: string) => holdsName(context, id);
  for (const clip of clips) {
    const record = recordOf(clip);
    if (record === null) continue;
    insertJobs(context.sql, [record], context.owner);
    reserveName(context.sql, record.output, record.id, holds);
  }
}

/** Whether a job that was never sent is still somebody's: ours, as its clips are being planned, or a living process's. */
export function holdsName(context: PlanContext, jobId: string): boolean {
  return leaseHolder(context.sql, jobId) === context.owner || isDriven(context, jobId);
}

/** Whether a living process other than this one drives the job. */
function isDriven({ sql, owner, now, host }: PlanContext, jobId: string): boolean {
  return isDrivenByOther(sql, jobId, owner, { at: now, host });
}

function isSameAccount(job: Job, { keyFingerprint, apiOrigin }: ClipRequest): boolean {
  return job.keyFingerprint === keyFingerprint && job.apiOrigin === apiOrigin;
}

/**
 * Of another account's jobs those count that were, or may have been, accepted, that a living process is about to send, or
 * whose clip went elsewhere: the others cost nothing and never will.
 */
function mayMatter(context: PlanContext, { id, state }: Job): boolean {
  if (state.status === 'cancelled') return state.movedTo !== undefined;
  return (mayBePaid(state.status) && state.status !== 'failed') || isDriven(context, id);
}

interface Take {
  readonly context: PlanContext;
  readonly run: string;
  readonly options: readonly Option[];
  readonly take: number;
  readonly index: number;
  /** Jobs that are earlier takes of the request. */
  readonly taken: ReadonlySet<string>;
}

function plan({ context, run, options, take, index, taken }: Take): PlannedClip {
  const choices = options.map(({ request, identity, decisions }) => {
    const decision = decisions[take] ?? unknownTake;
    // A take whose seed is still to be drawn may be offered by two providers of its request.
    const isTwice = 'job' in decision && taken.has(decision.job.id) && isDrawn(request, take);
    return { request, identity, decision: isTwice ? unknownTake : decision };
  });
  const { request, identity, decision } = chooseOption(choices);
  if (decision.kind !== 'new') {
    const { job } = decision;
    const output = request.nameOf({ id: job.id, index, take, seed: job.seed });
    const changed = isElsewhere(decision, request) ? noneChanged : changedDefaults(job, request);
    return { request, take, index, decision, output, own: null, changedDefaults: changed };
  }
  const settled = request.settled?.(take);
  const id = settled?.id ?? context.newId('j_');
  const explicit = explicitSeed(request, take);
  const seed = explicit ?? (request.seedLimit === null ? null : request.drawSeed(take));
  const output = request.nameOf({ id, index, take, seed });
  const own: OwnToClip = {
    id,
    run,
    index,
    identity,
    take: settled?.take ?? take,
    seed,
    seedDrawn: explicit === null && seed !== null,
    output,
    createdAt: context.now,
  };
  return { request, take, index, decision, output, own, changedDefaults: noneChanged };
}

/** Whether the number of a take tells it from others, whatever its seed. */
function isByTake({ seedLimit, rowIdentity }: ClipRequest): boolean {
  return seedLimit === null || rowIdentity !== null;
}

function isDrawn(request: ClipRequest, take: number): boolean {
  return !isByTake(request) && explicitSeed(request, take) === null;
}

const unknownTake: TwinDecision = { kind: 'new', why: null };
const noneChanged: PlannedClip['changedDefaults'] = [];

/** `--count n -s s` uses s, s+1, ..., wrapping at the model's largest seed. */
function explicitSeed({ seed, seedLimit, settled }: ClipRequest, take: number): number | null {
  if (settled !== undefined) return seedLimit === null ? null : settled(take).seed;
  return seed === null || seedLimit === null ? null : (seed + take) % (seedLimit + 1);
}
