import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../src/json.js';
import type { JobOutcome } from './fault.js';

/** How fast jobs go on: by polls or by the simulator's time, whichever is first. */
export interface JobProfile {
  /** Status requests that still find the job queued, then those that find it rendering. */
  readonly queuedPolls: number;
  readonly renderingPolls: number;
  /** Milliseconds of the simulator's time in the queue, then in work. */
  readonly queuedMs: number;
  readonly renderingMs: number;
}

const defaultProfile: JobProfile = { queuedPolls: 1, renderingPolls: 1, queuedMs: 60_000, renderingMs: 240_000 };
/** Never ends by itself. */
export const stuckProfile: JobProfile = {
  queuedPolls: Infinity,
  renderingPolls: Infinity,
  queuedMs: Infinity,
  renderingMs: Infinity,
};

export type Phase = 'queued' | 'rendering' | 'done';

export interface SimulatedJob {
  readonly id: string;
  readonly endpoint: string;
  readonly input: JsonObject;
  /** Epoch milliseconds of the simulator's clock. */
  readonly createdAt: number;
  profile: JobProfile;
  polls: number;
  listRequests: number;
  outcome: JobOutcome | undefined;
  /** Set by the service when it accepted a cancel. */
  cancelledAt: number | undefined;
}

export interface Jobs {
  readonly all: readonly SimulatedJob[];
  /** Of jobs accepted from now on. */
  profile: JobProfile;
  /** Billable submits that were accepted: what the account would pay for. */
  readonly accepted: number;
  accept(job: {
    readonly endpoint: string;
    readonly input: JsonObject;
    readonly id?: string | undefined;
    readonly outcome?: JobOutcome | undefined;
    /** Equal jobs to make for this one submit. */
    readonly copies?: number | undefined;
  }): SimulatedJob;
  find(id: string): SimulatedJob | undefined;
  /** The job accepted last. @throws Error when there is none */
  last(): SimulatedJob;
  /** The phase that a status request finds, counting it. */
  poll(job: SimulatedJob): Phase;
  /** The phase now, without counting. */
  phase(job: SimulatedJob): Phase;
  /** A job that somebody made before: not counted as a submit. */
  seed(job: Pick<SimulatedJob, 'endpoint' | 'input'> & Partial<SimulatedJob>): SimulatedJob;
}

export function createJobs(now: () => number, newId: () => string = randomUUID): Jobs {
  const all: SimulatedJob[] = [];
  let accepted = 0;
  const jobs: Jobs = {
    all,
    profile: defaultProfile,
    get accepted() {
      return accepted;
    },
    accept: ({ copies = 1, ...job }) => {
      accepted += 1;
      const made = jobs.seed({ ...job, id: job.id ?? newId() });
      for (let copy = 1; copy < copies; copy += 1) jobs.seed({ ...job, id: newId() });
      return made;
    },
    find: (id) => all.find((job) => job.id === id),
    last: () => {
      const job = all.at(-1);
      if (job === undefined) throw new Error('the simulator has no job');
      return job;
    },
    poll: (job) => {
      job.polls += 1;
      return phaseOf(job, now());
    },
    phase: (job) => phaseOf(job, now()),
    seed: (job) => {
      const made: SimulatedJob = {
        id: newId(),
        createdAt: now(),
        profile: jobs.profile,
        polls: 0,
        listRequests: 0,
        outcome: undefined,
        cancelledAt: undefined,
        ...job,
      };
      all.push(made);
      return made;
    },
  };
  return jobs;
}

function phaseOf(job: SimulatedJob, now: number): Phase {
  const { queuedPolls, renderingPolls, queuedMs, renderingMs } = job.profile;
  const age = now - job.createdAt;
  if (job.polls > queuedPolls + renderingPolls || age >= queuedMs + renderingMs) return 'done';
  return job.polls > queuedPolls || age >= queuedMs ? 'rendering' : 'queued';
}
