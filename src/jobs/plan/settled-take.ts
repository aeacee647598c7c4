import { WanError } from '../../errors.js';
import type { Job } from '../job.js';
import { decideByTwin, type TwinDecision, type TwinQuestion } from './twins.js';

/** What a reviewed plan, or the shots of a film, have settled about a take before it is compared with the ledger. */
export interface SettledTake {
  /** A job of that id is that clip, whatever else is alike. */
  readonly id: string;
  /** Position among the takes of its request when it was settled. */
  readonly take: number;
  /** The seed that the user chose; null where one is drawn. */
  readonly seed: number | null;
  /** Whether others name this id, so that no other job can stand for it. */
  readonly isNamed: boolean;
}

export interface SettledQuestion {
  readonly settled: SettledTake;
  /** The job of that id, or what has its clip, once the ledger has it. */
  readonly own: Job | undefined;
  /** Whether the job is, or went on from one, of the request that is asked for now. */
  readonly isOwn: boolean;
  /** What the ledger says of the take beside its id. */
  readonly decision: TwinDecision;
  /** Whether its take's number or seed tells the clip from others. */
  readonly isKnown: boolean;
  readonly known: Pick<TwinQuestion, 'isDriven' | 'fileExists' | 'now' | 'heirOf'>;
}

/** Decides about a settled take: an id is paid for once, and never stands for another clip. @throws WanError `plan.changed` */
export function decideSettled({ settled, own, known, ...now }: SettledQuestion): TwinDecision {
  if (own !== undefined) return decideOwn(own, known, now.isOwn);
  const { decision } = now;
  if (settled.isNamed && 'job' in decision) {
    throw changed(`${decision.job.id} is now the clip that was planned as ${settled.id}`);
  }
  // A seed that was drawn and reviewed is another take than whatever else was left unfinished.
  return now.isKnown || settled.isNamed ? decision : { kind: 'new', why: null };
}

function decideOwn(own: Job, known: SettledQuestion['known'], isOwn: boolean): TwinDecision {
  if (!isOwn) throw changed(`${own.id} is another clip in the ledger of this machine`);
  const decision = decideByTwin(known, own);
  if (decision.kind !== 'new') return decision;
  throw changed(
    `${decision.why}; what was planned is rendered once`,
    `plan again for a new clip; the rest of it: wan resume ${own.run}`,
  );
}

function changed(what: string, hint = 'plan again: only what is missing is rendered'): WanError {
  return new WanError('plan.changed', `${what}; nothing was sent`, { hint });
}
