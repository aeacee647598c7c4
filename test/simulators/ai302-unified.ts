import type { JsonObject } from '../../src/json.js';
import type { Costs } from './ai302-account.js';
import { invalid, noBalance, notFound, notSupported, plain, refusedContent } from './ai302-answers.js';
import { findModel } from './ai302-models.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';
import { isObject } from './wavespeed-properties.js';

/** Create and fetch of the unified video API, version 2. */
export function unifiedRoutes(kit: Kit, costs: Costs): readonly Route[] {
  let count = 301_504_317_665_393;
  const newId = () => String(count++);
  const webhooks = new Map<string, string>();
  return [
    {
      method: 'POST',
      path: /^\/302\/v2\/video\/create$/,
      operation: 'submit',
      answer: (exchange) => {
        const refusal = refusalOf(exchange);
        if (refusal !== undefined) return refusal;
        const input = isObject(exchange.request.json) ? exchange.request.json : {};
        const job = exchange.accept({ endpoint: findModel(input.model) ?? '', input, id: newId() });
        webhooks.set(job.id, exchange.request.query.webhook ?? '');
        return plain({ task_id: job.id, status: 'pending', created_at: iso(job.createdAt) });
      },
    },
    {
      method: 'GET',
      path: /^\/302\/v2\/video\/fetch\/(?<id>[^/]+)$/,
      operation: 'status',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined || !/^\d+$/.test(job.id)) return notFound;
        const unknown = exchange.fault('unknown-status-word');
        const word = unknown === undefined ? undefined : (unknown.word ?? 'hibernating');
        return plain(show(job, { kit, costs, word, webhook: webhooks.get(job.id) ?? '' }));
      },
    },
  ];
}

/** Which values a model takes is between the gateway and its vendor; what becomes of unknown keys is not documented. */
function refusalOf(exchange: Exchange): Answer | undefined {
  const { json } = exchange.request;
  if (!isObject(json)) return invalid('the body must be a JSON object');
  if (findModel(json.model) === undefined) return notSupported;
  if (typeof json.prompt !== 'string') return invalid('prompt is required');
  if (!isImage(json.image)) return invalid('image must be a URL or a list of URLs');
  if (json.duration !== undefined && !Number.isInteger(json.duration)) return invalid('duration must be an integer');
  if (exchange.fault('no-credit') !== undefined) return noBalance;
  return exchange.fault('moderated-at-submit') === undefined ? undefined : refusedContent;
}

function isImage(value: unknown): boolean {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.every((item) => typeof item === 'string' && /^(https?:|data:image\/)/.test(item));
}

interface Scene {
  readonly kit: Kit;
  readonly costs: Costs;
  readonly word: string | undefined;
  readonly webhook: string;
}

function show(job: SimulatedJob, { kit, costs, word, webhook }: Scene): JsonObject {
  const phase = kit.jobs.poll(job);
  const shared = {
    task_id: job.id,
    model: job.endpoint,
    mode: job.input.image === undefined ? 't2v' : 'i2v',
    created_at: iso(job.createdAt),
    updated_at: iso(kit.now()),
    req: job.input,
    webhook,
  };
  if (phase !== 'done') return { ...shared, status: word ?? (phase === 'queued' ? 'pending' : 'processing') };
  const done = { ...shared, attempts: 1, execution_time: '83.2', completed_at: iso(kit.now()) };
  const failure = failureOf(job);
  if (failure !== undefined) return { ...done, status: word ?? 'failed', ...failure };
  const url = kit.media.clipUrl(job.id);
  // How long results are kept is not documented: when they are gone, the task still names them.
  if (job.outcome?.kind === 'result-expired') kit.media.delete(new URL(url).pathname);
  // Two calls behind the gateway; together they cost something else than the one that made the task.
  const calls = [`cost-${job.id}-1`, `cost-${job.id}-2`];
  for (const call of calls) costs.set(call, 0.375);
  return {
    ...done,
    status: word ?? 'completed',
    video_url: url,
    upstream_task_id: `up-${job.id}`,
    ai302_cost_request_ids: calls,
    raw_response: {},
  };
}

/** A text, an object, or only what the vendor said: all three occur. */
function failureOf({ outcome }: SimulatedJob): JsonObject | undefined {
  if (outcome?.kind === 'moderated-at-result') {
    return { error: '', raw_response: { data: { code: 'E1', message: 'Output flagged as sensitive' } } };
  }
  if (outcome?.kind !== 'task-failed') return undefined;
  const message = outcome.message ?? 'upstream failed';
  if (outcome.type === undefined) return { error: message, raw_response: {} };
  const isNetworkError = outcome.type === 'network';
  return {
    error: { error: 'failed', message, error_type: outcome.type, attempts: 3, is_network_error: isNetworkError },
    raw_response: {},
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
