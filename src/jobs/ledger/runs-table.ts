import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Run } from '../job.js';
import { readLedgerText } from './ledger-text.js';
import type { Row, Sql } from './sql.js';

const settingsText = z.record(z.string(), z.json());

export function insertRun(sql: Sql, run: Run): void {
  sql.run(
    'INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)',
    run.id,
    run.command,
    run.createdAt,
    run.cwd,
    run.maxCost,
    run.confirmed ? 1 : 0,
    JSON.stringify(run.settings),
  );
}

/** @throws WanError `job.not-found` */
export function getRun(sql: Sql, id: string): Run {
  return readRun(rowOf(sql, id, '*'));
}

/**
 * The command that a run is of, without its settings, which may name thousands of jobs.
 *
 * @throws WanError `job.not-found`
 */
export function commandOfRun(sql: Sql, id: string): string {
  return String(rowOf(sql, id, 'command').command);
}

function rowOf(sql: Sql, id: string, columns: '*' | 'command'): Row {
  const row = sql.get(`SELECT ${columns} FROM runs WHERE id = ?`, id);
  if (row === undefined) throw new WanError('job.not-found', `no run ${id} in the ledger`, { hint: 'wan jobs' });
  return row;
}

/** Replaces what a resumed run needs again. */
export function keepSettings(sql: Sql, id: string, settings: Run['settings']): void {
  sql.run('UPDATE runs SET settings = ? WHERE id = ?', JSON.stringify(settings), id);
}

/** Runs that make a film, oldest first: by the place of its row, whatever the clock was set to. */
export function filmRuns(sql: Sql): Run[] {
  return sql.all("SELECT * FROM runs WHERE json_type(settings, '$.film') = 'object' ORDER BY rowid").map(readRun);
}

function readRun(row: Row): Run {
  return {
    id: String(row.id),
    command: String(row.command),
    createdAt: Number(row.created_at),
    cwd: String(row.cwd),
    maxCost: row.max_cost === null ? null : Number(row.max_cost),
    confirmed: row.confirmed === 1,
    settings: readLedgerText(row.settings, { schema: settingsText, what: `the settings of ${row.id}` }),
  };
}
