import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../src/json.js';
import { type Desk, executionError, historyEntry, promptOf, whereabouts } from './comfyui-desk.js';
import { outputsOf } from './comfyui-outputs.js';
import { isObject, isUuid, judgePrompt, whole } from './comfyui-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';

/** Whether this server is at least of a version. */
export type AtLeast = (version: string) => boolean;

/** What `POST /prompt`, the queue, the history and the jobs API do. Every route exists with `/api` too. */
export function promptRoutes(desk: Desk, atLeast: AtLeast): readonly Route[] {
  const jobs: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/api\/jobs\/(?<id>[^/]+)$/,
      operation: 'status',
      answer: (exchange) => getJob(exchange, desk),
    },
  ];
  const cancels: readonly Route[] = [
    {
      method: 'POST',
      path: /^\/api\/jobs\/(?<id>[^/]+)\/cancel$/,
      operation: 'cancel',
      answer: ({ parameters }) => ok({ cancelled: stop(parameters.id ?? '', desk) }),
    },
  ];
  return [
    {
      method: 'POST',
      path: /^(?:\/api)?\/prompt$/,
      operation: 'submit',
      answer: (exchange) => submit(exchange, { desk, atLeast }),
    },
    {
      method: 'GET',
      path: /^(?:\/api)?\/history\/(?<id>[^/]+)$/,
      operation: 'status',
      answer: (exchange) => getHistory(exchange, desk),
    },
    {
      method: 'GET',
      path: /^(?:\/api)?\/history$/,
      operation: 'list',
      answer: (exchange) => listHistory(exchange, desk),
    },
    { method: 'GET', path: /^(?:\/api)?\/queue$/, operation: 'list', answer: (exchange) => getQueue(exchange, desk) },
    {
      method: 'POST',
      path: /^(?:\/api)?\/queue$/,
      operation: 'cancel',
      answer: (exchange) => deleteIn(exchange, desk),
    },
    {
      method: 'POST',
      path: /^(?:\/api)?\/interrupt$/,
      operation: 'cancel',
      answer: (exchange) => interrupt(exchange, desk),
    },
    ...(atLeast('0.10.0') ? jobs : []),
    ...(atLeast('0.26.0') ? cancels : []),
  ];
}

function submit(exchange: Exchange, { desk, atLeast }: { desk: Desk; atLeast: AtLeast }): Answer {
  const { json } = exchange.request;
  if (!isObject(json)) return { status: 400, json: whole('no_prompt', 'No prompt provided', 'No prompt provided') };
  // Neither is ComfyUI's own: a gateway that sells it, and a custom node that looks at pictures before the run.
  if (exchange.fault('no-credit') !== undefined) return { status: 402, json: { error: 'Payment required' } };
  if (exchange.fault('moderated-at-submit') !== undefined) return { status: 400, json: rejectedPicture };
  const chosen = atLeast('0.25.0') ? json.prompt_id : undefined;
  if (chosen !== undefined && !isUuid(chosen)) {
    return { status: 400, json: whole('invalid_prompt_id', 'prompt_id must be a UUID', String(chosen)) };
  }
  const { refusal, nodeErrors } = judgePrompt(json.prompt, desk.bench);
  if (refusal !== undefined) return { status: 400, json: refusal };
  const id = typeof chosen === 'string' ? chosen : randomUUID();
  const job = exchange.accept({ endpoint: 'prompt', input: json, id });
  return ok({ prompt_id: job.id, number: 1, node_errors: nodeErrors });
}

const rejectedPicture: JsonObject = {
  ...whole('prompt_outputs_failed_validation', 'Prompt outputs failed validation', ''),
  node_errors: {
    img: {
      class_type: 'LoadImage',
      dependent_outputs: ['save'],
      errors: [
        {
          type: 'custom_validation_failed',
          message: 'Custom validation failed for node',
          details: 'image - rejected by the safety node',
          extra_info: { input_name: 'image' },
        },
      ],
    },
  },
};

