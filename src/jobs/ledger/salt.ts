import { randomBytes } from 'node:crypto';
import type { Sql } from './sql.js';

/** The ledger's own secret, made once: key fingerprints of two ledgers can't be compared. */
export function ledgerSalt(sql: Sql): string {
  return sql.transaction(() => {
    const known = sql.get("SELECT value FROM meta WHERE key = 'salt'")?.value;
    if (typeof known === 'string') return known;
    const salt = randomBytes(16).toString('hex');
    sql.run("INSERT INTO meta VALUES ('salt', ?)", salt);
    return salt;
  });
}
