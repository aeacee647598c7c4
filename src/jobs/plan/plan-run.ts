import type { HostIdentity } from '../../runtime.js';
import { type Job, mayBePaid, type Run } from '../job.js';
import { findJob, insertJobs, twinsOf } from '../ledger/jobs-table.js';
import { isDrivenByOther, leaseHolder } from '../ledger/leases.js';
import { reserveName } from '../ledger/names-table.js';
import { insertRun } from '../ledger/runs-table.js';
import type { Sql } from '../ledger/sql.js';
import { successorOf } from '../ledger/successor.js';
import { type OwnToClip, recordOf, type SharedByTakes } from './clip-record.js';
import { changedDefaults, identityOf, isSameRequest } from './identity.js';
import { joinRun } from './join-run.js';
import { decideSettled, type SettledTake } from './settled-take.js';
import { decideTwins, type TwinDecision } from './twins.js';

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
}

/** Decides about every take without writing anything. Called again inside `commitRun`, because another process may have been faster. */
export function planClips(context: PlanContext, run: string, requests: readonly ClipRequest[]): PlannedClip[] {
  let index = 0;
  return requests.flatMap((request) => {
    const options = optionsOf(context, request);
    return Array.from({ length: request.count }, (_, take) => plan({ context, run, options, take, index: index++ }));
  });
}

/** Decides about one take of a request, at its place in the run. */
export function planClip(
  context: PlanContext,
  run: string,
  { request, take, index }: Pick<PlannedClip, 'request' | 'take' | 'index'>,
): PlannedClip {
  return plan({ context, run, options: optionsOf(context, request), take, index });
}

interface Option {
  readonly request: ClipRequest;
  readonly identity: string;
  readonly decisions: readonly TwinDecision[];
}

function optionsOf(context: PlanContext, request: ClipRequest): Option[] {
  return [request, ...request.fallbacks].map((each) => ({ request: each, ...decide(context, each) }));
}

interface Choice {
  readonly request: ClipRequest;
  readonly identity: string;
  readonly decision: TwinDecision;
}

/**
 * What was paid before, or is by a living process, at whichever provider, goes before a new clip at the first; so does
 * whatever became of a clip that has gone from the first to another.
 */
function chooseOption(options: readonly Option[], take: number): Choice {
  const choices = options.map(({ request, identity, decisions }) => {
    return { request, identity, decision: decisions[take] ?? unknownTake };
  });
  const [first, ...others] = choices;
  if (first === undefined) throw new Error('a request has at least itself');
  const begun = choices.find(({ decision }) => isBegun(decision));
  if (begun !== undefined || first.decision.kind !== 'new' || first.decision.hasMoved !== true) return begun ?? first;
  const moved = others.find(({ decision }) => decision.kind !== 'new');
  if (moved !== undefined) return moved;
  // Why it is rendered anew is told by what happened to it last.
  const last = others.findLast(({ decision }) => decision.kind === 'new' && decision.why !== null);
  return { ...first, decision: last?.decision ?? first.decision };
}

const unknownTake: TwinDecision = { kind: 'new', why: null };

/** Whether a job has cost something, or is about to: what a living process drives will be paid by that. */
function isBegun(decision: TwinDecision): boolean {
  if (decision.kind === 'new' || decision.kind === 'refused') return false;
  return decision.kind === 'follow' || mayBePaid(decision.job.state.status);
}

function decide(context: PlanContext, request: ClipRequest): Omit<Option, 'request'> {
  const identity = identityOf(request);
  const twins = context.force
    ? []
    : twinsOf(context.sql, identity).filter(
        (job) => isSameRequest(job, request) && (isSameAccount(job, request) || mayMatter(context, job)),
      );
  const known = {
    now: context.now,
    isDriven: (job: Job) => isDriven(context, job.id),
    fileExists: context.fileExists,
  };
  const takes = Array.from({ length: request.count }, (_, take) => request.settled?.(take).take ?? take);
  const seeds = takes.map((_, take) => explicitSeed(request, take));
  const byTake = request.seedLimit === null || request.rowIdentity !== null;
  const decisions = decideTwins({ ...known, twins, takes, seeds, byTake }).map((twin, take) => {
    const decision = context.retryFailed ? anew(twin) : twin;
    const settled = request.settled?.(take);
    if (settled === undefined) return decision;
    const planned = findJob(context.sql, settled.id);
    const own = planned && successorOf(context.sql, planned);
    const isKnown = byTake || settled.seed !== null;
    return decideSettled({ settled, own, identity, decision, isKnown, known });
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
}

function plan({ context, run, options, take, index }: Take): PlannedClip {
  const { request, identity, decision } = chooseOption(options, take);
  if (decision.kind !== 'new') {
    const { job } = decision;
    const output = request.nameOf({ id: job.id, index, take, seed: job.seed });
    return { request, take, index, decision, output, own: null, changedDefaults: changedDefaults(job, request) };
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

const noneChanged: PlannedClip['changedDefaults'] = [];

/** `--count n -s s` uses s, s+1, ..., wrapping at the model's largest seed. */
function explicitSeed({ seed, seedLimit, settled }: ClipRequest, take: number): number | null {
  if (settled !== undefined) return seedLimit === null ? null : settled(take).seed;
  return seed === null || seedLimit === null ? null : (seed + take) % (seedLimit + 1);
}
