import { randomUUID } from 'node:crypto';
import { inspected, noModel, overdue, problem, tooFast } from './dashscope-answers.js';
import { findModel, isOnImagePath } from './dashscope-models.js';
import type { Desk } from './dashscope-routes.js';
import { storedIn } from './dashscope-store.js';
import { isObject, taskFault } from './dashscope-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';

/** Both submit paths, and the check of a face, which is answered at once. */
export function submitRoutes(desk: Desk): readonly Route[] {
  return [
    {
      method: 'POST',
      path: /^\/api\/v1\/services\/aigc\/video-generation\/video-synthesis$/,
      operation: 'submit',
      answer: (exchange) => submit(exchange, desk, false),
    },
    {
      method: 'POST',
      path: /^\/api\/v1\/services\/aigc\/image2video\/video-synthesis$/,
      operation: 'submit',
      answer: (exchange) => submit(exchange, desk, true),
    },
    {
      method: 'POST',
      path: /^\/api\/v1\/services\/aigc\/image2video\/face-detect$/,
      answer: () => ({ status: 200, json: { output: { check_pass: true, humanoid: true }, request_id: randomUUID() } }),
    },
  ];
}

/** Of what is in the request only key, model, credit and content are looked at now: the rest fails with the task. */
function submit(exchange: Exchange, desk: Desk, onImagePath: boolean): Answer {
  const { headers, json } = exchange.request;
  if (headers['x-dashscope-async'] !== 'enable') {
    return problem(403, 'AccessDenied', 'current user api does not support synchronous calls.');
  }
  if (!isObject(json)) return problem(400, 'InvalidParameter', 'Required body invalid, please check the request body.');
  const model = findModel(json.model);
  if (model === undefined || isOnImagePath(model) !== onImagePath || !model.regions.includes(desk.region)) {
    return noModel(String(json.model));
  }
  if (exchange.fault('no-credit') !== undefined) return overdue();
  if (desk.isTooFast(model)) return tooFast();
  if (exchange.fault('moderated-at-submit') !== undefined) return inspected();
  const { model: endpoint, ...input } = json;
  const job = exchange.accept({ endpoint: String(endpoint), input });
  const fault = taskFault(model, input);
  const unresolved = storedIn(input).length > 0 && headers['x-dashscope-ossresourceresolve'] !== 'enable';
  if (fault !== undefined) {
    job.outcome = { kind: 'task-failed', type: 'InvalidParameter', message: fault };
  } else if (unresolved || desk.store.isUnreadable(input, model.id)) {
    job.outcome = { kind: 'task-failed', type: 'InvalidURL', message: 'The request URL is invalid.' };
  }
  const request_id = randomUUID();
  desk.tasks.requestIds.set(job.id, request_id);
  return { status: 200, json: { output: { task_status: 'PENDING', task_id: job.id }, request_id } };
}
