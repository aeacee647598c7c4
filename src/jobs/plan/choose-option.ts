import { type Job, mayBePaid } from '../job.js';
import { isElsewhere, type TwinDecision } from './twins.js';

/** A take of a request at one of its providers, and what the ledger says of it there. */
export interface Choice<Request extends Pick<Job, 'provider'>> {
  readonly request: Request;
  readonly identity: string;
  readonly decision: TwinDecision;
}

/**
 * What was paid before, or is by a living process, at whichever provider, goes before a new clip at the first; so does
 * whatever became of a clip that has gone from the first to another.
 */
export function chooseOption<Request extends Pick<Job, 'provider'>>(
  choices: readonly Choice<Request>[],
): Choice<Request> {
  const [first, ...others] = choices;
  if (first === undefined) throw new Error('a request has at least itself');
  const begun = atItsOwn(choices.filter(({ decision }) => isBegun(decision)));
  if (begun !== undefined || first.decision.kind !== 'new' || first.decision.hasMoved !== true) return begun ?? first;
  const moved = others.find(({ decision }) => decision.kind !== 'new');
  if (moved !== undefined) return moved;
  // Why it is rendered anew is told by what happened to it last.
  const last = others.findLast(({ decision }) => decision.kind === 'new' && decision.why !== null);
  return { ...first, decision: last?.decision ?? first.decision };
}

/** Whether a job has cost something, or is about to: what a living process drives will be paid by that. */
function isBegun(decision: TwinDecision): boolean {
  if (decision.kind === 'new' || decision.kind === 'refused') return false;
  return decision.kind === 'follow' || mayBePaid(decision.job.state.status);
}

/** The first of these, as the provider of its job is asked for it where that is one of them. */
function atItsOwn<Request extends Pick<Job, 'provider'>>([first, ...others]: readonly Choice<Request>[]) {
  if (first === undefined || !isElsewhere(first.decision, first.request)) return first;
  const jobOf = ({ decision }: Choice<Request>) => ('job' in decision ? decision.job.id : undefined);
  return others.find((other) => jobOf(other) === jobOf(first) && !isElsewhere(other.decision, other.request)) ?? first;
}
