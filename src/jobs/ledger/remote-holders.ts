import type { Row, Sql } from './sql.js';

/** The job that a remote id belongs to, as the ledger has it. */
export interface RemoteHolder {
  readonly jobId: string;
  /** Adopted as a job of its own, so that it may turn out to be one that the ledger lost sight of. */
  readonly isPlain: boolean;
  /** Whether a submit from here brought the id, so that it is no other job's. */
  readonly wasSent: boolean;
}

/** What a job is compared by that was adopted without a request of its own. */
export function plainIdentity(remoteId: string): string {
  return `adopted ${remoteId}`;
}

interface Place {
  readonly provider: string;
  readonly apiOrigin: string;
}

const columns = 'id, remote_id, identity, intent_at';

/** Whose a remote id is; undefined where it is nobody's. */
export function remoteHolder(sql: Sql, { provider, apiOrigin }: Place, remoteId: string): RemoteHolder | undefined {
  const row = sql.get(
    `SELECT ${columns} FROM jobs WHERE provider = ? AND api_origin = ? AND remote_id = ?`,
    provider,
    apiOrigin,
    remoteId,
  );
  return row === undefined ? undefined : toHolder(row);
}

function toHolder({ id, remote_id: remoteId, identity, intent_at: intentAt }: Row): RemoteHolder {
  return { jobId: String(id), isPlain: identity === plainIdentity(String(remoteId)), wasSent: intentAt !== null };
}
