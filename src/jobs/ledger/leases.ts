import { WanError } from '../../errors.js';
import type { Clock, HostIdentity } from '../../runtime.js';
import type { Row, Sql } from './sql.js';

/** A process that says nothing for this long is dead, unless its pid proves otherwise. */
const silenceMs = 60_000;
/** A pid that is alive but silent for this long belongs to somebody else by now. */
const reusedPidMs = 600_000;
const heartbeatMs = 5_000;
/** Rows of processes that were killed and hold nothing are removed after a week. */
const forgottenMs = 7 * 24 * 3_600_000;

/** This process as the ledger knows it. */
export interface Owner {
  readonly id: string;
  /** Gives up every lease and stops the heartbeat. */
  leave(): void;
}

/** Registers this process and keeps its heartbeat going. One process drives a job at a time; this is how it is told apart. */
export function joinLedger(
  sql: Sql,
  runtime: { clock: Clock; host: HostIdentity; newId(prefix: 'o_'): string },
): Owner {
  const { clock, host } = runtime;
  const id = runtime.newId('o_');
  sql.run(
    'DELETE FROM processes WHERE heartbeat_at < ? AND owner NOT IN (SELECT lease_owner FROM jobs WHERE lease_owner IS NOT NULL)',
    clock.now() - forgottenMs,
  );
  sql.run(
    'INSERT INTO processes VALUES (?, ?, ?, ?, ?, ?)',
    id,
    host.host,
    host.boot,
    host.pidNamespace,
    host.pid,
    clock.now(),
  );
  const stop = clock.every(heartbeatMs, () => beat(sql, id, clock.now()));
  return {
    id,
    leave: () => {
      stop();
      // What was paid for a moment ago is written down while the lease is still ours.
      sql.settle();
      // The result is told already; what a full disk leaves here counts as a dead process's.
      try {
        sql.transaction(() => {
          sql.run('UPDATE jobs SET lease_owner = NULL WHERE lease_owner = ?', id);
          sql.run('DELETE FROM processes WHERE owner = ?', id);
        });
      } catch {}
    },
  };
}

export type Acquired = { readonly held: true; readonly epoch: number } | { readonly held: false; readonly by: string };

/** Takes the lease of a job if nobody alive has it; each change of hands raises the epoch, so that an owner of before can't write. */
export function acquireLease(
  sql: Sql,
  jobId: string,
  owner: string,
  now: { at: number; host: HostIdentity },
): Acquired {
  // What was planned here is ours already, and nobody takes it from the living.
  const known = sql.get('SELECT lease_owner, lease_epoch FROM jobs WHERE id = ?', jobId);
  if (known?.lease_owner === owner) return { held: true, epoch: Number(known.lease_epoch) };
  return sql.transaction(() => {
    const row = sql.get('SELECT lease_owner, lease_epoch FROM jobs WHERE id = ?', jobId);
    if (row === undefined) throw new WanError('job.not-found', `no job ${jobId} in the ledger`, { hint: 'wan jobs' });
    const holder = row.lease_owner === null ? null : String(row.lease_owner);
    if (holder !== null && isOwnerAlive(sql, holder, now)) return { held: false, by: describe(sql, holder) };
    const epoch = Number(row.lease_epoch) + 1;
    sql.run('UPDATE jobs SET lease_owner = ?, lease_epoch = ? WHERE id = ?', owner, epoch, jobId);
    return { held: true, epoch };
  });
}

/** The owner that a job is leased to, alive or not. */
export function leaseHolder(sql: Sql, jobId: string): string | null {
  const holder = sql.get('SELECT lease_owner FROM jobs WHERE id = ?', jobId)?.lease_owner;
  return typeof holder === 'string' ? holder : null;
}

/** Whether a living process other than `owner` drives this job. */
export function isDrivenByOther(
  sql: Sql,
  jobId: string,
  owner: string,
  now: { at: number; host: HostIdentity },
): boolean {
  const holder = leaseHolder(sql, jobId);
  return holder !== null && holder !== owner && isOwnerAlive(sql, holder, now);
}

export function releaseLease(sql: Sql, jobId: string, owner: string): void {
  sql.run('UPDATE jobs SET lease_owner = NULL WHERE id = ? AND lease_owner = ?', jobId, owner);
}

/** Whether the lease of that epoch is still ours. */
export function holdsLease(sql: Sql, job: { id: string; leaseEpoch: number }, owner: string): boolean {
  const row = sql.get('SELECT lease_owner, lease_epoch FROM jobs WHERE id = ?', job.id);
  return row !== undefined && row.lease_owner === owner && row.lease_epoch === job.leaseEpoch;
}

/** Another process drives the job by now. */
export function takenOver(id: string): WanError {
  return new WanError('local.ledger', `job ${id} was taken over by another wan process`, {
    hint: `wan jobs show ${id}`,
    delivery: 'not-accepted',
  });
}

function beat(sql: Sql, owner: string, now: number): void {
  // A heartbeat that fails (a full disk) is not worth a crash: the next one may get through, and the pid still proves life here.
  try {
    sql.run('UPDATE processes SET heartbeat_at = ? WHERE owner = ?', now, owner);
  } catch {}
}

/** Whether the process of that id is taken to live. */
export function isOwnerAlive(sql: Sql, owner: string, now: { at: number; host: HostIdentity }): boolean {
  const row = sql.get('SELECT * FROM processes WHERE owner = ?', owner);
  if (row === undefined) return false;
  // A heartbeat from the future was written under a clock that has been set back since; its distance counts all the same.
  const silent = Math.abs(now.at - Number(row.heartbeat_at));
  if (!provesLifeByPid(row, now.host)) return silent < silenceMs;
  return silent < reusedPidMs && now.host.isAlive(Number(row.pid));
}

function provesLifeByPid(row: Row, host: HostIdentity): boolean {
  return (
    host.boot !== '' && row.host === host.host && row.boot === host.boot && row.pid_namespace === host.pidNamespace
  );
}

function describe(sql: Sql, owner: string): string {
  const row = sql.get('SELECT host, pid FROM processes WHERE owner = ?', owner);
  return row === undefined ? 'another process' : `process ${row.pid} on ${row.host}`;
}
