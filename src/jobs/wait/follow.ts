import { toErrorReport, WanError } from '../../errors.js';
import type { Engine, Goal, Outcome } from '../engine.js';
import { isFinal } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { isDrivenByOther } from '../ledger/leases.js';
import { hasMoved } from '../ledger/successor.js';
import { reportJob } from '../report-job.js';

const lookEveryMs = 400;

/**
 * Waits for a job that another living process drives and reports its end; undefined when that process died or let go,
 * so that the job can be taken over.
 */
export async function waitForOther(
  engine: Engine,
  jobId: string,
  following: { goal: Goal; by: string },
): Promise<Outcome | undefined> {
  const { goal, by } = following;
  engine.report({ type: 'note', level: 'warning', job: jobId, text: `${jobId} is under way in ${by}, waiting for it` });
  while (goal.wait && !engine.stop.aborted) {
    const job = getJob(engine.sql, jobId);
    // Whoever asked goes on with the job that has the clip now.
    if (hasMoved(job)) return { job, error: null, reused: false };
    if (isFinal(job.state.status)) {
      reportJob(engine.report, job, { reused: true });
      return { job, error: 'error' in job.state ? job.state.error : null, reused: job.state.status === 'done' };
    }
    if (!isDrivenByOther(engine.sql, jobId, engine.owner, { at: engine.clock.now(), host: engine.host }))
      return undefined;
    await engine.clock.sleep(lookEveryMs, engine.stop).catch(() => {});
  }
  const error = new WanError('job.pending', `${jobId} is under way in ${by}`, {
    hint: `wan resume ${jobId}`,
    retryable: true,
  });
  return { job: getJob(engine.sql, jobId), error: toErrorReport(error), reused: false };
}
