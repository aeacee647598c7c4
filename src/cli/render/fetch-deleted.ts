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
    const { id, output } = job;
    try {
      const gone = clipGone(engine, job);
      if (gone === undefined) continue;
      accountOfJob(engine, job);
      if (!gone.retryable) throw gone;
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

/**
 * That the file of a finished job is gone, and which command brings it again or renders it anew; undefined while it is
 * there.
 *
 * @throws WanError `local.output` where the system does not let us look
 */
export function clipGone({ clock }: Pick<Engine, 'clock'>, job: Job): WanError | undefined {
  const { id, state, provider } = job;
  if (state.status !== 'done' || state.outputs.some((path) => keptSize(path) !== undefined)) return undefined;
  if (state.expiresAt !== null && state.expiresAt <= clock.now()) return goneForGood(job);
  const hint = `wan resume ${id} fetches it again`;
  return new WanError('job.pending', `${id} is done, but its file is gone`, { hint, retryable: true, provider });
}

function goneForGood({ id, provider, rowIdentity }: Job): WanError {
  const hint =
    rowIdentity === null
      ? `wan explain ${id} tells the command that renders it anew`
      : 'the command that it is of renders it anew, and that is paid for';
  return new WanError('result.expired', `the file of ${id} is gone and its provider no longer keeps it`, {
    hint,
    provider,
  });
}

function withoutFolder({ id, output, provider }: Job): WanError {
  return new WanError('local.output', `the file of ${id} is gone, and so is its folder ${dirname(output)}`, {
    hint: 'where the folder was moved, the same command there finds the clip',
    provider,
  });
}
