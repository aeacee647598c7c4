import { WanError } from '../../errors.js';
import { isFinal, type JobStatus, mayBePaid } from '../job.js';
import type { Sql } from './sql.js';

/**
 * Reserves an output path for a job, before anything is paid. A path held by a job that is still to deliver belongs to
 * that job; one held by a finished job is free again (its file, if it is still there, was looked at before).
 *
 * @throws WanError `output.conflict`
 */
export function reserveName(sql: Sql, path: string, jobId: string, isDriven: IsDriven = always): void {
  const holder = nameHolder(sql, path, isDriven);
  if (holder !== undefined && holder !== jobId) {
    throw new WanError('output.conflict', `${path} is reserved for ${holder}, which is not finished`, {
      hint: `choose another -o, or finish that one: wan resume ${holder}`,
    });
  }
  sql.run('INSERT OR REPLACE INTO names VALUES (?, ?)', nameKey(path), jobId);
}

type IsDriven = (jobId: string) => boolean;
const always: IsDriven = () => true;

/**
 * The unfinished job that a path is reserved for. One that was never sent, and that no living process drives, holds
 * nothing: its clip does not exist and may never.
 */
export function nameHolder(sql: Sql, path: string, isDriven: IsDriven = always): string | undefined {
  const row = sql.get('SELECT jobs.id, status FROM names JOIN jobs ON jobs.id = job_id WHERE name = ?', nameKey(path));
  if (row === undefined || isFinal(row.status as JobStatus)) return undefined;
  const id = String(row.id);
  return mayBePaid(row.status as JobStatus) || isDriven(id) ? id : undefined;
}

/** Gives up every name that a job has. */
export function releaseNames(sql: Sql, jobId: string): void {
  sql.run('DELETE FROM names WHERE job_id = ?', jobId);
}

/** The job that had a path last, finished or not. */
export function lastBearer(sql: Sql, path: string): string | undefined {
  const row = sql.get('SELECT job_id FROM names WHERE name = ?', nameKey(path));
  return row === undefined ? undefined : String(row.job_id);
}

/** Two spellings of one name on a file system that folds case or composes letters are one name. */
function nameKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
