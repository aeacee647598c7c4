import { type ClipParts, recordOf } from './clip-record.js';
import { type JobRecord, mayBePaid } from './job.js';
import type { TwinDecision } from './twins.js';

/** The job that a clip is still to be paid as: a new one, or one that an earlier run planned and never sent; else null. */
export function unpaidOf(clip: ClipParts & { readonly decision: TwinDecision }): JobRecord | null {
  return recordOf(clip) ?? neverSent(clip.decision);
}

/** The job that an earlier run left without sending it. */
export function neverSent(decision: TwinDecision): JobRecord | null {
  return decision.kind === 'continue' && !mayBePaid(decision.job.state.status) ? decision.job : null;
}
