import type { Job, JobStatus } from '../job.js';
import { noSuchJob } from '../ledger/jobs-table.js';
import type { Sql } from '../ledger/sql.js';

/** What must be known of a job to decide when it is driven. */
export interface Standing {
  readonly id: string;
  readonly provider: Job['provider'];
  readonly status: JobStatus;
  /** Epoch milliseconds after which the provider may have deleted the result; null when unknown. */
  readonly expiresAt: number | null;
}

/** @throws WanError `job.not-found` */
export function standingOf(sql: Sql, id: string): Standing {
  const row = sql.get('SELECT provider, status, expires_at FROM jobs WHERE id = ?', id);
  if (row === undefined) throw noSuchJob(id);
  return {
    id,
    provider: row.provider as Job['provider'],
    status: row.status as JobStatus,
    expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  };
}

/** What can be lost soonest first; the others keep their order. */
export function urgentFirst(standings: readonly Standing[]): Standing[] {
  const deadline = ({ status, expiresAt }: Standing) =>
    status === 'rendered' ? (expiresAt ?? Number.MAX_SAFE_INTEGER) : Number.POSITIVE_INFINITY;
  return standings.toSorted((a, b) => (deadline(a) === deadline(b) ? 0 : deadline(a) - deadline(b)));
}
