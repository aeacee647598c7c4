import { toErrorReport, WanError } from '../../errors.js';
import type { Operation } from '../../providers/provider.js';
import { accountOfJob, freeCall } from '../account.js';
import { driveJob } from '../drive/drive.js';
import type { Account, Engine, Outcome } from '../engine.js';
import type { Job, JobRecord, Run } from '../job.js';
import { getJob, insertJobs } from '../ledger/jobs-table.js';
import { acquireLease, releaseLease } from '../ledger/leases.js';
import { reserveName } from '../ledger/names-table.js';
import { type RemoteHolder, remoteHolder } from '../ledger/remote-holders.js';
import { insertRun } from '../ledger/runs-table.js';
import { recordEvent } from '../record-event.js';
import { type ClipInPlace, handOver } from './hand-over.js';

const fetchOnly = { submit: false, wait: true };

/** Brings the clip of a job that was adopted as one of its own to another place; null where it is not on disk. */
export type BringClip = (from: Job, to: JobRecord) => Promise<ClipInPlace | null>;

/** A remote job, and the job that it is to be. */
export interface Adoption {
  readonly record: JobRecord;
  readonly operation: Operation;
}

/**
 * Asks the provider about an id that a user gave, before it is written down: what the provider does not know under that id
 * and model is bound to no job.
 *
 * @throws WanError why it could not tell, `result.expired` where it keeps nothing under that id
 */
export async function confirmKnown(account: Account, operation: Operation): Promise<void> {
  const progress = await account.provider.check(operation, freeCall(account));
  if (progress.status !== 'expired') return;
  throw new WanError('result.expired', `${operation.remoteId}: ${progress.reason}; nothing was adopted`, {
    hint: `look at ${account.provider.facts.dashboard ?? account.provider.facts.title}`,
    provider: account.provider.id,
  });
}

/**
 * Gives a job whose submit was lost the id that the user found at the provider, and fetches it.
 *
 * @throws WanError `job.not-found`, `request.invalid` when the job needs no id or the id is another job's
 */
export async function adoptForJob(
  engine: Engine,
  jobId: string,
  { operation, bringClip }: { operation: Operation; bringClip: BringClip },
): Promise<Outcome> {
  const job = getJob(engine.sql, jobId);
  const holder = holderOf(engine, { record: job, operation });
  const account = accountOfJob(engine, job);
  const lease = acquireLease(engine.sql, jobId, engine.owner, { at: engine.clock.now(), host: engine.host });
  if (!lease.held)
    throw new WanError('job.pending', `${jobId} is under way in ${lease.by}`, { hint: 'stop that process first' });
  try {
    refuseSettled(getJob(engine.sql, jobId));
    await confirmKnown(account, operation);
    const clip = await broughtFrom(engine, { holder, record: job, bringClip });
    engine.sql.transaction(() => adopt(engine, { record: job, operation }, clip));
  } finally {
    releaseLease(engine.sql, jobId, engine.owner);
  }
  return driveJob(engine, jobId, fetchOnly);
}

/**
 * Gives remote jobs to new jobs of a run, or to jobs that the ledger holds already. One that was adopted as a job of its
 * own before leaves that job.
 *
 * @throws WanError `request.invalid` for an id that is another job's
 */
export async function adoptAll(
  engine: Engine,
  run: Run,
  { adoptions, bringClip }: { adoptions: readonly Adoption[]; bringClip: BringClip },
): Promise<void> {
  const ready: (Adoption & { readonly clip: ClipInPlace | null })[] = [];
  for (const adoption of adoptions) {
    const holder = holderOf(engine, adoption);
    ready.push({ ...adoption, clip: await broughtFrom(engine, { holder, record: adoption.record, bringClip }) });
  }
  engine.sql.transaction(() => {
    insertRun(engine.sql, run);
    for (const { record, operation, clip } of ready) {
      if (record.run === run.id) {
        insertJobs(engine.sql, [record], engine.owner);
        reserveName(engine.sql, record.output, record.id);
      }
      const lease = acquireLease(engine.sql, record.id, engine.owner, { at: engine.clock.now(), host: engine.host });
      if (lease.held) adopt(engine, { record, operation }, clip);
    }
  });
}

function adopt(engine: Engine, { record, operation }: Adoption, clip: ClipInPlace | null): void {
  const job = getJob(engine.sql, record.id);
  if (job.state.status === 'submitting') {
    const error = toErrorReport(new WanError('submit.unknown', 'wan was stopped while the job was being submitted'));
    recordEvent(engine, job, { type: 'outcome-unknown', error });
  }
  const now = getJob(engine.sql, record.id);
  refuseSettled(now);
  const holder = holderOf(engine, { record, operation });
  if (holder === undefined) recordEvent(engine, now, { type: 'adopted', operation, at: engine.clock.now() });
  else handOver(engine, { from: holder.jobId, to: now, operation, clip });
}

function refuseSettled({ id, state }: Job): void {
  if (['unknown', 'submitting', 'planned', 'uploaded'].includes(state.status)) return;
  throw new WanError('request.invalid', `${id} is ${state.status} and needs no id from the provider`, {
    hint: `wan jobs show ${id}`,
  });
}

async function broughtFrom(
  { sql }: Engine,
  asked: { holder: RemoteHolder | undefined; record: JobRecord; bringClip: BringClip },
): Promise<ClipInPlace | null> {
  return asked.holder === undefined ? null : asked.bringClip(getJob(sql, asked.holder.jobId), asked.record);
}

/** The job that a remote id would be taken from; undefined where it is nobody's. */
function holderOf({ sql }: Engine, { record, operation }: Adoption): RemoteHolder | undefined {
  const { remoteId } = operation;
  const holder = remoteHolder(sql, record, remoteId);
  if (holder === undefined || mayLeave(sql, holder, record)) return holder;
  throw new WanError('request.invalid', `${remoteId} is already in the ledger`, {
    hint: `wan jobs show ${holder.jobId}`,
  });
}

/** For a job of the ledger's own; or anew, as long as nothing came of the first time. */
function mayLeave(sql: Engine['sql'], { isPlain, jobId }: RemoteHolder, { identity }: JobRecord): boolean {
  if (!isPlain) return false;
  const job = getJob(sql, jobId);
  return job.identity !== identity || job.state.status === 'submitted';
}
