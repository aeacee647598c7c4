import { existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { makeDirectories } from '../../files/output-facts.js';
import type { Job } from '../../jobs/job.js';
import { getRun } from '../../jobs/ledger/runs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';

/**
 * Makes the folder of a clip again, where it was deleted below the folder of its command. Where that is gone too it was
 * moved, and what lies elsewhere may be a disk that is not there: those stay as they are.
 *
 * @returns whether there is a folder for the clip
 */
export async function remakeFolder(sql: Sql, { run, output }: Pick<Job, 'run' | 'output'>): Promise<boolean> {
  const folder = dirname(output);
  if (existsSync(folder)) return true;
  const { cwd } = getRun(sql, run);
  if (relative(cwd, folder).startsWith('..') || !existsSync(cwd)) return false;
  // What keeps it from being made is told of each clip that can't be brought there.
  await makeDirectories([folder]).catch(() => {});
  return existsSync(folder);
}