/** Empty for what waits, what runs and what is not known. */
function getHistory(exchange: Exchange, desk: Desk): Answer {
  const job = exchange.job(exchange.parameters.id ?? '');
  if (job === undefined) return ok({});
  desk.kit.jobs.poll(job);
  const odd = exchange.fault('unknown-status-word');
  if (odd !== undefined) {
    const status = { status_str: odd.word ?? 'hibernating', completed: false, messages: [] };
    return ok({ [job.id]: { ...historyEntry(job, desk), outputs: {}, status } });
  }
  return ok(whereabouts(job, desk) === 'history' ? { [job.id]: historyEntry(job, desk) } : {});
}

/** Oldest first. */
function listHistory(exchange: Exchange, desk: Desk): Answer {
  const { max_items: maxItems, offset = '0' } = exchange.request.query;
  const entries = exchange
    .listed()
    .toReversed()
    .filter((job) => whereabouts(job, desk) === 'history');
  const size = exchange.pageSize(maxItems === undefined ? entries.length : Number(maxItems));
  const page = entries.slice(Number(offset), Number(offset) + size);
  return ok(Object.fromEntries(page.map((job) => [job.id, historyEntry(job, desk)])));
}

/** Pending prompts as they lie in a heap: only the first is in its place. */
function getQueue(exchange: Exchange, desk: Desk): Answer {
  const prompts = (place: 'running' | 'pending', jobs: readonly SimulatedJob[]): JsonValue[] =>
    jobs.filter((job) => whereabouts(job, desk) === place).map((job) => promptOf(job, desk));
  const listed = exchange.listed().toReversed();
  const [first, ...others] = prompts('pending', listed);
  const heap = first === undefined ? [] : [first, ...others.toReversed()];
  return ok({ queue_running: prompts('running', listed), queue_pending: heap });
}

function getJob(exchange: Exchange, desk: Desk): Answer {
  const job = exchange.job(exchange.parameters.id ?? '');
  const place = job === undefined ? 'nowhere' : whereabouts(job, desk);
  if (job === undefined || place === 'nowhere') return { status: 404, json: { error: 'Job not found' } };
  const error = place === 'history' ? executionError(job, desk) : undefined;
  const ended = error?.[0] === 'execution_interrupted' ? 'cancelled' : error === undefined ? 'completed' : 'failed';
  const status = { pending: 'pending', running: 'in_progress', history: ended }[place];
  return ok({
    id: job.id,
    status: exchange.fault('unknown-status-word')?.word ?? status,
    create_time: job.createdAt,
    outputs: status === 'completed' ? outputsOf(job, desk) : {},
    execution_error: error?.[1] ?? null,
  });
}

function deleteIn({ request }: Exchange, desk: Desk): Answer {
  const ids = isObject(request.json) && Array.isArray(request.json.delete) ? request.json.delete : [];
  for (const job of desk.kit.jobs.all) {
    if (ids.includes(job.id) && whereabouts(job, desk) === 'pending') desk.removed.add(job.id);
  }
  return { status: 200 };
}

/** Without an id whatever runs is stopped. */
function interrupt({ request }: Exchange, desk: Desk): Answer {
  const id = isObject(request.json) ? request.json.prompt_id : undefined;
  for (const job of desk.kit.jobs.all) {
    if (whereabouts(job, desk) === 'running' && (id === undefined || id === job.id)) desk.interrupted.add(job.id);
  }
  return { status: 200 };
}

function stop(id: string, desk: Desk): boolean {
  const job = desk.kit.jobs.find(id);
  const place = job === undefined ? 'nowhere' : whereabouts(job, desk);
  if (place === 'pending') desk.removed.add(id);
  if (place === 'running') desk.interrupted.add(id);
  return place === 'pending' || place === 'running';
}

function ok(json: JsonValue): Answer {
  return { status: 200, json };
}
