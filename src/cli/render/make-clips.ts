import { dirname } from 'node:path';
import { makeDirectories } from '../../files/output-facts.js';
import { filmOf } from '../../film/film-settings.js';
import type { Run } from '../../jobs/job.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';
import type { CommandOutput } from '../command-output.js';
import { finishFilms } from '../film/finish-films.js';
import type { ClipsToMake, MakeClips } from '../plan/clips-to-make.js';
import { confirmCost } from '../plan/confirm-cost.js';
import { describePlan } from '../plan/describe-plan.js';
import { writePlan } from '../plan-file/write-plan.js';
import type { RunFlags } from '../request/run-flags.js';
import type { Session } from '../session.js';
import { recordFallback } from './recorded-fallback.js';
import { recordSpending } from './recorded-spending.js';
import { runClips } from './run-clips.js';

/** The last part of the way of every command that renders: show, write down or confirm the cost, then make the clips. */
export function makeClips(session: Session, planned: ClipsToMake, asked: MakeClips): Promise<CommandOutput> {
  const { workshop, clips } = planned;
  const { flags, purpose } = asked;
  if (purpose?.kind === 'plan') return writePlan(session, { planned, command: asked, file: purpose.file });
  if (purpose?.kind === 'estimate' || flags.dryRun === true) return Promise.resolve(describePlan(workshop, clips));
  return agree(session, planned, flags)
    .then(rendering(session, planned, asked))
    .then(joining(session, planned, asked));
}

/** A function of its own, because its closure must hold no clip while all of them are decided about once more. */
function rendering(session: Session, { workshop, requests, context }: ClipsToMake, asked: MakeClips) {
  return () => render(session, { workshop, requests, context }, asked);
}

/** A function of its own, because its closure must hold no plan while the clips are made. */
function joining(session: Session, { workshop }: ClipsToMake, { run, settings = {} }: MakeClips) {
  const film = filmOf(settings);
  const films = film === undefined ? [] : [{ run, film }];
  return (output: CommandOutput) => finishFilms(session, workshop, output, { films, isNamed: true });
}

async function agree(session: Session, { workshop, clips }: ClipsToMake, flags: RunFlags): Promise<void> {
  await confirmCost(clips, { ...workshop, flags, runtime: session.runtime });
  await makeDirectories([...new Set(clips.filter(isWritten).map((clip) => dirname(clip.output)))]);
}

/** A clip that is there, or never will be, is left where it is unless a name was asked for. */
function isWritten({ decision: { kind }, request }: PlannedClip): boolean {
  return request.isNamed || (kind !== 'reuse' && kind !== 'refused');
}

function render(
  session: Session,
  planned: Pick<ClipsToMake, 'workshop' | 'requests' | 'context'>,
  asked: MakeClips,
): Promise<CommandOutput> {
  const { workshop, requests, context } = planned;
  const { flags } = asked;
  const run: Run = {
    id: asked.run,
    command: asked.command,
    createdAt: session.runtime.clock.now(),
    cwd: session.runtime.cwd,
    maxCost: workshop.settings.limits.perRun?.value ?? null,
    confirmed: true,
    settings: {
      ...asked.settings,
      ...recordSpending(workshop.settings.limits, flags.allowUnknownPrice === true),
      ...recordFallback(requests, context),
    },
  };
  return runClips(session, workshop, {
    run,
    requests,
    context,
    goal: { submit: true, wait: flags.detach !== true, failFast: flags.failFast },
    concurrency: workshop.settings.concurrency?.value,
  });
}
