import type { JsonObject } from '../../src/json.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import {
  failure,
  insufficientCredits,
  moderated,
  success,
  tooManyRequests,
  unknownModel,
  unknownTask,
} from './wavespeed-answers.js';
import { wavespeedModels } from './wavespeed-catalogue.js';
import { isObject } from './wavespeed-properties.js';
import type { Tasks } from './wavespeed-tasks.js';
import { bodyFault, whitelisted } from './wavespeed-validation.js';

export interface LimitOptions {
  /** Bronze: two videos a minute. */
  readonly bronze?: boolean | undefined;
}

/** Submit, result, list and delete. The submit takes any path that is left, so these routes come last. */
export function taskRoutes(kit: Kit, tasks: Tasks, { bronze = false }: LimitOptions): readonly Route[] {
  const submits: number[] = [];
  const isOverLimit = () => bronze && submits.filter((at) => at > kit.now() - 60_000).length >= 2;
  return [
    {
      method: 'GET',
      path: /^\/api\/v3\/predictions\/(?<id>[^/]+)\/result$/,
      operation: 'status',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined || tasks.isGone(job)) return unknownTask;
        const unknown = exchange.fault('unknown-status-word');
        const word = unknown === undefined ? undefined : (unknown.word ?? 'hibernating');
        return success(tasks.show(job, { counting: true, word }));
      },
    },
    {
      method: 'POST',
      path: /^\/api\/v3\/predictions\/delete$/,
      answer: ({ request }) => {
        const ids = isObject(request.json) && Array.isArray(request.json.ids) ? request.json.ids : undefined;
        if (ids === undefined) return failure(400, 'invalid request body field, ids is required');
        for (const id of ids) tasks.remove(String(id));
        return success(null);
      },
    },
    {
      method: 'POST',
      path: /^\/api\/v3\/predictions$/,
      operation: 'list',
      answer: (exchange) => list(exchange, tasks),
    },
    {
      method: 'POST',
      path: /^\/api\/v3\/(?<model>(?!predictions\/)[^/]+\/.+)$/,
      operation: 'submit',
      answer: (exchange) => {
        if (isOverLimit()) return tooManyRequests;
        const accepted = kit.jobs.accepted;
        const answer = submit(exchange, tasks);
        if (kit.jobs.accepted > accepted) submits.push(kit.now());
        return answer;
      },
    },
  ];
}

/** The answer to a submit by the schemas of WaveSpeed. */
export function submit(exchange: Exchange, tasks: Tasks): Answer {
  const { request, parameters } = exchange;
  const model = wavespeedModels.find(({ id }) => id === parameters.model);
  if (model === undefined) return unknownModel;
  if (!isObject(request.json)) return failure(400, 'invalid request body');
  const body = whitelisted(model, request.json);
  const fault = bodyFault(model, body);
  if (fault !== undefined) return failure(400, fault);
  if (exchange.fault('no-credit') !== undefined) return insufficientCredits;
  if (exchange.fault('moderated-at-submit') !== undefined) return moderated;
  const { enable_sync_mode: sync, ...input } = body;
  const shown = tasks.show(exchange.accept({ endpoint: model.id, input }));
  return success(sync === true ? syncTimedOut(shown) : shown);
}

/** No video is ready within the wait: the task goes on. */
function syncTimedOut(shown: JsonObject): JsonObject {
  const error = 'Sync mode timed out after 90 seconds. Please query the result later.';
  return { ...shown, status: 'processing', code: 5004, error };
}

function list(exchange: Exchange, tasks: Tasks): Answer {
  const query = exchange.request.json ?? {};
  if (!isObject(query)) return failure(400, 'invalid request body');
  const { page = 1, page_size: asked = 20, model, status, include_inputs: withInputs } = query;
  const after = timeOf(query.created_after, Number.NEGATIVE_INFINITY);
  const before = timeOf(query.created_before, Number.POSITIVE_INFINITY);
  if (typeof page !== 'number' || typeof asked !== 'number' || asked < 1 || asked > 100) {
    return failure(400, 'invalid request body field, page_size must be between 1 and 100');
  }
  if (Number.isNaN(after) || Number.isNaN(before)) return failure(400, 'invalid request body field, created_after');
  const matching = exchange
    .listed()
    .filter((job) => !tasks.isGone(job) && job.createdAt >= after && job.createdAt <= before)
    .filter((job) => model === undefined || job.endpoint === model)
    .map((job) => tasks.show(job, { withInputs: withInputs === true }))
    .filter((task) => status === undefined || task.status === status);
  const size = exchange.pageSize(asked);
  return success({ page, items: matching.slice((page - 1) * size, page * size) });
}

function timeOf(value: unknown, missing: number): number {
  return value === undefined ? missing : Date.parse(String(value));
}
