import { dirname } from 'node:path';
import { type ErrorReport, toErrorReport, WanError } from '../../errors.js';
import { keptSize } from '../../files/output-facts.js';
import { accountOfJob } from '../../jobs/account.js';
import type { Engine } from '../../jobs/engine.js';
import type { Job } from '../../jobs/job.js';
import type { JobReport } from '../../jobs/report.js';
import type { Session } from '../session.js';
import { prepareAgain } from './prepare-again.js';
import { remakeFolder } from './remake-folder.js';

/**
 * Sends finished jobs whose file was deleted back to the provider's result, which costs nothing.
 *
 * @returns why a clip can not be fetched again, by job; such a job stays as it is
 */
export async function fetchDeleted(
  { reporter }: Session,
  engine: Engine,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, ErrorReport>> {
  const lost = new Map<string, ErrorReport>();
  for (const job of jobs) {
    const { id, state, output } = job;
    if (state.status !== 'done') continue;
    try {
      if (state.outputs.some((path) => keptSize(path) !== undefined)) continue;
      accountOfJob(engine, job);
      if (state.expiresAt !== null && state.expiresAt <= engine.clock.now()) throw goneForGood(job);
      if (!(await remakeFolder(engine.sql, job))) throw withoutFolder(job);
      reporter.report({
        type: 'note',
        level: 'warning',
        job: id,
        text: `the file of ${id} is gone, fetching it again`,
      });
      const clip = { id, output, kind: 'fetch-again', isNew: false, isNamed: false, overwrite: false } as const;
      await prepareAgain(engine, { ...clip, row: null, plan: null });
    } catch (error) {
      lost.set(id, toErrorReport(error));
    }
  }
  return lost;
}

/** A finished job whose clip is neither here nor to be had names no file. */
export function withoutClip(job: JobReport, error: ErrorReport | undefined): JobReport {
  return error === undefined ? job : { ...job, output: null, outputs: [], error };
}

function goneForGood({ id, provider }: Job): WanError {
  return new WanError('result.expired', `the file of ${id} is gone and its provider no longer keeps it`, {
    hint: `wan explain ${id} tells the command that renders it anew`,
    provider,
  });
}

function withoutFolder({ id, output, provider }: Job): WanError {
  return new WanError('local.output', `the file of ${id} is gone, and so is its folder ${dirname(output)}`, {
    hint: 'where the folder was moved, the same command there finds the clip',
    provider,
  });
}
