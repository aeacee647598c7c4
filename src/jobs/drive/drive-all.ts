import { setMaxListeners } from 'node:events';
import { type ErrorReport, toErrorReport, WanError } from '../../errors.js';
import { groupBy } from '../../group-by.js';
import type { ProviderId } from '../../providers/request.js';
import type { Engine, Goal, Outcome } from '../engine.js';
import { type Job, mayBePaid } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { limitsFor } from '../pace.js';
import { createLane } from '../submit/lane.js';
import { createTurns } from '../submit/turns.js';
import { forCrowd } from './crowd.js';
import { type Companions, driveJob } from './drive.js';
import { type Standing, standingOf, urgentFirst } from './standing.js';

export interface DriveOptions {
  /** Jobs at once at each provider, over what is configured and published. */
  readonly concurrency?: number | undefined;
  /** Told of each outcome as it comes; `outcome.job` is read from the ledger when it is looked at. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/** Jobs that were sent before and are followed at once. */
const mostFollowed = 1_000;
/** Clips downloaded at once, and those that may wait for it before submitting waits for them. */
const mostDownloads = 16;
const mostUndelivered = 200;
const mostReconciled = 4;

/** A failure that says nothing about the others: it goes on, here or in another process. */
const stillUnderWay: readonly string[] = ['wait.timeout', 'job.pending'];

/**
 * Drives jobs side by side, in the given order, to one outcome a job in that order. What was sent before is followed at
 * once; the rest is submitted as each account's limits allow, and a slot is free again when its clip is rendered, so that
 * no download holds up a submit. Holds ids, not records: ten thousand jobs take no more memory than ten.
 */
export async function driveAll(
  engine: Engine,
  jobs: readonly (Job | string)[],
  goal: Goal,
  options: DriveOptions = {},
): Promise<Outcome[]> {
  const ids = jobs.map((job) => (typeof job === 'string' ? job : job.id));
  // Two takes may be one clip (a seed that wraps); driven twice at once, it would be taken from itself.
  const standings = [...new Set(ids)].map((id) => standingOf(engine.sql, id));
  const fresh = groupBy(standings.filter(isFresh), ({ provider }) => provider);
  const begun = urgentFirst(standings.filter((standing) => !isFresh(standing)));
  const lanes = [...fresh].map(([provider, queue]) => ({ queue, atOnce: lanesOf(engine, provider, options) }));
  const atOnce = lanes.reduce((sum, lane) => sum + Math.min(lane.atOnce, lane.queue.length), begun.length);
  const convoy = createConvoy(forCrowd(engine, atOnce), { goal, options, alone: ids.length === 1 });
  await Promise.all([
    eachOf(engine, { queue: begun, atOnce: mostFollowed }, ({ id }) => convoy.follow(id)),
    ...lanes.map((lane) => eachOf(engine, lane, (job) => convoy.submit(job))),
  ]);
  await convoy.arrived();
  return ids.map((id) => convoy.outcomeOf(id));
}

interface Convoy {
  /** Drives a job to its end. */
  follow(id: string): Promise<void>;
  /** Drives a job until it no longer holds a slot; the rest goes on by itself. */
  submit(job: Standing): Promise<void>;
  /** Resolves when nothing goes on any more. @throws what broke the driving itself: the ledger */
  arrived(): Promise<void>;
  outcomeOf(id: string): Outcome;
}

interface ConvoyOptions {
  readonly goal: Goal;
  readonly options: DriveOptions;
  readonly alone: boolean;
}

function createConvoy(engine: Engine, { goal, options, alone }: ConvoyOptions): Convoy {
  const endings = new Map<string, Ending>();
  const unfinished = new Set<Promise<void>>();
  const breakdowns: unknown[] = [];
  const failure = new AbortController();
  const downloads = createLane(mostDownloads);
  const reconciling = createLane(mostReconciled);
  const stop = AbortSignal.any([engine.stop, failure.signal]);
  // Every job that waits listens; Node would warn of the eleventh.
  setMaxListeners(0, engine.stop, stop);
  const turns = createTurns({ concurrency: options.concurrency, needsSlot: goal.wait, isPatient: !alone, stop });

  const end = (id: string, ending: Ending) => {
    endings.set(id, ending);
    const { error } = ending;
    if (goal.failFast === true && error !== null && !stillUnderWay.includes(error.code)) failure.abort();
    options.onOutcome?.(recall(engine, id, ending));
  };
  const drive = async (id: string, leaveSlot: () => void) => {
    const run: Companions['run'] = (job, step) => {
      const unlessStopped = async () => (engine.stop.aborted ? undefined : step());
      switch (job.state.status) {
        case 'rendered':
          if (downloads.waiting() < mostUndelivered) leaveSlot();
          return downloads.run(unlessStopped, job.state.expiresAt ?? Number.POSITIVE_INFINITY);
        case 'unknown':
          return reconciling.run(unlessStopped);
        default:
          return step();
      }
    };
    try {
      const { job, error, reused } = await driveJob(engine, id, goal, { turns, run });
      end(id, { error, reused, wasSent: mayBePaid(job.state.status) });
    } catch (error) {
      // The ledger can't be read: nothing more is sent, and what goes on comes to its end first.
      breakdowns.push(error);
      failure.abort();
    }
  };

  return {
    follow: (id) => drive(id, () => {}),
    submit: async ({ id, provider }) => {
      if (turns.stop.aborted) return;
      const obstacle = goal.submit ? obstacleAt(engine, provider) : null;
      if (obstacle !== null) return end(id, { error: obstacle, reused: false });
      await new Promise<void>((leaveSlot) => {
        const driven = drive(id, leaveSlot).finally(() => {
          unfinished.delete(driven);
          leaveSlot();
        });
        unfinished.add(driven);
      });
    },
    arrived: async () => {
      await Promise.all(unfinished);
      if (breakdowns.length > 0) throw breakdowns[0];
    },
    outcomeOf: (id) => recall(engine, id, endings.get(id) ?? { error: null, reused: false }),
  };
}

type Ending = Pick<Outcome, 'error' | 'reused'> & { readonly wasSent?: boolean };

/** An outcome that holds no record. */
function recall({ sql }: Engine, id: string, { error, reused, wasSent = false }: Ending): Outcome {
  return {
    get job() {
      return getJob(sql, id);
    },
    get error() {
      return wasSent ? error : errorSince(getJob(sql, id), error);
    },
    reused,
  };
}

/** Why a job was not sent from here no longer matters once another process has sent it. */
function errorSince({ id, state }: Job, error: ErrorReport | null): ErrorReport | null {
  switch (state.status) {
    case 'planned':
    case 'uploaded':
    case 'cancelled':
      return error;
    case 'done':
      return null;
    case 'failed':
    case 'expired':
      return state.error;
    default: {
      const sent = `another process has sent ${id} since, and it is ${state.status}`;
      return toErrorReport(new WanError('job.pending', sent, { hint: `wan resume ${id}`, retryable: true }));
    }
  }
}

function isFresh({ status }: Standing): boolean {
  return status === 'planned' || status === 'uploaded';
}

function lanesOf(engine: Engine, provider: ProviderId, { concurrency }: DriveOptions): number {
  if (concurrency !== undefined) return concurrency;
  try {
    return limitsFor(engine.accountOf(provider).provider.facts, engine.limitsOf?.(provider)).concurrency;
  } catch {
    // The missing key is each job's own error.
    return 1;
  }
}

/** Why nothing can be sent to a provider: no key, or what it said to a job before. */
function obstacleAt(engine: Engine, provider: ProviderId): ErrorReport | null {
  const halted = engine.halted.get(provider);
  if (halted !== undefined) return toErrorReport(halted);
  try {
    engine.accountOf(provider);
    return null;
  } catch (error) {
    return toErrorReport(error);
  }
}

/** Runs work on each item in order, so many at once; begun one a turn of the event loop, for each begins with a write. */
async function eachOf<T>(
  { clock }: Engine,
  lane: { readonly queue: readonly T[]; readonly atOnce: number },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = lane.queue.values();
  const workers: Promise<void>[] = [];
  for (let begun = 0; begun < Math.min(lane.queue.length, lane.atOnce); begun += 1) {
    workers.push(
      (async () => {
        for (const item of rest) await work(item);
      })(),
    );
    await clock.sleep(0);
  }
  await Promise.all(workers);
}
