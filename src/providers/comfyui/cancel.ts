import { z } from 'zod';
import type { Call, CancelOutcome, Operation } from '../provider.js';
import { readAnswer } from './answer.js';
import { readEntry } from './check.js';
import { apiOrigin } from './place.js';
import { readQueue, standingIn } from './queue.js';

const cancelledSchema = z.object({ cancelled: z.boolean() });

/**
 * Removes a waiting prompt or interrupts a running one. A removed prompt leaves no trace in the history: that it is gone
 * is the verdict. An interrupted one is told by later checks.
 */
export async function cancelPrompt({ remoteId }: Operation, call: Call): Promise<CancelOutcome> {
  const before = standingIn(await readQueue(call), remoteId);
  if (before === undefined) return { status: 'too-late' };
  if (!(await cancelJob(remoteId, call)))
    await cancelAsBefore(remoteId, { wasWaiting: before.status === 'queued', call });
  if (before.status !== 'queued') return { status: 'requested' };
  const isGone = standingIn(await readQueue(call), remoteId) === undefined;
  // It may have had its turn meanwhile.
  return { status: isGone && (await readEntry(remoteId, call)) === undefined ? 'cancelled' : 'requested' };
}

/** From 0.26 on, atomic; false where the server lacks it. */
async function cancelJob(id: string, call: Call): Promise<boolean> {
  const url = `${apiOrigin}/api/jobs/${encodeURIComponent(id)}/cancel`;
  const response = await call.http.send({ method: 'POST', url, json: {} });
  if (response.status === 404 || response.status === 405) return false;
  readAnswer(response, { schema: cancelledSchema, now: call.now() });
  return true;
}

/** Always with the id: `/interrupt` without one stops whatever runs, also somebody else's. */
async function cancelAsBefore(id: string, { wasWaiting, call }: { wasWaiting: boolean; call: Call }): Promise<void> {
  const [path, json] = wasWaiting ? ['/queue', { delete: [id] }] : ['/interrupt', { prompt_id: id }];
  const response = await call.http.send({ method: 'POST', url: `${apiOrigin}${path}`, json });
  readAnswer(response, { schema: z.unknown(), now: call.now() });
}
