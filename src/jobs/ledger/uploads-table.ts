import type { HostedFile } from '../../providers/request.js';
import type { Sql } from './sql.js';

/** Where a file with this digest was put; `place` names the bucket, or the provider and its account. */
export function findUpload(sql: Sql, digest: string, place: string): HostedFile | undefined {
  const row = sql.get('SELECT url, expires_at FROM uploads WHERE digest = ? AND place = ?', digest, place);
  if (row === undefined) return undefined;
  return { url: String(row.url), expiresAt: row.expires_at === null ? null : Number(row.expires_at), digest };
}

export function saveUpload(sql: Sql, upload: { digest: string; place: string; hosted: HostedFile; at: number }): void {
  const { digest, place, hosted, at } = upload;
  const expiresAt = hosted.expiresAt === null ? null : Math.min(Math.floor(hosted.expiresAt), Number.MAX_SAFE_INTEGER);
  sql.run('INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?, ?)', digest, place, hosted.url, expiresAt, at);
}

/** Whether a file with this digest was put at that address from here. */
export function isUploadOf(sql: Sql, digest: string, url: string): boolean {
  return sql.get('SELECT 1 AS found FROM uploads WHERE digest = ? AND url = ?', digest, url) !== undefined;
}
