import { jobIdOf } from '../../jobs/plan/clip-job.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';
import { isElsewhere } from '../../jobs/plan/twins.js';
import { reportJob } from '../../jobs/report-job.js';
import type { Session } from '../session.js';

/** Says what the ledger knows of a clip, before anything is done about it. */
export function announceClip(session: Session, clip: PlannedClip): void {
  const note = (level: 'info' | 'warning', text: string) =>
    session.reporter.report({ type: 'note', level, job: null, text });
  const { decision } = clip;
  if (decision.kind === 'new' && decision.why !== null) note('warning', `${decision.why}: rendered as new`);
  if ('job' in decision && isElsewhere(decision, clip.request)) {
    const { id, provider } = decision.job;
    note(
      'warning',
      `${id} at ${provider} has this clip, which ${clip.request.provider} did not take before; --force renders every clip of this command at its own provider`,
    );
  }
  if (decision.kind === 'continue') note('warning', `continuing ${decision.job.id}, begun by the same command before`);
  if (decision.kind === 'fetch-again') note('warning', `the file of ${decision.job.id} is gone, fetching it again`);
  if (decision.kind === 'reuse') {
    const { state } = decision.job;
    const isCopied = clip.request.isNamed && state.status === 'done' && state.outputs[0] !== clip.output;
    reportJob(session.reporter.report, decision.job, { reused: true, ...(isCopied ? { output: null } : {}) });
  }
  if (clip.changedDefaults.length > 0) {
    note(
      'warning',
      `defaults changed since ${jobIdOf(clip)} was made (${clip.changedDefaults.join(', ')}); --force renders every clip of this command with the new ones`,
    );
  }
}
