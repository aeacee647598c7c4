import { z } from 'zod';
import { WanError } from '../../errors.js';
import { toRefusal } from '../../http/refusal.js';
import type { Call, Operation, Progress, SubmitIntent } from '../provider.js';
import { withCost } from '../with-cost.js';
import { apiOrigin, explain, keepRequestId, readAnswer, requestIdText, submitId } from './answer.js';
import { readCost } from './cost.js';
import { lostHint, submitDeadlineMs } from './surface.js';
import { taskSchema, toProgress } from './task.js';

/** A number of some 15 digits for videos, as text; taken as a number too. */
const acceptedSchema = z.object({ task_id: z.coerce.string().regex(/^\w[\w-]*$/) });

/** One billable POST to the unified video API, which names the model in the body. */
export async function submitUnified({ body, query }: SubmitIntent, call: Call): Promise<Operation> {
  const response = await call.http.submit({
    method: 'POST',
    url: `${apiOrigin}/302/v2/video/create`,
    query,
    json: body,
    timeoutMs: submitDeadlineMs,
  });
  if (response.status < 200 || response.status > 299) {
    throw toRefusal(explain(response, { now: call.now(), on: 'submit' }));
  }
  const accepted = acceptedSchema.safeParse(response.json);
  if (accepted.success) {
    return { remoteId: accepted.data.task_id, surface: 'unified', ...keepRequestId(response) };
  }
  const id = requestIdText(response);
  const said = `accepted (${response.status}${id === '' ? '' : `, ${id}`}), but the id of the task is missing`;
  throw new WanError('submit.unknown', `ai302: ${said}`, { hint: lostHint, delivery: 'unknown', provider: 'ai302' });
}

/** @throws WanError `job.not-found` for a task that this key does not have; nothing says how long one is kept */
export async function checkUnified({ remoteId, requestId }: Operation, call: Call): Promise<Progress> {
  const url = `${apiOrigin}/302/v2/video/fetch/${encodeURIComponent(remoteId)}`;
  const response = await call.http.send({ method: 'GET', url });
  const { status } = explain(response, { now: call.now(), on: 'read' }).response;
  if (status !== 404 || response.json === undefined) {
    const task = readAnswer(response, { schema: taskSchema, now: call.now() });
    const costIds = task.ai302_cost_request_ids ?? [];
    // The call that made the task may be one of those, or stand for them all: it counts where they are not named.
    const calls = costIds.length > 0 ? costIds : submitId(requestId);
    return withCost(toProgress(task), call, () => readCost(calls, call));
  }
  throw new WanError('job.not-found', `302.AI knows no task ${remoteId} of this key`, {
    hint: 'this key may belong to another account, or the task was removed: use the key that submitted it',
    provider: 'ai302',
    remoteId,
  });
}
