import { toErrorReport, WanError } from '../../errors.js';
import type { Found, LostSubmit } from '../../providers/provider.js';
import { accountOfJob, freeCall } from '../account.js';
import type { Account, Engine } from '../engine.js';
import type { Job, JobState } from '../job.js';
import { remoteHolder } from '../ledger/remote-holders.js';
import type { Sql } from '../ledger/sql.js';
import { recordEvent } from '../record-event.js';
import { passedSince } from './since-boot.js';

/** A list may lag behind the submit: how long to wait before each look, milliseconds. */
const looks = [0, 2_000, 6_000, 15_000];
/** What is not in the list this long after its answer was lost will not be there some seconds later, milliseconds. */
const longLostMs = 60_000;
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
  const isLongLost = engine.clock.now() - unknown.updatedAt > longLostMs;
  for (const delay of isLongLost ? looks.slice(0, 1) : looks) {
    if (delay > 0) await engine.clock.sleep(delay, engine.stop).catch(() => {});
    if (engine.stop.aborted) return job;
    const found = await look(engine, job, account);
    if (found.kind === 'one')
      return recordEvent(engine, job, { type: 'adopted', operation: found.operation, at: engine.clock.now() });
    if (found.kind === 'absent' && isCertain(engine, job, { found, account })) {
      return recordEvent(engine, job, { type: 'absent', checkedAt: engine.clock.now() });
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
  const { intent, intentAt } = lostState(job);
  const lost: LostSubmit = { intent, intentAt, known: sentIds(engine.sql, job) };
  try {
    const found = await findSubmitted(lost, freeCall(account));
    const holder = found.kind === 'one' ? remoteHolder(engine.sql, job, found.operation.remoteId) : undefined;
    if (found.kind !== 'one' || holder === undefined) return found;
    return {
      kind: 'unknowable',
      reason: `${found.operation.remoteId} looks like it, and is in the ledger as ${holder.jobId}`,
    };
  } catch (error) {
    return { kind: 'unknowable', reason: `the list could not be read (${toErrorReport(error).message})` };
  }
}

interface Looked {
  readonly found: Extract<Found, { kind: 'absent' }>;
  readonly account: Account;
}

/**
 * Absence counts only within what the list remembers, and later than any queue could hold the job back: by the service's
 * clock, by ours, from which the intent has its time and which may be hours wrong, and by the machine's uptime, in case
 * ours was set since. Never where jobs were seen that may be it, for instance a row's whose picture can't be compared,
 * and that are no other's.
 */
function isCertain({ sql, clock, host }: Engine, job: Job, { found, account }: Looked): boolean {
  const { reconcileWindowMs, absentAfterMs } = account.provider.facts;
  const { intentAt, since, candidates } = lostState(job);
  const known = sentIds(sql, job);
  if (candidates.some((id) => !known.has(id))) return false;
  const byUptime = passedSince(since, host);
  const ages = [found.serverNow - intentAt, clock.now() - intentAt, ...(byUptime === undefined ? [] : [byUptime])];
  return (
    ages.every((age) => age <= reconcileWindowMs && age >= absentAfterMs) &&
    found.listedBackTo <= intentAt - clockToleranceMs
  );
}

/** The ids that submits of ours brought: one adopted without a submit may be this very job's. */
function sentIds(sql: Sql, job: Job): LostSubmit['known'] {
  return { has: (remoteId) => remoteHolder(sql, job, remoteId)?.wasSent === true };
}

function keepCandidates(engine: Engine, job: Job, candidates: readonly string[]): Job {
  return recordEvent(engine, job, { type: 'outcome-unknown', error: lostState(job).error, candidates });
}

function undecided(job: Job, account: Account, found: Found): WanError {
  const { facts } = account.provider;
  const place = facts.dashboard ?? facts.title;
  const why =
    found.kind === 'several'
      ? `${found.remoteIds.length === 1 ? 'one job may be it' : 'several jobs look like it'}: ${found.remoteIds.join(', ')}`
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
