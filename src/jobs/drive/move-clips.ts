import type { ErrorCode } from '../../errors.js';
import { markedPath } from '../../files/template.js';
import type { Engine, Outcome } from '../engine.js';
import { type Job, mayBePaid, type Run } from '../job.js';
import { applyEvent, getJob } from '../ledger/jobs-table.js';
import { acquireLease, releaseLease } from '../ledger/leases.js';
import { nameHolder } from '../ledger/names-table.js';
import { jobIdOf } from '../plan/clip-job.js';
import { joinRun } from '../plan/join-run.js';
import { holdsName, insertClips, type PlanContext, type PlannedClip, planClip } from '../plan/plan-run.js';

/**
 * Reasons for which another provider may take over: refused connection, rejected key, no credit, no permission, a model
 * that is gone, a 429 that lasted. A cap, a full disk or a bucket would stop the next one too.
 */
const reasons: readonly ErrorCode[] = [
  'key.rejected',
  'key.missing',
  'money.no-credit',
  'provider.unavailable',
  'provider.throttled',
  'network.failed',
  'request.unknown-model',
];

/** Whether the provider certainly did not take this clip, for a reason that another one may not have. */
export function isNotTaken({ job, error }: Outcome): boolean {
  return error !== null && !mayBePaid(job.state.status) && reasons.includes(error.code);
}

/** Whether such a clip has somewhere to go. */
export function mayMove(clip: PlannedClip, outcome: Outcome): boolean {
  return clip.request.fallbacks.length > 0 && isNotTaken(outcome);
}

export interface Moved {
  readonly from: Job;
  readonly clip: PlannedClip;
  /** The job that has the clip now. */
  readonly to: string;
  /** The name that it was to have, where another job has got it since the clip was planned. */
  readonly takenName: string | null;
}

/**
 * Withdraws jobs that were never accepted and plans each at the next provider of its request, in one transaction, so
 * that no clip is ever wanted from two. A job that somebody else has taken up meanwhile stays.
 */
export function moveClips(
  engine: Engine,
  context: PlanContext,
  moving: { run: Run; clips: readonly PlannedClip[] },
): Moved[] {
  return engine.sql.transaction(() =>
    moving.clips.flatMap((clip) => {
      const [next] = clip.request.fallbacks;
      if (next === undefined) return [];
      const { take, index } = clip;
      const planned = planClip(context, moving.run.id, { request: next, take, index });
      const to = jobIdOf(planned);
      const from = withdraw(engine, { id: jobIdOf(clip), movedTo: to });
      if (from === undefined) return [];
      const output = freeName(context, planned);
      const own = planned.own && { ...planned.own, output, movedFrom: from.id };
      const moved = { ...planned, own, output };
      insertClips(context, [moved]);
      joinRun(engine.sql, moving.run.id, [moved]);
      return [{ from, clip: moved, to, takenName: output === planned.output ? null : planned.output }];
    }),
  );
}

/** The name of a new clip, marked where another job has got it since the clip was planned: too late to choose another. */
function freeName(context: PlanContext, { own, output }: PlannedClip): string {
  if (own === null || nameHolder(context.sql, output, (id) => holdsName(context, id)) === undefined) return output;
  return markedPath(output, own.id);
}

function withdraw(engine: Engine, { id, movedTo }: { id: string; movedTo: string }): Job | undefined {
  const { sql, owner, clock, host } = engine;
  const lease = acquireLease(sql, id, owner, { at: clock.now(), host });
  if (!lease.held) return undefined;
  const job = getJob(sql, id);
  const isOurs = !mayBePaid(job.state.status);
  if (isOurs) applyEvent(sql, { job, event: { type: 'cancelled', movedTo }, owner, at: clock.now() });
  releaseLease(sql, id, owner);
  return isOurs ? job : undefined;
}
