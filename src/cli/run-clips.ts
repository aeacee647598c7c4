import { toErrorReport } from '../errors.js';
import { copyClip } from '../files/place.js';
import { driveAll } from '../jobs/drive-all.js';
import type { Goal, Outcome } from '../jobs/engine.js';
import type { Job, Run } from '../jobs/job.js';
import { toJobReport } from '../jobs/job-report.js';
import { getJob } from '../jobs/jobs-table.js';
import { acquireLease, releaseLease } from '../jobs/leases.js';
import { type ClipRequest, commitRun, type PlanContext, type PlannedClip } from '../jobs/plan-run.js';
import { recordEvent } from '../jobs/record-event.js';
import { reportJob } from '../jobs/report-job.js';
import type { CommandOutput } from './run-command.js';
import type { Session } from './session.js';
import type { Workshop } from './workshop.js';

export interface RunClips {
  readonly run: Run;
  readonly requests: readonly ClipRequest[];
  readonly context: PlanContext;
  readonly goal: Goal;
  readonly concurrency?: number | undefined;
}

/** Writes a run down, makes or finds its clips, and tells how each ended. */
export async function runClips(
  session: Session,
  workshop: Workshop,
  { run, requests, context, goal, concurrency }: RunClips,
): Promise<CommandOutput> {
  const { engine, redactor } = workshop;
  const clips = commitRun(context, run, requests);
  session.reporter.report({ type: 'run', run: run.id, jobs: clips.length, command: run.command });
  session.keepSnapshot(() => ({
    run: run.id,
    jobs: clips.map((clip) => toJobReport(getJob(engine.sql, jobIdOf(clip)), { redactor })),
  }));
  for (const clip of clips) announce(session, clip);
  const driven = clips.filter((clip) => isDriven(clip));
  for (const clip of driven) prepareAgain(workshop, clip);
  const outcomes = await driveAll(
    engine,
    driven.map((clip) => getJob(engine.sql, jobIdOf(clip))),
    goal,
    concurrency,
  );
  const byId = new Map(outcomes.map((outcome) => [outcome.job.id, outcome]));
  const jobs = [];
  for (const clip of clips) {
    const outcome = byId.get(jobIdOf(clip)) ?? settled(clip, getJob(engine.sql, jobIdOf(clip)));
    jobs.push(await report(session, workshop, clip, outcome));
  }
  return { run: run.id, jobs, detached: !goal.wait };
}

function jobIdOf(clip: PlannedClip): string {
  if (clip.record !== null) return clip.record.id;
  if (clip.decision.kind === 'new') throw new Error('a new clip has a record');
  return clip.decision.job.id;
}

function isDriven({ decision }: PlannedClip): boolean {
  return decision.kind !== 'reuse' && decision.kind !== 'refused';
}

/** A clip whose file was deleted goes back to the provider's result before it is driven. */
function prepareAgain({ engine }: Workshop, clip: PlannedClip): void {
  if (clip.decision.kind !== 'fetch-again') return;
  const { job } = clip.decision;
  const lease = acquireLease(engine.sql, job.id, engine.owner, { at: engine.clock.now(), host: engine.host });
  if (!lease.held) return;
  recordEvent(engine, getJob(engine.sql, job.id), { type: 'fetch-again' });
  releaseLease(engine.sql, job.id, engine.owner);
}

/** What needs no driving: a clip that is there already, or a verdict that stands. */
function settled(clip: PlannedClip, job: Job): Outcome {
  const error = 'error' in job.state ? job.state.error : null;
  return {
    job,
    error: clip.decision.kind === 'refused' ? withForceHint(error) : error,
    reused: clip.decision.kind === 'reuse',
  };
}

function withForceHint(error: Outcome['error']): Outcome['error'] {
  return error === null
    ? null
    : { ...error, hint: 'the same request failed before; nothing was sent. --force renders it anew' };
}

function announce(session: Session, clip: PlannedClip): void {
  const note = (level: 'info' | 'warning', text: string) =>
    session.reporter.report({ type: 'note', level, job: null, text });
  const { decision } = clip;
  if (decision.kind === 'new' && decision.why !== null) note('warning', `${decision.why}: rendered as new`);
  if (decision.kind === 'continue') note('warning', `continuing ${decision.job.id}, begun by the same command before`);
  if (decision.kind === 'fetch-again') note('warning', `the file of ${decision.job.id} is gone, fetching it again`);
  if (decision.kind === 'reuse') reportJob(session.reporter.report, decision.job, { reused: true });
  if (clip.changedDefaults.length > 0) {
    note(
      'warning',
      `defaults changed since ${jobIdOf(clip)} was made (${clip.changedDefaults.join(', ')}); --force renders it with the new ones`,
    );
  }
}

async function report(session: Session, workshop: Workshop, clip: PlannedClip, outcome: Outcome) {
  const made = toJobReport(outcome.job, { error: outcome.error, reused: outcome.reused, redactor: workshop.redactor });
  if (made.status !== 'done' || made.output === null || made.output === clip.output || clip.record !== null)
    return made;
  if (!clip.request.isNamed) return made;
  try {
    const output = await copyClip(made.output, {
      path: clip.output,
      overwrite: clip.request.overwrite,
      job: outcome.job.id,
    });
    session.reporter.report({ type: 'note', level: 'info', job: null, text: `${made.output} copied to ${output}` });
    return { ...made, output, outputs: [output, ...made.outputs.slice(1)] };
  } catch (error) {
    return { ...made, error: toErrorReport(error) };
  }
}
