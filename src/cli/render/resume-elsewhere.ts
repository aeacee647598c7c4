import { WanError } from '../../errors.js';
import { isNotTaken } from '../../jobs/drive/move-clips.js';
import type { Outcome } from '../../jobs/engine.js';
import type { Job, Run } from '../../jobs/job.js';
import { findJob, getJob } from '../../jobs/ledger/jobs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { jobIdOf } from '../../jobs/plan/clip-job.js';
import type { ClipRequest, PlannedClip } from '../../jobs/plan/plan-run.js';
import { planContext } from '../plan/compare-with-ledger.js';
import { replanJob } from '../plan/replan-job.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { toClipUnderWay } from './clip-under-way.js';
import { driveClips } from './drive-clips.js';
import { moveRefused } from './move-refused.js';
import { nextProviders, type RecordedFallback, recordedFallback } from './recorded-fallback.js';
import { recordedSpending } from './recorded-spending.js';

interface Resumed {
  readonly run: Run;
  /** How the jobs of the run ended. */
  readonly outcomes: readonly Outcome[];
}

/**
 * Takes jobs of a resumed run, which their provider certainly did not take, to the next one that its command named, as
 * that command would have. Each is planned and priced anew; one that can not go there keeps the error of its own.
 */
export async function resumeElsewhere(
  session: Session,
  workshop: Workshop,
  { run, outcomes }: Resumed,
): Promise<Outcome[]> {
  const { engine } = workshop;
  const fallback = recordedFallback(run);
  const refused = outcomes.filter((outcome) => outcome.job.run === run.id && isNotTaken(outcome));
  const clips = fallback.to.length === 0 ? [] : await planRefused(session, workshop, { run, fallback, refused });
  if (clips.length === 0 || engine.stop.aborted) return [...outcomes];
  const { force, retryFailed } = fallback;
  const context = { ...planContext(session, engine, {}), force, retryFailed };
  const known = new Map(outcomes.map((outcome) => [outcome.job.id, outcome]));
  const moved = moveRefused(session, workshop, { run, context, clips, outcomes: known });
  const left = clips.filter((clip) => !moved.some(({ from }) => from.id === jobIdOf(clip)));
  const gone = new Set(clips.map(jobIdOf));
  // One that another process has taken up since is followed to where that takes it.
  const underWay = [...moved.map(({ clip }) => clip), ...left].map(toClipUnderWay);
  const goal = { submit: true, wait: true };
  const ended = await driveClips(session, workshop, { run, context, goal, clips: underWay });
  return [
    ...outcomes.filter(({ job }) => !gone.has(job.id)),
    ...underWay.map(({ id, kind }) => ended.get(id) ?? standing(getJob(engine.sql, id), kind === 'reuse')),
  ];
}

interface Refusals {
  readonly run: Run;
  readonly fallback: RecordedFallback;
  readonly refused: readonly Outcome[];
}

async function planRefused(
  session: Session,
  workshop: Workshop,
  { run, fallback, refused }: Refusals,
): Promise<PlannedClip[]> {
  const { allowUnknownPrice } = recordedSpending(run);
  const clips: PlannedClip[] = [];
  for (const { job } of refused) {
    if (workshop.engine.stop.aborted) return [];
    const fallbacks: ClipRequest[] = [];
    const providers = nextProviders(fallback, askedOf(workshop.engine.sql, job));
    for (const provider of providers.toReversed()) {
      try {
        const request = await replanJob(session, workshop, { job, provider, allowUnknownPrice });
        fallbacks.unshift({ ...request, fallbacks: [...fallbacks] });
      } catch (error) {
        if (!(error instanceof WanError)) throw error;
        const text = `${job.id} can not go to ${provider}: ${error.message}`;
        session.reporter.report({ type: 'note', level: 'warning', job: null, text });
      }
    }
    const [next] = fallbacks;
    if (next !== undefined) clips.push(waiting(job, { ...next, provider: job.provider, fallbacks }));
  }
  return clips;
}

/** The clip of a job as its command would have planned it: the first take of a request of its own. */
function waiting(job: Job, request: ClipRequest): PlannedClip {
  const decision = { kind: 'continue', job } as const;
  return { request, take: 0, index: job.index, decision, output: job.output, own: null, changedDefaults: [] };
}

/** The providers that a clip was asked of, the last one first. */
function askedOf(sql: Sql, { provider, movedFrom }: Job): Job['provider'][] {
  const before = movedFrom === undefined ? undefined : findJob(sql, movedFrom);
  return [provider, ...(before === undefined ? [] : askedOf(sql, before))];
}

/** What needs no driving. */
function standing(job: Job, reused: boolean): Outcome {
  return { job, error: 'error' in job.state ? job.state.error : null, reused };
}
