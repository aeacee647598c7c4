import { driveChained, mayBegin } from '../../jobs/drive/drive-chained.js';
import { mayMove } from '../../jobs/drive/move-clips.js';
import { standingOf } from '../../jobs/drive/standing.js';
import type { Engine, Goal, Outcome } from '../../jobs/engine.js';
import type { Job, Run } from '../../jobs/job.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import { isDrivenByOther } from '../../jobs/ledger/leases.js';
import { hasMoved, successorOf } from '../../jobs/ledger/successor.js';
import type { PlanContext } from '../../jobs/plan/plan-run.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { type ClipUnderWay, toClipUnderWay } from './clip-under-way.js';
import { moveRefused } from './move-refused.js';
import { prepareAgain, refusedByAccount } from './prepare-again.js';

export interface DriveClips {
  readonly run: Run;
  readonly context: PlanContext;
  readonly goal: Goal;
  readonly concurrency?: number | undefined;
  readonly clips: ClipUnderWay[];
}

/** Drives clips to their end, at the next provider of their request where one certainly took nothing. `clips` is kept true. */
export async function driveClips(
  session: Session,
  workshop: Workshop,
  running: DriveClips,
): Promise<ReadonlyMap<string, Outcome>> {
  const { engine } = workshop;
  const { clips, context, run, goal } = running;
  const outcomes = new Map<string, Outcome>();
  for (let round: readonly ClipUnderWay[] = clips; round.length > 0; ) {
    const driven = round.filter(isDriven).filter((clip) => {
      const refusal = refusedByAccount(engine, clip);
      if (refusal !== undefined) outcomes.set(clip.id, refusal);
      return refusal === undefined;
    });
    for (const clip of driven) await prepareAgain(engine, clip);
    const ids = driven.map(({ id }) => id);
    const ended = await driveChained(engine, ids, goal, { concurrency: running.concurrency });
    for (const [index, outcome] of ended.entries()) outcomes.set(ids[index] ?? '', outcome);
    const refused = new Set(engine.stop.aborted ? [] : driven.filter((clip) => isRefused(clip, outcomes)));
    const plans = [...refused].flatMap(({ plan }) => plan ?? []);
    const moved = moveRefused(session, workshop, { run, context, clips: plans, outcomes });
    const movedIds = new Set(moved.map(({ from }) => from.id));
    round = [
      ...moved.map(({ from, clip }) => replace(clips, from.id, toClipUnderWay(clip))),
      ...driven.flatMap((clip) => {
        if (movedIds.has(clip.id)) return [];
        const next = withOthers(engine, clip, refused.has(clip));
        return next === undefined ? [] : [replace(clips, clip.id, next)];
      }),
      ...clips.filter(({ id }) => mayBegin(engine, outcomes.get(id))),
    ];
  }
  return outcomes;
}

/** Whether the provider of a clip certainly did not take it, and another may. */
function isRefused({ id, plan }: ClipUnderWay, outcomes: ReadonlyMap<string, Outcome>): boolean {
  const outcome = outcomes.get(id);
  return plan !== null && outcome !== undefined && mayMove(plan, outcome);
}

/**
 * What to wait for where other processes see to a clip: the job that theirs went on as, or the one itself, which one of
 * them has taken up since it was refused here and will move. Undefined for a clip that is at its end.
 */
function withOthers(engine: Engine, clip: ClipUnderWay, isRefusedHere: boolean): ClipUnderWay | undefined {
  const { sql, owner, clock, host } = engine;
  if (standingOf(sql, clip.id).status === 'cancelled') {
    const job = getJob(sql, clip.id);
    return hasMoved(job) ? toFollow(clip, successorOf(sql, job)) : undefined;
  }
  return isRefusedHere && isDrivenByOther(sql, clip.id, owner, { at: clock.now(), host }) ? clip : undefined;
}

function replace(clips: ClipUnderWay[], id: string, clip: ClipUnderWay): ClipUnderWay {
  clips[clips.findIndex((each) => each.id === id)] = clip;
  return clip;
}

/** The clip of a job that was withdrawn in favour of another: that one is waited for in its place. */
function toFollow(gone: ClipUnderWay, { id, provider, seed }: Job): ClipUnderWay {
  const { request, take = 0, index = 0 } = gone.plan ?? {};
  const options = request === undefined ? [] : [request, ...request.fallbacks];
  const own = options.find((option) => option.provider === provider);
  const output = own?.nameOf({ id, index, take, seed }) ?? gone.output;
  return { ...gone, id, kind: 'follow', isNew: false, output, plan: null };
}

function isDriven({ kind }: ClipUnderWay): boolean {
  return kind !== 'reuse' && kind !== 'refused';
}
