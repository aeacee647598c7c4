import { type Job, mayBePaid } from '../job.js';

/** What to do about one take of a request that the ledger may already know. */
export type TwinDecision =
  /** `hasMoved`: its job was withdrawn in favour of another, at another provider as a rule. */
  | { readonly kind: 'new'; readonly why: string | null; readonly hasMoved?: true }
  /** Finished, and its file is where it was put. */
  | { readonly kind: 'reuse'; readonly job: Job }
  /** Finished, the file is gone, and the provider may still keep the result. */
  | { readonly kind: 'fetch-again'; readonly job: Job }
  /** Left unfinished by a process that is gone. */
  | { readonly kind: 'continue'; readonly job: Job }
  /** Driven by a living process: wait for it. */
  | { readonly kind: 'follow'; readonly job: Job }
  /** Refused or failed by verdict: the same answer again, nothing sent. */
  | { readonly kind: 'refused'; readonly job: Job };

/** Whether a clip was made, or is, at another provider than its request's own. */
export function isElsewhere(decision: TwinDecision, { provider }: Pick<Job, 'provider'>): boolean {
  return 'job' in decision && decision.job.provider !== provider;
}

export interface TwinQuestion {
  /** Earlier jobs with the same identity and the same chosen fields, oldest first. */
  readonly twins: readonly Job[];
  /** The number of each take asked for. */
  readonly takes: readonly number[];
  /** The explicit seed of each take; null where none was given. */
  readonly seeds: readonly (number | null)[];
  /** True for models without a seed and for rows of a batch: the take's number tells the clips apart. */
  readonly byTake: boolean;
  readonly now: number;
  readonly isDriven: (job: Job) => boolean;
  /** Whether the delivered file is still there, by path and size. */
  readonly fileExists: (job: Job) => boolean;
  /** Whether a job was sent after another was planned, so that the user had not asked for both. */
  readonly isSentSince: (job: Job, planned: Job) => boolean;
  /** What has the clip of a job that was withdrawn in favour of another, at another provider as a rule; else the job itself. */
  readonly heirOf?: ((job: Job) => Job) | undefined;
}

/**
 * Decides for each take whether the ledger already holds it (SPEC: "Same request again"). Pure; `--force` never asks.
 */
export function decideTwins(question: TwinQuestion): TwinDecision[] {
  const taken = new Set<string>();
  return question.takes.map((take, position) => {
    const seed = question.seeds[position] ?? null;
    const decision =
      seed === null && !question.byTake
        ? decideDrawn(question, taken)
        : decideKnown(
            question,
            question.twins.filter((job) => (seed === null ? job.take === take : job.seed === seed)),
          );
    if ('job' in decision) taken.add(decision.job.id);
    return decision;
  });
}

/**
 * A take that can be told from others: the newest one that holds or may bring the clip decides, unless it was never sent
 * and an older one was since, or is about to be.
 */
function decideKnown(question: TwinQuestion, candidates: readonly Job[]): TwinDecision {
  const decisions = candidates.toReversed().map((job) => decideByTwin(question, job));
  const newest = decisions.find(({ kind }) => kind !== 'new') ?? decisions[0] ?? { kind: 'new', why: null };
  if (newest.kind !== 'continue' || mayBePaid(newest.job.state.status)) return newest;
  const older = decisions.find(
    (each) =>
      each.kind === 'follow' || ('job' in each && mayBring(each.job) && question.isSentSince(each.job, newest.job)),
  );
  return older ?? newest;
}

/** Whether a job was sent and may still bring its clip. */
export function mayBring({ state }: Job): boolean {
  return mayBePaid(state.status) && !['failed', 'cancelled', 'expired'].includes(state.status);
}

/** What to do about a clip that certainly is this job, or went on as another one that was paid, or is about to be. */
export function decideByTwin(question: Known, twin: Job): TwinDecision {
  const job = paidHeir(question, twin) ?? twin;
  if (question.isDriven(job)) return { kind: 'follow', job };
  switch (job.state.status) {
    case 'done':
      if (question.fileExists(job)) return { kind: 'reuse', job };
      if (job.state.expiresAt === null || job.state.expiresAt > question.now) return { kind: 'fetch-again', job };
      return { kind: 'new', why: `the file of ${job.id} is gone and its provider no longer keeps it` };
    case 'failed':
      return { kind: 'refused', job };
    case 'cancelled':
      if (job.state.movedTo === undefined) return { kind: 'new', why: `${job.id} was cancelled` };
      return { kind: 'new', why: `${job.id} went on as ${job.state.movedTo}`, hasMoved: true };
    case 'expired':
      return { kind: 'new', why: `the result of ${job.id} expired before it was fetched` };
    default:
      return { kind: 'continue', job };
  }
}

type Known = Pick<TwinQuestion, 'isDriven' | 'fileExists' | 'now' | 'heirOf'>;

/**
 * The job that has the clip of one that was withdrawn, if it was paid or is about to be. A failure there is no verdict
 * here, where nothing was sent.
 */
function paidHeir({ heirOf, isDriven }: Known, job: Job): Job | undefined {
  const heir = heirOf?.(job) ?? job;
  if (heir.id === job.id || heir.state.status === 'failed' || heir.state.status === 'cancelled') return undefined;
  return mayBePaid(heir.state.status) || isDriven(heir) ? heir : undefined;
}

/** A take with a seed that is still to be drawn: only what was left unfinished is the same clip. */
function decideDrawn(question: TwinQuestion, taken: ReadonlySet<string>): TwinDecision {
  const twins = question.twins.filter((job) => job.seedDrawn);
  const clips = twins.map((job) => paidHeir(question, job) ?? job);
  const free = clips.filter((job) => !taken.has(job.id) && !question.isDriven(job));
  const unfinished = free.find((job) =>
    ['planned', 'uploaded', 'submitting', 'submitted', 'rendered', 'unknown'].includes(job.state.status),
  );
  if (unfinished !== undefined) return { kind: 'continue', job: unfinished };
  const newest = twins.at(-1);
  if (newest?.state.status === 'failed') return { kind: 'refused', job: newest };
  const hasMoved = newest?.state.status === 'cancelled' && newest.state.movedTo !== undefined;
  return { kind: 'new', why: null, ...(hasMoved ? { hasMoved } : {}) };
}
