import { z } from 'zod';
import { readLedgerText } from './ledger-text.js';
import type { Sql } from './sql.js';

/** A film that was made here: what it was made from, and its size, so that a file replaced later is not taken for it. */
export interface MadeFilm {
  /** Equal for equal films: shots, join, music. */
  readonly recipe: string;
  readonly bytes: number;
  /** What was told about it. */
  readonly report: unknown;
  /** False while it is being given its name: then only its size tells whether it has it. */
  readonly isPlaced: boolean;
  /** Size of our own film of before, which the new one is to replace. */
  readonly replaces?: number | undefined;
}

const filmText = z.object({
  recipe: z.string(),
  bytes: z.number(),
  report: z.unknown(),
  isPlaced: z.boolean().default(true),
  replaces: z.number().optional(),
});

/** Remembers a film by its absolute path. */
export function keepFilm(sql: Sql, path: string, film: MadeFilm): void {
  sql.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', keyOf(path), JSON.stringify(film));
}

/** The film that was last made at a path. */
export function madeFilm(sql: Sql, path: string): MadeFilm | undefined {
  const row = sql.get('SELECT value FROM meta WHERE key = ?', keyOf(path));
  return row === undefined ? undefined : readLedgerText(row.value, { schema: filmText, what: `the film ${path}` });
}

function keyOf(path: string): string {
  return `film ${path.normalize('NFC')}`;
}
