import type { Engine } from '../engine.js';
import { type JobRecord, mayBePaid } from '../job.js';
import { type ClipParts, recordOf } from './clip-record.js';
import { mayBeSentAgain } from './sent-again.js';
import type { TwinDecision } from './twins.js';

type Decided = ClipParts & { readonly decision: TwinDecision };

/**
 * The job that a clip may still be paid as: a new one, one that an earlier run planned and never sent, or one whose
 * submit was lost and may be sent again; else null.
 */
export function unpaidOf(engine: Pick<Engine, 'accountOf' | 'clock'>, clip: Decided): JobRecord | null {
  return recordOf(clip) ?? neverSent(clip.decision) ?? lostSubmit(engine, clip.decision);
}

/** The job that an earlier run left without sending it. */
export function neverSent(decision: TwinDecision): JobRecord | null {
  return decision.kind === 'continue' && !mayBePaid(decision.job.state.status) ? decision.job : null;
}

/** The job that is sent again if the provider's list proves that it never arrived. */
export function lostSubmit(engine: Pick<Engine, 'accountOf' | 'clock'>, decision: TwinDecision): JobRecord | null {
  return decision.kind === 'continue' && mayBeSentAgain(engine, decision.job) ? decision.job : null;
}
