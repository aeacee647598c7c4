import type { JsonObject, JsonValue } from '../../src/json.js';
import { failedResult, isForgotten, platformError } from './fal-answers.js';
import { type FalModel, falModels } from './fal-models.js';
import { outputOf } from './fal-queue.js';
import { isObject } from './fal-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

const dayMs = 86_400_000;

/** `api.fal.ai`: request history, prices, live schemas. */
export function platformRoutes(kit: Kit, { balance }: { readonly balance?: number | undefined }): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/v1\/models\/requests\/by-endpoint$/,
      operation: 'list',
      answer: (exchange) => history(exchange, kit),
    },
    { method: 'GET', path: /^\/v1\/models\/pricing$/, operation: 'quote', answer: prices },
    { method: 'POST', path: /^\/v1\/models\/pricing\/estimate$/, operation: 'quote', answer: estimate },
    { method: 'GET', path: /^\/v1\/models$/, operation: 'schema', open: true, answer: models },
    {
      method: 'GET',
      path: /^\/v1\/account\/billing$/,
      operation: 'balance',
      answer: () =>
        balance === undefined
          ? platformError(403, 'authorization_error', 'This endpoint needs an ADMIN key')
          : { status: 200, json: { username: 'studio', credits: { current_balance: balance, currency: 'USD' } } },
    },
  ];
}

function history(exchange: Exchange, kit: Kit): Answer {
  const { query } = exchange.request;
  const endpoint = query.endpoint_id;
  if (endpoint === undefined) return platformError(400, 'validation_error', 'endpoint_id is required');
  const limit = Number(query.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    return platformError(400, 'validation_error', 'limit must be between 1 and 100');
  }
  const start = query.start === undefined ? kit.now() - dayMs : Date.parse(query.start);
  const end = query.end === undefined ? Infinity : Date.parse(query.end);
  if (Number.isNaN(start) || Number.isNaN(end))
    return platformError(400, 'validation_error', 'start and end are dates');
  const matches = exchange
    .listed()
    .filter((job) => job.endpoint === endpoint && job.createdAt >= start && job.createdAt <= end)
    .filter(({ id }) => query.request_id === undefined || id === query.request_id);
  const size = Math.min(exchange.pageSize(limit), limit);
  const from = query.cursor === undefined ? 0 : Number(Buffer.from(query.cursor, 'base64url').toString());
  const more = from + size < matches.length;
  const items = matches.slice(from, from + size).map((job) => toItem(job, kit, query.expand === 'payloads'));
  const cursor = more ? Buffer.from(String(from + size)).toString('base64url') : null;
  return { status: 200, json: { items, next_cursor: cursor, has_more: more } };
}

function toItem(job: SimulatedJob, kit: Kit, expand: boolean): JsonObject {
  const done = job.cancelledAt !== undefined || kit.jobs.phase(job) === 'done';
  const failure = failedResult(job);
  const endedAt = new Date(job.cancelledAt ?? Math.max(job.createdAt, kit.now())).toISOString();
  const ended = done ? { ended_at: endedAt, status_code: failure?.status ?? 200, duration: 31.5 } : running;
  const payloads = isForgotten(job, kit.now())
    ? { json_input: null, json_output: null }
    : { json_input: job.input, json_output: done ? (failure?.json ?? outputOf(job, kit)) : null };
  return {
    request_id: job.id,
    endpoint_id: job.endpoint,
    sent_at: new Date(job.createdAt).toISOString(),
    started_at: done ? new Date(job.createdAt).toISOString() : null,
    ...ended,
    ...(expand ? payloads : {}),
  };
}

const running = { ended_at: null, status_code: null, duration: null };

function prices({ request }: Exchange): Answer {
  const ids = request.queryAll.getAll('endpoint_id');
  const known = falModels.filter(({ id }) => ids.includes(id));
  if (known.length < ids.length || ids.length === 0) return platformError(404, 'not_found', 'endpoint not found');
  const list = known.map(({ id, price }) => ({
    endpoint_id: id,
    unit_price: price.unitPrice,
    unit: price.unit,
    currency: 'USD',
  }));
  return { status: 200, json: { prices: list, next_cursor: null, has_more: false } };
}

function estimate({ request }: Exchange): Answer {
  const { json } = request;
  const type = isObject(json) ? json.estimate_type : undefined;
  const endpoints = isObject(json) && isObject(json.endpoints) ? Object.entries(json.endpoints) : [];
  const quantityKey = type === 'unit_price' ? 'unit_quantity' : 'call_quantity';
  if ((type !== 'unit_price' && type !== 'historical_api_price') || endpoints.length === 0) {
    return platformError(400, 'validation_error', 'estimate_type and endpoints are required');
  }
  const costs = endpoints.map(([id, asked]) => costOf(id, isObject(asked) ? asked[quantityKey] : undefined, type));
  if (costs.includes(undefined)) return platformError(400, 'validation_error', 'unknown endpoint or no quantity');
  const total = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  return { status: 200, json: { estimate_type: type, total_cost: total, currency: 'USD' } };
}

/** A past call is taken to have used every default. */
function costOf(id: string, quantity: JsonValue | undefined, type: string): number | undefined {
  const model = falModels.find((candidate) => candidate.id === id);
  if (model === undefined || typeof quantity !== 'number') return undefined;
  return quantity * model.price.unitPrice * (type === 'unit_price' ? 1 : model.units({}));
}

function models({ request }: Exchange): Answer {
  const ids = request.query.endpoint_id?.split(',') ?? [];
  const known = falModels.filter(({ id }) => ids.length === 0 || ids.includes(id));
  if (known.length === 0) return platformError(404, 'not_found', 'endpoint not found');
  const expand = request.query.expand === 'openapi-3.0';
  const list = known.map((model) => ({
    endpoint_id: model.id,
    metadata: { display_name: model.id, category: 'image-to-video', status: 'active', kind: 'inference' },
    ...(expand ? { openapi: openApiOf(model) } : {}),
  }));
  return { status: 200, json: { models: list, next_cursor: null, has_more: false } };
}

function openApiOf({ id, input }: FalModel): JsonObject {
  const reference = { $ref: '#/components/schemas/WanInput' };
  return {
    openapi: '3.0.4',
    info: { title: id, version: '1.0.0' },
    paths: {
      [`/${id}`]: { post: { requestBody: { required: true, content: { 'application/json': { schema: reference } } } } },
    },
    components: {
      schemas: {
        WanInput: input,
        WanOutput: { type: 'object', properties: { video: { $ref: '#/components/schemas/File' } } },
        File: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
      },
    },
  };
}
