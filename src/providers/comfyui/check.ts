import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { Call, Operation, Progress } from '../provider.js';
import { readAnswer } from './answer.js';
import { failureOf } from './failure.js';
import { type HistoryEntry, historySchema, type Reading, toProgress, toResult } from './history.js';
import { apiOrigin } from './place.js';
import { readQueue, standingIn } from './queue.js';

const lost: Progress = {
  status: 'expired',
  reason:
    'the server knows the prompt no longer: it was restarted, crashed (out of memory?) or somebody emptied its queue; a finished clip may still lie in its output folder',
};

/**
 * History, then queue. An empty history entry means queued, running or unknown; a prompt in neither is looked for twice
 * more, as it moves from one to the other between two questions, before it counts as lost.
 */
export async function checkPrompt({ remoteId, note }: Operation, call: Call): Promise<Progress> {
  const reading = { call, note };
  const entry = await readEntry(remoteId, call);
  if (entry !== undefined) return toProgress(entry, reading);
  const standing = standingIn(await readQueue(call), remoteId) ?? (await readJob(remoteId, reading));
  if (standing !== undefined) return standing;
  const late = await readEntry(remoteId, call);
  return late === undefined ? lost : toProgress(late, reading);
}

export async function readEntry(id: string, call: Call): Promise<HistoryEntry | undefined> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/history/${encodeURIComponent(id)}` });
  return readAnswer(response, { schema: historySchema, now: call.now() })[id];
}

const jobSchema = z.object({
  status: z.string(),
  outputs: z.record(z.string(), z.json()).nullish().catch(null),
  execution_error: z.json().nullish(),
});

/** The jobs API, from 0.10 on; 404 for an unknown id and on servers that lack it. */
async function readJob(id: string, reading: Reading): Promise<Progress | undefined> {
  const { call } = reading;
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/api/jobs/${encodeURIComponent(id)}` });
  if (response.status === 404 || response.status === 405) return undefined;
  const { status, outputs, execution_error: error } = readAnswer(response, { schema: jobSchema, now: call.now() });
  switch (status) {
    case 'pending':
      return { status: 'queued' };
    case 'in_progress':
      return { status: 'rendering' };
    case 'completed':
      return toResult(outputs ?? {}, { ...reading, graph: undefined });
    case 'failed':
      return failureOf(error);
    case 'cancelled':
      return { status: 'cancelled' };
    default:
      return { status: 'rendering', note: `ComfyUI says "${cleanSentence(status)}", which is not in its documents` };
  }
}
