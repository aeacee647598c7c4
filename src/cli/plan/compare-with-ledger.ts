import { keptSize } from '../../files/output-facts.js';
import type { Job } from '../../jobs/job.js';
import { findJob } from '../../jobs/ledger/jobs-table.js';
import { lastBearer } from '../../jobs/ledger/names-table.js';
import { type ClipRequest, type PlanContext, type PlannedClip, planClips } from '../../jobs/plan/plan-run.js';
import type { RunFlags } from '../request/run-flags.js';
import type { Session } from '../session.js';
import { checkKeptClips } from './check-kept.js';
import { checkClipOutputs } from './check-outputs.js';
import type { ClipsToMake } from './clips-to-make.js';
import { locateClip } from './locate-clip.js';
import type { PlannedAll } from './plan-all.js';

export interface LedgerQuestion {
  readonly run: string;
  readonly flags: Pick<RunFlags, 'force' | 'retryFailed'>;
}

/** What planned requests mean beside what the ledger holds: which clips are new, and that each can have its name. */
export function compareWithLedger(session: Session, all: PlannedAll, { run, flags }: LedgerQuestion): ClipsToMake {
  const { workshop, planned } = all;
  tellNotes(session, all);
  const requests = planned.map(({ request }) => request);
  const context = planContext(session, workshop.engine, flags);
  const clips = decideClips(context, run, requests);
  return { workshop, context, requests, clips, presetFiles: presetFilesOf(all) };
}

/** In one transaction, so that no other process writes the same clips down between the decision and the look at names. */
export function decideClips(context: PlanContext, run: string, requests: readonly ClipRequest[]): PlannedClip[] {
  return context.sql.transaction(() => {
    const clips = planClips(context, run, requests);
    checkKeptClips(clips);
    checkClipOutputs(context, clips);
    return clips;
  });
}

/** What there is to say about requests, each sentence once. */
export function tellNotes({ reporter }: Session, { planned }: Pick<PlannedAll, 'planned'>): void {
  for (const text of new Set(planned.flatMap(({ notes }) => notes))) {
    reporter.report({ type: 'note', level: 'warning', job: null, text });
  }
}

export function presetFilesOf({ planned }: Pick<PlannedAll, 'planned'>): string[] {
  return [...new Set(planned.flatMap(({ presetFiles }) => presetFiles))];
}

/** What planning needs to know of this process and its flags. */
export function planContext(
  { runtime }: Session,
  engine: Pick<PlanContext, 'sql' | 'owner'>,
  flags: LedgerQuestion['flags'],
): PlanContext {
  return {
    sql: engine.sql,
    owner: engine.owner,
    host: runtime.host,
    now: runtime.clock.now(),
    force: flags.force ?? false,
    retryFailed: flags.retryFailed ?? false,
    newId: runtime.newId,
    fileExists: (job) => isInPlace(engine.sql, job),
    locate: (job) => locateClip(job, runtime.cwd, (moved) => isInPlace(engine.sql, moved)),
  };
}

/** Whether the delivered file is where it was put: unchanged in size, and no later clip was put over it. */
function isInPlace(sql: PlanContext['sql'], { id, state }: Job): boolean {
  if (state.status !== 'done') return false;
  const [first] = state.outputs;
  if (first === undefined || keptSize(first) !== state.bytes) return false;
  const bearer = lastBearer(sql, first);
  return bearer === undefined || bearer === id || !isDeliveredTo(findJob(sql, bearer), first);
}

function isDeliveredTo(job: Job | undefined, path: string): boolean {
  return job?.state.status === 'done' && job.state.outputs[0] === path;
}
