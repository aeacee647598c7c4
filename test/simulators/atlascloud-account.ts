import type { JsonObject } from '../../src/json.js';
import { innerError, refusal, success } from './atlascloud-answers.js';
import { findModel, simulatedModels } from './atlascloud-models.js';
import { priceOf } from './atlascloud-price.js';
import type { SimulatedModel } from './atlascloud-properties.js';
import { bodyFault, isObject } from './atlascloud-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export interface AccountOptions {
  /** What can be spent, US dollars as the service writes them; "12.34" when left out. */
  readonly balance?: string | undefined;
}

/** History, balance, quotes and the public list of models. */
export function accountRoutes(kit: Kit, options: AccountOptions): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/api\/v1\/model\/history$/,
      operation: 'list',
      answer: (exchange) => list(exchange, kit),
    },
    { method: 'POST', path: /^\/api\/v1\/model\/calculate$/, operation: 'quote', answer: calculate },
    {
      method: 'GET',
      path: /^\/public\/v1\/balance$/,
      operation: 'balance',
      answer: () => ({ status: 200, json: balanceOf(options.balance ?? '12.34') }),
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/models$/,
      operation: 'schema',
      // The code is a text here.
      answer: () => ({ status: 200, json: { code: '200', data: simulatedModels.map((model) => listed(model, kit)) } }),
    },
  ];
}

/** The public documents of the models, on a host for files. */
export function schemaRoutes(): readonly Route[] {
  return simulatedModels.map((model) => ({
    method: 'GET',
    path: new RegExp(`^/model/schema/${fileOf(model).replaceAll('.', '\\.')}$`),
    open: true,
    answer: () => ({ status: 200, json: { openapi: '3.0.0', components: { schemas: { Input: model.input } } } }),
  }));
}

/** Pages by number, newest first, at most 50 an answer. */
function list(exchange: Exchange, kit: Kit): Answer {
  const { no = '1', size = '50', model, status, sessionID } = exchange.request.query;
  if (!/^[1-9]\d*$/.test(no) || !/^([1-9]|[1-4]\d|50)$/.test(size)) return innerError(400, 'size must be 1 to 50');
  const matching = exchange
    .listed()
    .filter((job) => model === undefined || job.endpoint === model)
    .filter((job) => status === undefined || statusOf(job, kit) === status)
    .filter((job) => sessionID === undefined || job.id === sessionID);
  const pageSize = exchange.pageSize(Number(size));
  const items = matching.slice((Number(no) - 1) * pageSize, Number(no) * pageSize);
  return success({
    items: items.map((job) => historyItem(job, kit)),
    pageNo: Number(no),
    pageSize,
    total: matching.length,
  });
}

function historyItem(job: SimulatedJob, kit: Kit): JsonObject {
  const status = statusOf(job, kit);
  return {
    ID: job.id,
    createdAt: Math.floor(job.createdAt / 1000),
    model: job.endpoint,
    requestBody: JSON.stringify(job.input),
    result: status === 'completed' ? { status, outputs: [kit.media.clipUrl(job.id)] } : null,
    status,
  };
}

function statusOf(job: SimulatedJob, kit: Kit): string {
  const phase = kit.jobs.phase(job);
  if (phase !== 'done') return phase === 'queued' ? 'created' : 'processing';
  return job.outcome === undefined || job.outcome.kind === 'result-expired' ? 'completed' : 'failed';
}

function calculate({ request: { json } }: Exchange): Answer {
  if (!isObject(json)) return refusal(400, 'invalid JSON body');
  const model = findModel(json.model);
  if (model === undefined) return innerError(404, 'model not found');
  const fault = bodyFault(model, json);
  return fault === undefined ? success({ price: priceOf(json), discount: 0 }) : innerError(400, fault);
}

function balanceOf(value: string): JsonObject {
  const nothing = { value: '0', currency: 'USD' };
  return {
    object: 'balance',
    scope: 'account',
    account: { id: 'acc_1', name: 'simulated', type: 'personal' },
    available: { value, currency: 'USD' },
    cash: { value, currency: 'USD' },
    bonus: nothing,
    subscription_bonus: nothing,
    frozen: nothing,
    credit_grant: nothing,
    request_id: 'req_1',
  };
}

function listed(model: SimulatedModel, kit: Kit): JsonObject {
  const price = typeof model.price === 'number' ? model.price : Math.min(...Object.values(model.price));
  return {
    uuid: fileOf(model),
    model: model.id,
    type: 'Video',
    displayName: model.id,
    schema: `${kit.media.url}/model/schema/${fileOf(model)}`,
    price: { discount: '0', actual: { base_price: `${price}`, unit: 'second' } },
    display_console: true,
  };
}

function fileOf({ id }: SimulatedModel): string {
  return `${id.replaceAll('/', '-')}.json`;
}
