import { WanError } from '../../errors.js';
import type { Engine } from '../engine.js';
import type { Job } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { releaseNames } from '../ledger/names-table.js';
import { holdName } from './hold-name.js';

/**
 * Gives a job under our lease, whose clip is still to be fetched, the name that is asked for now: the place of before may
 * be gone. A name that somebody was faster to take leaves it as it is; then its clip is copied afterwards.
 *
 * @returns the job, under the name that it has now
 */
export function takeOutput(engine: Engine, { id }: Job, wanted: Pick<Job, 'output' | 'overwrite'>): Job {
  const { sql, owner } = engine;
  const { output, overwrite } = wanted;
  try {
    sql.transaction(() => {
      releaseNames(sql, id);
      holdName(engine, { id, output });
      sql.run(
        "UPDATE jobs SET output = ?, record = json_set(record, '$.overwrite', json(?)) WHERE id = ? AND lease_owner = ?",
        output,
        JSON.stringify(overwrite),
        id,
        owner,
      );
    });
  } catch (error) {
    if (!(error instanceof WanError && error.code === 'output.conflict')) throw error;
  }
  return getJob(sql, id);
}
