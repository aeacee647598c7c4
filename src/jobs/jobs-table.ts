import { toApproximateUsd } from '../catalogue/exchange.js';
import { WanError } from '../errors.js';
import type { Money } from '../providers/provider.js';
import { isFinal, type Job, type JobEvent, type JobRecord, type JobState, type JobStatus, transition } from './job.js';
import { jobColumns, newJobColumns, readEvent, readJob } from './job-row.js';
import { journalEvent } from './journal.js';
import { requireLease } from './leases.js';
import type { Sql, SqlValue } from './sql.js';

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
  if (job === undefined) throw new WanError('job.not-found', `no job ${id} in the ledger`, { hint: 'wan jobs' });
  return job;
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
  readonly identity?: string | undefined;
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
  if (filter.identity !== undefined) conditions.push(['identity = ?', [filter.identity]]);
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

/** Remote ids of a provider that the ledger already holds. */
export function knownRemoteIds(sql: Sql, provider: string, apiOrigin: string): Set<string> {
  const rows = sql.all(
    'SELECT remote_id FROM jobs WHERE provider = ? AND api_origin = ? AND remote_id IS NOT NULL',
    provider,
    apiOrigin,
  );
  return new Set(rows.map((row) => String(row.remote_id)));
}

export interface Applied {
  readonly job: { readonly id: string; readonly leaseEpoch: number };
  readonly event: JobEvent;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actual?: Money | undefined;
  /** The seed that the service used, where we drew none. */
  readonly seed?: number | undefined;
  /** Runs inside the same transaction before anything is written; throws to refuse (caps). */
  readonly guard?: ((job: Job) => void) | undefined;
  /** Whether a failed render of this provider costs nothing. */
  readonly failuresFree?: boolean | undefined;
}

/**
 * Takes an event: the next state, its columns and the timeline in one durable transaction, only while the lease of that
 * epoch is ours.
 *
 * @throws WanError `local.ledger` when the lease was lost
 */
export function applyEvent(sql: Sql, applied: Applied): Job {
  return sql.transaction(() => {
    requireLease(sql, applied.job, applied.owner);
    const job = getJob(sql, applied.job.id);
    applied.guard?.(job);
    const event = journalEvent(applied.event);
    const state = transition(job.state, event);
    const columns = { ...stateColumns(job, state, applied), ...committedColumn(job, applied) };
    sql.run(
      `UPDATE jobs SET ${Object.keys(columns)
        .map((name) => `${name} = ?`)
        .join(', ')} WHERE id = ?`,
      ...Object.values(columns),
      job.id,
    );
    sql.run(
      'INSERT INTO events SELECT ?, COALESCE(MAX(sequence), 0) + 1, ?, ? FROM events WHERE job_id = ?',
      job.id,
      applied.at,
      JSON.stringify(event),
      job.id,
    );
    return getJob(sql, job.id);
  });
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

/** Notes the first sign of rendering, from which the queue time is told. */
export function noteStarted(sql: Sql, jobId: string, at: number): void {
  sql.run('UPDATE jobs SET started_at = ? WHERE id = ? AND started_at IS NULL', at, jobId);
}

/** The last moment that an integer column and a number both hold exactly. */
const latest = Number.MAX_SAFE_INTEGER;

/** Columns that follow from the new state; times are set by the event that made them true, once. */
function stateColumns(job: Job, state: JobState, applied: Applied): Record<string, SqlValue> {
  const { event, at, actual, seed } = applied;
  return {
    status: state.status,
    state: JSON.stringify(state),
    updated_at: at,
    remote_id: 'operation' in state ? (state.operation?.remoteId ?? null) : null,
    // What a service names goes into strict integer columns: no odd number may keep a paid clip from being written down.
    expires_at: 'expiresAt' in state && state.expiresAt !== null ? Math.min(Math.floor(state.expiresAt), latest) : null,
    finished_at: isFinal(state.status) ? at : null,
    // Nothing is left to drive.
    ...(isFinal(state.status) ? { lease_owner: null } : {}),
    ...(event.type === 'intent' ? { intent_at: event.at } : {}),
    ...(event.type === 'accepted' || event.type === 'adopted' ? { submitted_at: event.at } : {}),
    // A result that came before any sign of rendering began at the latest then.
    ...(event.type === 'succeeded' && job.startedAt === null ? { started_at: event.at } : {}),
    ...(event.type === 'succeeded' && job.renderedAt === null ? { rendered_at: event.at } : {}),
    ...(actual === undefined ? {} : { actual: actual.amount, actual_currency: actual.currency }),
    ...(job.seed === null && Number.isSafeInteger(seed) ? { seed: seed ?? null } : {}),
  };
}

/** What the job counts against caps from now on; see `migrations`. */
function committedColumn(job: Job, applied: Applied): Record<string, SqlValue> {
  const { event, actual, failuresFree } = applied;
  if (actual !== undefined) return { committed_usd: toApproximateUsd(actual) };
  const neverAccepted = !('operation' in job.state);
  switch (event.type) {
    // A job that was adopted before it was sent from here costs what it was to cost.
    case 'adopted':
    case 'intent':
      return { committed_usd: job.estimate === null ? 0 : toApproximateUsd(job.estimate) };
    case 'not-accepted':
    case 'absent':
      return { committed_usd: null };
    case 'failed':
      return neverAccepted || failuresFree === true ? { committed_usd: null } : {};
    case 'cancelled':
      return neverAccepted ? { committed_usd: null } : {};
    default:
      return {};
  }
}
