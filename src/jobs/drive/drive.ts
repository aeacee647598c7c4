import { type ErrorReport, toErrorReport } from '../../errors.js';
import type { Engine, Goal, Outcome } from '../engine.js';
import type { Job } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { acquireLease, releaseLease } from '../ledger/leases.js';
import { recordEvent } from '../record-event.js';
import { reconcileJob } from '../submit/reconcile.js';
import { submitJob } from '../submit/submit.js';
import { createTurns, type Turns } from '../submit/turns.js';
import { waitForOther } from '../wait/follow.js';
import { awaitResult } from '../wait/wait.js';
import { fetchResult } from './fetch-result.js';

/** How the steps of one job fit in with those of others. */
export interface Companions {
  readonly turns: Turns;
  /** Runs the next step when there is room for one of its kind. */
  run(job: Job, step: () => Promise<Job | undefined>): Promise<Job | undefined>;
}

/**
 * Takes one job as far as it will go: effect, transition, save, report, again. Never throws for what happens to a job;
 * the outcome says where it stands and why. A job that another living process drives is followed instead.
 */
export async function driveJob(
  engine: Engine,
  jobId: string,
  goal: Goal,
  companions: Companions = alone(engine, goal),
): Promise<Outcome> {
  let epoch: number | undefined;
  try {
    for (;;) {
      const lease = acquireLease(engine.sql, jobId, engine.owner, { at: engine.clock.now(), host: engine.host });
      if (lease.held) {
        epoch = lease.epoch;
        break;
      }
      const ended = await waitForOther(engine, jobId, { goal, by: lease.by });
      if (ended !== undefined) return ended;
    }
    await advance(engine, getJob(engine.sql, jobId), { goal, companions });
    return conclude(engine, jobId, null);
  } catch (thrown) {
    return (await followTaker(engine, jobId, { goal, epoch })) ?? concludeFailed(engine, jobId, thrown);
  }
}

interface Slept {
  readonly goal: Goal;
  /** Of the lease that we had. */
  readonly epoch: number | undefined;
}

/** Whoever slept so long that another took the job over learns from it how the job ends; undefined while it is ours. */
async function followTaker(engine: Engine, jobId: string, { goal, epoch }: Slept): Promise<Outcome | undefined> {
  try {
    if (epoch === undefined || getJob(engine.sql, jobId).leaseEpoch === epoch) return undefined;
    return await waitForOther(engine, jobId, { goal, by: 'another process' });
  } catch {
    return undefined;
  }
}

/** What happened to the job is told, whatever keeps the ledger from being written in the end. */
function concludeFailed(engine: Engine, jobId: string, thrown: unknown): Outcome {
  try {
    return conclude(engine, jobId, isBreakingOff(engine, thrown) ? null : toErrorReport(thrown));
  } catch {
    throw thrown;
  }
}

/** Whether it is what Ctrl-C broke off, and no fault: the job stands where the ledger says. */
function isBreakingOff({ stop }: Engine, thrown: unknown): boolean {
  return stop.aborted && (thrown === stop.reason || (thrown instanceof Error && thrown.name === 'AbortError'));
}

function alone(engine: Engine, goal: Goal): Companions {
  return {
    turns: createTurns({ needsSlot: goal.wait, isPatient: false, stop: engine.stop }),
    run: (_job, step) => step(),
  };
}

interface Way {
  readonly goal: Goal;
  readonly companions: Companions;
}

async function advance(engine: Engine, start: Job, way: Way): Promise<void> {
  let job: Job | undefined = start;
  while (job !== undefined && !engine.stop.aborted) {
    const current: Job = job;
    job = await way.companions.run(current, () => step(engine, current, way));
  }
}

/** One step; undefined when there is nothing more to do. */
async function step(engine: Engine, job: Job, { goal, companions }: Way): Promise<Job | undefined> {
  const { state } = job;
  switch (state.status) {
    case 'planned':
    case 'uploaded':
      return goal.submit && !companions.turns.stop.aborted ? submitJob(engine, job, companions.turns) : undefined;
    case 'submitting':
      return recordEvent(engine, job, { type: 'outcome-unknown', error: interrupted });
    case 'unknown':
      return reconcileJob(engine, job);
    case 'submitted':
      return goal.wait ? awaitResult(engine, job, state.operation) : undefined;
    case 'rendered':
      return goal.wait ? fetchResult(engine, job, state) : undefined;
    default:
      return undefined;
  }
}

/** A process that died between the durable intent and the answer leaves the same doubt as a lost answer. */
const interrupted: ErrorReport = {
  code: 'submit.unknown',
  message: 'wan was stopped while the job was being submitted',
  hint: null,
  retryable: false,
  exitCode: 9,
  provider: null,
  remoteId: null,
};

function conclude(engine: Engine, jobId: string, error: ErrorReport | null): Outcome {
  const job = getJob(engine.sql, jobId);
  releaseLease(engine.sql, jobId, engine.owner);
  const stateError = 'error' in job.state ? job.state.error : null;
  return { job, error: error ?? stateError, reused: false };
}
