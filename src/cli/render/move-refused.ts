import { type Moved, moveClips } from '../../jobs/drive/move-clips.js';
import type { Outcome } from '../../jobs/engine.js';
import type { Run } from '../../jobs/job.js';
import { noteShared } from '../../jobs/plan/jobs-of-run.js';
import type { PlanContext, PlannedClip } from '../../jobs/plan/plan-run.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { announceClip } from './announce-clip.js';

export interface MoveRefused {
  readonly run: Run;
  readonly context: PlanContext;
  readonly clips: readonly PlannedClip[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Moves clips, which their provider certainly did not take, to the next one of their request, and says so. */
export function moveRefused(session: Session, { engine }: Workshop, refused: MoveRefused): Moved[] {
  const { run, context, clips, outcomes } = refused;
  const moved = moveClips(engine, context, { run, clips });
  noteShared(
    engine.sql,
    run.id,
    moved.map(({ clip }) => clip),
  );
  for (const { from, clip, to, takenName } of moved) {
    const warn = (text: string) => session.reporter.report({ type: 'note', level: 'warning', job: null, text });
    const why = outcomes.get(from.id)?.error?.message ?? 'it took nothing';
    warn(`${from.provider} took nothing (${why}): ${from.id} goes to ${clip.request.provider} as ${to}`);
    announceClip(session, clip);
    if (takenName !== null) warn(`${takenName} has become another clip's: ${to} will be ${clip.output}`);
  }
  return moved;
}
