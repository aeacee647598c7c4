import { dirname } from 'node:path';
import { makeDirectories } from '../files/output-facts.js';
import { filmOf } from '../film/film-settings.js';
import type { Run } from '../jobs/job.js';
import type { ClipRequest, PlanContext, PlannedClip } from '../jobs/plan-run.js';
import type { JsonObject } from '../json.js';
import type { CommandOutput } from './command-output.js';
import { confirmCost } from './confirm-cost.js';
import { describePlan } from './describe-plan.js';
import { finishFilm } from './finish-film.js';
import { runClips } from './run-clips.js';
import type { CommandContext } from './run-command.js';
import type { RunFlags } from './run-flags.js';
import type { Session } from './session.js';
import type { Workshop } from './workshop.js';
import { writePlan } from './write-plan.js';

/** Clips that were checked, priced and compared with the ledger, so that only the cost is to be agreed on. */
export interface ClipsToMake {
  readonly workshop: Workshop;
  readonly context: PlanContext;
  readonly requests: readonly ClipRequest[];
  readonly clips: readonly PlannedClip[];
  /** Every preset file that took part. */
  readonly presetFiles: readonly string[];
}

export interface MakeClips {
  readonly run: string;
  readonly command: string;
  readonly flags: RunFlags;
  /** `estimate` and `plan` stop before anything is sent. */
  readonly purpose: CommandContext['purpose'];
  /** What a resumed run, or a page of results, needs to know of it; with `film` the clips are joined. */
  readonly settings?: JsonObject | undefined;
  /** Files that the plan was made from besides the pictures, with their SHA-256. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
}

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
function joining(session: Session, { workshop }: ClipsToMake, { settings = {} }: MakeClips) {
  const film = filmOf(settings);
  return (output: CommandOutput) => finishFilm(session, workshop, output, film);
}

async function agree(session: Session, { workshop, clips }: ClipsToMake, flags: RunFlags): Promise<void> {
  await confirmCost(clips, { settings: workshop.settings, flags, runtime: session.runtime });
  await makeDirectories([...new Set(clips.map((clip) => dirname(clip.output)))]);
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
    settings: asked.settings ?? {},
  };
  return runClips(session, workshop, {
    run,
    requests,
    context,
    goal: { submit: true, wait: flags.detach !== true, failFast: flags.failFast },
    concurrency: workshop.settings.concurrency?.value,
  });
}
