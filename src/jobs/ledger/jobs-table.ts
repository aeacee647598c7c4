import { WanError } from '../../errors.js';
import type { RequestFields } from '../../providers/request.js';
import { type Job, type JobEvent, type JobRecord, type JobStatus, transition } from '../job.js';
import { type Applied, eventColumns } from './event-columns.js';
import { changedJob, jobColumns, newJobColumns, readEvent, readJob } from './job-row.js';
import { journalEvent } from './journal.js';
import { takenOver } from './leases.js';
import type { Row, Sql, SqlValue } from './sql.js';

/** Writes new jobs in state `planned`, leased by `owner`. Call inside a transaction with what was decided about them. */
export function insertJobs(sql: Sql, records: readonly JobRecord[], owner: string): void {
  for (const record of records) {
    const columns = newJobColumns(record, { owner, epoch: 1 });
    const names = Object.keys(columns);
    sql.run(
      `INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...Object.values(columns),
    );
  }
}

/** @throws WanError `job.not-found` */
export function getJob(sql: Sql, id: string): Job {
  const job = findJob(sql, id);
  if (job === undefined) throw noSuchJob(id);
  return job;
}

export function noSuchJob(id: string): WanError {
  return new WanError('job.not-found', `no job ${id} in the ledger`, { hint: 'wan jobs' });
}

/** The job, if the ledger has it. */
export function findJob(sql: Sql, id: string): Job | undefined {
  const row = sql.get(`SELECT ${jobColumns} FROM jobs WHERE id = ?`, id);
  return row === undefined ? undefined : readJob(row);
}

export interface JobFilter {
  readonly statuses?: readonly JobStatus[] | undefined;
  readonly provider?: string | undefined;
  readonly run?: string | undefined;
  /** Epoch milliseconds. */
  readonly since?: number | undefined;
  readonly limit?: number | undefined;
  /** `newest` by time of creation, `expiring` soonest first, `position` within a run. */
  readonly order?: 'newest' | 'expiring' | 'position' | undefined;
}

const orders = {
  newest: 'created_at DESC, position DESC',
  expiring: 'expires_at IS NULL, expires_at, created_at, position',
  position: 'created_at, position',
};

export function listJobs(sql: Sql, filter: JobFilter = {}): Job[] {
  const conditions: [string, readonly SqlValue[]][] = [];
  if (filter.statuses !== undefined) {
    conditions.push([`status IN (${filter.statuses.map(() => '?').join(', ')})`, filter.statuses]);
  }
  if (filter.provider !== undefined) conditions.push(['provider = ?', [filter.provider]]);
  if (filter.run !== undefined) conditions.push(['run_id = ?', [filter.run]]);
  if (filter.since !== undefined) conditions.push(['created_at >= ?', [filter.since]]);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([text]) => text).join(' AND ')}`;
  const order = orders[filter.order ?? 'newest'];
  const rows = sql.all(
    // Sorted by an index alone: of a hundred thousand jobs, only those that are listed are read.
    `SELECT ${jobColumns} FROM jobs WHERE rowid IN (SELECT rowid FROM jobs ${where} ORDER BY ${order} LIMIT ?) ORDER BY ${order}`,
    ...conditions.flatMap(([, values]) => values),
    filter.limit ?? -1,
  );
  return rows.map(readJob);
}

/**
 * The jobs of one identity, as they were planned. Read one by one, because what the database library makes for a list it keeps
 * until the event loop turns, which it does not while ten thousand clips are decided about in one transaction.
 */
export function twinsOf(sql: Sql, identity: string): Job[] {
  const row = sql.get('SELECT json_group_array(id ORDER BY rowid) AS ids FROM jobs WHERE identity = ?', identity);
  return jobsIn(sql, row);
}

/**
 * Those of other runs that were written down after the job, oldest first: its row's place tells, whatever the clock was
 * set to. The thousands that its own run may have of one identity are not read.
 */
export function twinsAfter(sql: Sql, id: string): Job[] {
  const row = sql.get(
    `SELECT json_group_array(later.id ORDER BY later.rowid) AS ids
     FROM jobs AS job JOIN jobs AS later ON later.identity = job.identity
     WHERE job.id = ? AND later.rowid > job.rowid AND later.run_id <> job.run_id`,
    id,
  );
  return jobsIn(sql, row);
}

/** Those of other runs that were written down before the job, and sent, or withdrawn for another, only after it. */
export function twinsSentSince(sql: Sql, id: string): Job[] {
  const row = sql.get(
    `SELECT json_group_array(earlier.id ORDER BY earlier.rowid) AS ids
     FROM jobs AS job JOIN jobs AS earlier ON earlier.identity = job.identity
     WHERE job.id = ? AND earlier.rowid < job.rowid AND earlier.run_id <> job.run_id
       AND (${wasSentSince('earlier', 'job')} OR earlier.status = 'cancelled')`,
    id,
  );
  return jobsIn(sql, row);
}

/** Whether a job was sent after another was planned, so that the user had not asked for both. */
export function isSentSince(sql: Sql, { id }: Pick<Job, 'id'>, planned: Pick<Job, 'id'>): boolean {
  const row = sql.get(
    `SELECT ${wasSentSince('sent', 'planned')} AS since FROM jobs AS sent, jobs AS planned
     WHERE sent.id = ? AND planned.id = ?`,
    id,
    planned.id,
  );
  return row?.since === 1;
}

/** By the order in the ledger, whatever the clock was set to; by the clock where a ledger of before knows no more. */
function wasSentSince(sent: string, planned: string): string {
  return `COALESCE(${sent}.sent_after >= ${planned}.rowid,
    COALESCE(${sent}.submitted_at, ${sent}.intent_at) > ${planned}.created_at)`;
}

/** The jobs whose ids a row holds as a JSON list. */
function jobsIn(sql: Sql, row: Row | undefined): Job[] {
  const ids: string[] = JSON.parse(String(row?.ids));
  return ids.map((id) => getJob(sql, id));
}

/** Remote ids of a provider that the ledger already holds. */
export function knownRemoteIds(sql: Sql, provider: string, apiOrigin: string): Set<string> {
  const rows = sql.all(
    'SELECT remote_id FROM jobs WHERE provider = ? AND api_origin = ? AND remote_id IS NOT NULL',
    provider,
    apiOrigin,
  );
  return new Set(rows.map((row) => String(row.remote_id)));
}

/**
 * Takes an event: the next state, its columns and the timeline in one durable transaction, only while the lease of that
 * epoch is ours and the job is where it was.
 *
 * @throws WanError `local.ledger` when the lease was lost
 */
export function applyEvent(sql: Sql, applied: Applied): Job {
  const { job, owner } = applied;
  return sql.transaction(() => {
    applied.guard?.(job);
    const event = journalEvent(applied.event);
    const state = transition(job.state, event);
    const columns = eventColumns(job, state, applied);
    const order = isSending(event) ? ', sent_after = (SELECT MAX(rowid) FROM jobs)' : '';
    const changed = sql.run(
      `UPDATE jobs SET ${Object.keys(columns).map(assignment).join(', ')}${order}
       WHERE id = ? AND lease_owner = ? AND lease_epoch = ? AND status = ?`,
      ...Object.values(columns),
      job.id,
      owner,
      job.leaseEpoch,
      job.state.status,
    );
    if (changed === 0) throw takenOver(job.id);
    sql.run(
      'INSERT INTO events SELECT ?, COALESCE(MAX(sequence), 0) + 1, ?, ? FROM events WHERE job_id = ?',
      job.id,
      applied.at,
      JSON.stringify(event),
      job.id,
    );
    return changedJob(job, columns);
  });
}

function isSending({ type }: JobEvent): boolean {
  return type === 'intent' || type === 'accepted' || type === 'adopted';
}

/** The first sign of rendering may have been noted since the job was read. */
function assignment(column: string): string {
  return column === 'started_at' ? 'started_at = COALESCE(started_at, ?)' : `${column} = ?`;
}

export interface TimelineEntry {
  readonly at: number;
  readonly event: JobEvent;
}

/** What happened to a job, oldest first. */
export function timeline(sql: Sql, jobId: string): TimelineEntry[] {
  return sql
    .all('SELECT at, event FROM events WHERE job_id = ? ORDER BY sequence', jobId)
    .map((row) => ({ at: Number(row.at), event: readEvent(String(row.event)) }));
}

/** Notes what a job that was never sent is known by now. */
export function keepIdentity(sql: Sql, jobId: string, identity: string): void {
  sql.run('UPDATE jobs SET identity = ? WHERE id = ?', identity, jobId);
}

/** Notes where the files lie that a job which was never sent is made from. */
export function keepMedia(sql: Sql, { id }: Pick<Job, 'id'>, media: Partial<RequestFields>): void {
  sql.run(
    "UPDATE jobs SET record = json_set(record, '$.request', json_patch(record -> '$.request', ?)) WHERE id = ?",
    JSON.stringify(media),
    id,
  );
}

/** Notes where the files of a finished job lie by now. */
export function keepPlace(sql: Sql, { id, output, state }: Pick<Job, 'id' | 'output' | 'state'>): void {
  if (state.status !== 'done') return;
  const outputs = JSON.stringify(state.outputs);
  sql.run(
    `UPDATE jobs SET output = ?, state = json_set(state, '$.outputs', json(?))
     WHERE id = ? AND status = 'done' AND json_extract(state, '$.outputs') <> json(?)`,
    output,
    outputs,
    id,
    outputs,
  );
}

/** Notes the first sign of rendering, from which the queue time is told. */
export function noteStarted(sql: Sql, jobId: string, at: number): void {
  sql.run('UPDATE jobs SET started_at = ? WHERE id = ? AND started_at IS NULL', at, jobId);
}
