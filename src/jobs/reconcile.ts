import { toErrorReport, WanError } from '../errors.js';
import type { Found, LostSubmit } from '../providers/provider.js';
import { accountOfJob, freeCall } from './account.js';
import type { Account, Engine } from './engine.js';
import type { Job, JobState } from './job.js';
import { knownRemoteIds } from './jobs-table.js';
import { recordEvent } from './record-event.js';

/** A list may lag behind the submit: how long to wait before each look, milliseconds. */
const looks = [0, 2_000, 6_000, 15_000];
/** A job made this much before the intent, by the provider's clock, can't be ours. */
const clockToleranceMs = 600_000;

/**
 * Finds out what became of a submit whose answer was lost, in the provider's own list.
 *
 * One match is adopted. Several, or an absence that isn't certain, leave the job `unknown`.
 *
 * @throws WanError `submit.unknown` (exit 9) with where to look and how to decide
 */
export async function reconcileJob(engine: Engine, unknown: Job): Promise<Job> {
  const account = accountOfJob(engine, unknown);
  let job = unknown;
  for (const delay of looks) {
    if (delay > 0) await engine.clock.sleep(delay, engine.stop).catch(() => {});
    if (engine.stop.aborted) return job;
    const found = await look(engine, job, account);
    if (found.kind === 'one')
      return recordEvent(engine, job, { type: 'adopted', operation: found.operation, at: engine.clock.now() });
    const now = engine.clock.now();
    if (found.kind === 'absent' && isCertain(found, job, { account, now })) {
      return recordEvent(engine, job, { type: 'absent', checkedAt: now });
    }
    if (found.kind === 'several') job = keepCandidates(engine, job, found.remoteIds);
    if (found.kind !== 'absent') throw undecided(job, account, found);
  }
  throw undecided(job, account, { kind: 'unknowable', reason: 'it is not in the list yet' });
}

async function look(engine: Engine, job: Job, account: Account): Promise<Found> {
  const { findSubmitted } = account.provider;
  if (findSubmitted === undefined)
    return { kind: 'unknowable', reason: `${account.provider.facts.title} keeps no list of jobs` };
  const state = lostState(job);
  const lost: LostSubmit = {
    intent: state.intent,
    intentAt: state.intentAt,
    known: knownRemoteIds(engine.sql, job.provider, job.apiOrigin),
  };
  try {
    return await findSubmitted(lost, freeCall(account));
  } catch (error) {
    return { kind: 'unknowable', reason: `the list could not be read (${toErrorReport(error).message})` };
  }
}

interface Looked {
  readonly account: Account;
  /** By our clock. */
  readonly now: number;
}

/**
 * Absence counts only within what the list remembers, and later than any queue could hold the job back: by the service's
 * clock and by ours, for the intent has its time from ours, which may be wrong by hours.
 */
function isCertain(found: Extract<Found, { kind: 'absent' }>, job: Job, { account, now }: Looked): boolean {
  const { reconcileWindowMs, absentAfterMs } = account.provider.facts;
  const { intentAt } = lostState(job);
  const ages = [found.serverNow - intentAt, now - intentAt];
  return (
    ages.every((age) => age <= reconcileWindowMs && age >= absentAfterMs) &&
    found.listedBackTo <= intentAt - clockToleranceMs
  );
}

function keepCandidates(engine: Engine, job: Job, candidates: readonly string[]): Job {
  return recordEvent(engine, job, { type: 'outcome-unknown', error: lostState(job).error, candidates });
}

function undecided(job: Job, account: Account, found: Found): WanError {
  const { facts } = account.provider;
  const place = facts.dashboard ?? facts.title;
  const why =
    found.kind === 'several'
      ? `several jobs look like it: ${found.remoteIds.join(', ')}`
      : found.kind === 'unknowable'
        ? found.reason
        : 'it is not in the list yet';
  return new WanError(
    'submit.unknown',
    `${job.id} may have been accepted and billed: ${lostState(job).error.message}; ${why}. Nothing was sent again`,
    {
      hint: `look at ${place}; if it is there: wan adopt ${job.provider} <remote-id> --job ${job.id}; else check again later: wan resume ${job.id}`,
      provider: job.provider,
    },
  );
}

function lostState(job: Job): Extract<JobState, { status: 'unknown' }> {
  if (job.state.status !== 'unknown') throw new Error(`${job.id} is ${job.state.status}, not unknown`);
  return job.state;
}
