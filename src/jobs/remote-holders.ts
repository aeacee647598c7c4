import type { Sql } from './sql.js';

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

/** Whose the remote ids of one account's provider are, by id. */
export function remoteHolders(sql: Sql, provider: string, apiOrigin: string): Map<string, RemoteHolder> {
  const rows = sql.all(
    'SELECT id, remote_id, identity, intent_at FROM jobs WHERE provider = ? AND api_origin = ? AND remote_id IS NOT NULL',
    provider,
    apiOrigin,
  );
  return new Map(
    rows.map(({ id, remote_id: remoteId, identity, intent_at: intentAt }) => [
      String(remoteId),
      { jobId: String(id), isPlain: identity === plainIdentity(String(remoteId)), wasSent: intentAt !== null },
    ]),
  );
}
