import { existsSync } from 'node:fs';
import { toErrorReport } from '../../errors.js';
import { withExtensionOf } from '../../files/clip-check.js';
import { copyClip } from '../../files/place.js';
import { againHint } from '../../jobs/again-hint.js';
import type { Outcome } from '../../jobs/engine.js';
import type { Job, Run } from '../../jobs/job.js';
import { toJobReport } from '../../jobs/job-report.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import { successorOf } from '../../jobs/ledger/successor.js';
import { noteShared } from '../../jobs/plan/jobs-of-run.js';
import { type ClipRequest, commitRun } from '../../jobs/plan/plan-run.js';
import type { JobReport } from '../../jobs/report.js';
import { isSubmitted } from '../../jobs/summary.js';
import type { CommandOutput } from '../command-output.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { announceClip } from './announce-clip.js';
import { type ClipUnderWay, toClipUnderWay } from './clip-under-way.js';
import { type DriveClips, driveClips } from './drive-clips.js';
import { withoutClip } from './fetch-deleted.js';

export interface RunClips extends Omit<DriveClips, 'clips'> {
  readonly requests: readonly ClipRequest[];
}

/**
 * Writes a run down, makes or finds its clips, and tells how each ended. Not async, so that the requests, of which there
 * may be ten thousand, are given up as soon as they are written down.
 */
export function runClips(session: Session, workshop: Workshop, asked: RunClips): Promise<CommandOutput> {
  const { requests, ...running } = asked;
  const { context, run } = asked;
  const clips = context.sql.transaction(() => {
    const committed = commitRun(context, run, requests);
    noteShared(context.sql, run.id, committed);
    return committed;
  });
  session.reporter.report({ type: 'run', run: run.id, jobs: clips.length, command: run.command });
  for (const clip of clips) announceClip(session, clip);
  return finishClips(session, workshop, { ...running, clips: clips.map(toClipUnderWay) });
}

async function finishClips(session: Session, workshop: Workshop, running: DriveClips): Promise<CommandOutput> {
  const { run, clips, goal } = running;
  const { engine, redactor } = workshop;
  session.keepSnapshot(() => ({
    run: run.id,
    jobs: clips.map(({ id, row }) => toJobReport(successorOf(engine.sql, getJob(engine.sql, id)), { row, redactor })),
  }));
  const outcomes = await driveClips(session, workshop, running);
  const jobs = [];
  for (const clip of clips) {
    const outcome = outcomes.get(clip.id) ?? settled(clip, getJob(engine.sql, clip.id), run);
    jobs.push(await report(session, workshop, clip, outcome));
  }
  return goal.wait ? { run: run.id, jobs } : { run: run.id, jobs, detached: true, text: submittedIds(jobs) };
}

/** What is left of a command that does not wait: a line for each job that `wan resume` fetches. */
function submittedIds(jobs: readonly JobReport[]): string {
  return jobs
    .filter(isSubmitted)
    .map(({ id }) => `${id}\n`)
    .join('');
}

/** What needs no driving: a clip that is there already, or a verdict that stands. */
function settled({ kind }: ClipUnderWay, job: Job, { command }: Run): Outcome {
  const error = 'error' in job.state ? job.state.error : null;
  return { job, error: kind === 'refused' ? refusedAgain(error, command) : error, reused: kind === 'reuse' };
}

function refusedAgain(error: Outcome['error'], command: string): Outcome['error'] {
  if (error === null) return null;
  const next = error.code === 'provider.moderated' ? 'change the picture or the prompt' : againHint(command);
  return { ...error, hint: `the same request failed before; nothing was sent. Next: ${next}` };
}

async function report(session: Session, workshop: Workshop, clip: ClipUnderWay, outcome: Outcome) {
  const { error, reused } = outcome;
  const made = toJobReport(outcome.job, { error, reused, row: clip.row, redactor: workshop.redactor });
  if (made.status !== 'done' || made.output === null) return made;
  if (error !== null && !existsSync(made.output)) return withoutClip(made, error);
  if (clip.isNew || !clip.isNamed) return made;
  const path = withExtensionOf(made.output, clip.output);
  if (made.output === path) return made;
  try {
    const output = await copyClip(made.output, {
      path,
      // A file under a name that nobody asked for is not replaced.
      overwrite: clip.overwrite && path === clip.output,
      job: outcome.job.id,
    });
    session.reporter.report({ type: 'note', level: 'info', job: null, text: `${made.output} copied to ${output}` });
    return { ...made, output, outputs: [output, ...made.outputs.slice(1)] };
  } catch (error) {
    return { ...made, error: toErrorReport(error) };
  }
}
