import { toErrorReport } from '../errors.js';
import { copyClip } from '../files/place.js';
import { againHint } from '../jobs/again-hint.js';
import { driveChained } from '../jobs/drive-chained.js';
import type { Goal, Outcome } from '../jobs/engine.js';
import { holdName } from '../jobs/hold-name.js';
import type { Job, Run } from '../jobs/job.js';
import { toJobReport } from '../jobs/job-report.js';
import { getJob } from '../jobs/jobs-table.js';
import { acquireLease, releaseLease } from '../jobs/leases.js';
import { mayMove, moveClips } from '../jobs/move-clips.js';
import { type ClipRequest, commitRun, type PlanContext, type PlannedClip } from '../jobs/plan-run.js';
import { recordEvent } from '../jobs/record-event.js';
import { reportJob } from '../jobs/report-job.js';
import type { CommandOutput } from './command-output.js';
import type { Session } from './session.js';
import type { Workshop } from './workshop.js';

export interface RunClips {
  readonly run: Run;
  readonly requests: readonly ClipRequest[];
  readonly context: PlanContext;
  readonly goal: Goal;
  readonly concurrency?: number | undefined;
}

/**
 * Writes a run down, makes or finds its clips, and tells how each ended. Not async, so that the requests, of which there
 * may be ten thousand, are given up as soon as they are written down.
 */
export function runClips(session: Session, workshop: Workshop, asked: RunClips): Promise<CommandOutput> {
  const { requests, ...running } = asked;
  const { context, run } = asked;
  const clips = commitRun(context, run, requests);
  session.reporter.report({ type: 'run', run: run.id, jobs: clips.length, command: run.command });
  for (const clip of clips) announce(session, clip);
  return finishClips(session, workshop, { ...running, clips: clips.map(toUnderWay) });
}

/** What must be known of a clip that is written down. */
interface ClipUnderWay {
  readonly id: string;
  readonly kind: PlannedClip['decision']['kind'];
  readonly isNew: boolean;
  readonly isNamed: boolean;
  readonly overwrite: boolean;
  readonly output: string;
  readonly row: number | null;
  /** Kept where another provider may take over. */
  readonly plan: PlannedClip | null;
}

interface Running extends Omit<RunClips, 'requests'> {
  readonly clips: ClipUnderWay[];
}

function toUnderWay(clip: PlannedClip): ClipUnderWay {
  const { decision, output, request } = clip;
  return {
    id: jobIdOf(clip),
    kind: decision.kind,
    isNew: decision.kind === 'new',
    isNamed: request.isNamed,
    overwrite: request.overwrite,
    output,
    row: request.row,
    plan: request.fallbacks.length === 0 ? null : clip,
  };
}

function jobIdOf({ decision, own }: PlannedClip): string {
  if ('job' in decision) return decision.job.id;
  if (own === null) throw new Error('a new clip has an id');
  return own.id;
}

async function finishClips(session: Session, workshop: Workshop, running: Running): Promise<CommandOutput> {
  const { run, clips, goal } = running;
  const { engine, redactor } = workshop;
  session.keepSnapshot(() => ({
    run: run.id,
    jobs: clips.map(({ id, row }) => toJobReport(getJob(engine.sql, id), { row, redactor })),
  }));
  const outcomes = await driveClips(session, workshop, running);
  const jobs = [];
  for (const clip of clips) {
    const outcome = outcomes.get(clip.id) ?? settled(clip, getJob(engine.sql, clip.id), run);
    jobs.push(await report(session, workshop, clip, outcome));
  }
  return { run: run.id, jobs, detached: !goal.wait };
}

/** Drives clips to their end, at the next provider of their request where one certainly took nothing. `clips` is kept true. */
async function driveClips(
  session: Session,
  workshop: Workshop,
  running: Running,
): Promise<ReadonlyMap<string, Outcome>> {
  const { engine } = workshop;
  const { clips, context, run, goal } = running;
  const outcomes = new Map<string, Outcome>();
  for (let round: readonly ClipUnderWay[] = clips; round.length > 0; ) {
    const driven = round.filter(isDriven);
    for (const clip of driven) prepareAgain(workshop, clip);
    const ids = driven.map(({ id }) => id);
    const ended = await driveChained(engine, ids, goal, { concurrency: running.concurrency });
    for (const [index, outcome] of ended.entries()) outcomes.set(ids[index] ?? '', outcome);
    const refused = driven.flatMap(({ id, plan }) => {
      const outcome = outcomes.get(id);
      const moves = plan !== null && outcome !== undefined && !engine.stop.aborted && mayMove(plan, outcome);
      return moves ? [plan] : [];
    });
    round = moveClips(engine, context, { run, clips: refused }).map(({ from, clip: planned }) => {
      const clip = toUnderWay(planned);
      clips[clips.findIndex(({ id }) => id === from.id)] = clip;
      const why = outcomes.get(from.id)?.error?.message ?? 'it took nothing';
      const text = `${from.provider} took nothing (${why}): ${from.id} goes to ${planned.request.provider} as ${clip.id}`;
      session.reporter.report({ type: 'note', level: 'warning', job: null, text });
      announce(session, planned);
      return clip;
    });
  }
  return outcomes;
}

function isDriven({ kind }: ClipUnderWay): boolean {
  return kind !== 'reuse' && kind !== 'refused';
}

/** A clip whose file was deleted goes back to the provider's result before it is driven, unless another process was faster. */
function prepareAgain({ engine }: Workshop, { kind, id }: ClipUnderWay): void {
  if (kind !== 'fetch-again') return;
  const lease = acquireLease(engine.sql, id, engine.owner, { at: engine.clock.now(), host: engine.host });
  if (!lease.held) return;
  try {
    const job = getJob(engine.sql, id);
    if (job.state.status !== 'done') return;
    recordEvent(engine, job, { type: 'fetch-again' }, { guard: () => holdName(engine, job) });
  } finally {
    releaseLease(engine.sql, id, engine.owner);
  }
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

function announce(session: Session, clip: PlannedClip): void {
  const note = (level: 'info' | 'warning', text: string) =>
    session.reporter.report({ type: 'note', level, job: null, text });
  const { decision } = clip;
  if (decision.kind === 'new' && decision.why !== null) note('warning', `${decision.why}: rendered as new`);
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

async function report(session: Session, workshop: Workshop, clip: ClipUnderWay, outcome: Outcome) {
  const { error, reused } = outcome;
  const made = toJobReport(outcome.job, { error, reused, row: clip.row, redactor: workshop.redactor });
  if (made.status !== 'done' || made.output === null || made.output === clip.output || clip.isNew) return made;
  if (!clip.isNamed) return made;
  try {
    const output = await copyClip(made.output, {
      path: clip.output,
      overwrite: clip.overwrite,
      job: outcome.job.id,
    });
    session.reporter.report({ type: 'note', level: 'info', job: null, text: `${made.output} copied to ${output}` });
    return { ...made, output, outputs: [output, ...made.outputs.slice(1)] };
  } catch (error) {
    return { ...made, error: toErrorReport(error) };
  }
}
