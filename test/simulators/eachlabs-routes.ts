import type { JsonObject } from '../../src/json.js';
import { type Dialect, failure } from './eachlabs-answers.js';
import type { Files } from './eachlabs-files.js';
import { findModel } from './eachlabs-models.js';
import { isOver, showExecution, showPrediction, stateOf, wordOf } from './eachlabs-predictions.js';
import { inputFaults, isObject } from './eachlabs-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export interface AccountOptions {
  /** Creates a minute; 100 when left out. */
  readonly createsPerMinute?: number | undefined;
  /** Jobs at once; 10 when left out. */
  readonly concurrent?: number | undefined;
  /** The list counts no further than this. */
  readonly listedAtMost?: number | undefined;
  /** The one spelling of the path of a submit that it has, as its pages disagree; both when left out. */
  readonly onlySubmitPath?: '/v1/prediction/' | '/v1/prediction' | undefined;
  /** What becomes of the other spelling: sent on with 301, 307 or 308, or the page of a router that knows no such path. */
  readonly otherPathStatus?: 301 | 307 | 308 | 404 | undefined;
  /** Takes a create only with the version, as the older pages say. */
  readonly wantsVersion?: boolean | undefined;
}

interface Desk extends AccountOptions {
  readonly dialect: Dialect;
  readonly files: Files;
}

const idPath = '(?<id>[^/]+)';

/** Submit, poll, cancel and the list of executions. */
export function predictionRoutes(kit: Kit, desk: Desk): readonly Route[] {
  const refuse = (status: number, message: string, details?: string) =>
    failure(desk.dialect, { status, message, ...(details === undefined ? {} : { details }) });
  const view = { kit, dialect: desk.dialect };
  const find = (exchange: Exchange) => exchange.job(exchange.parameters.id ?? '');
  const limit = createLimit(kit, desk);
  return [
    {
      method: 'POST',
      path: /^\/v1\/prediction\/?$/,
      operation: 'submit',
      answer: (exchange) => turnedAway(exchange, desk) ?? submit(exchange, { kit, desk, limit, refuse }),
    },
    {
      method: 'POST',
      path: /^\/v1\/prediction\/run$/,
      answer: () => refuse(400, 'This model does not support synchronous execution'),
    },
    {
      method: 'GET',
      path: new RegExp(`^/v1/prediction/${idPath}$`),
      operation: 'status',
      answer: (exchange) => {
        const job = find(exchange);
        if (job === undefined) return refuse(404, 'Prediction not found');
        if (job.cancelledAt === undefined) kit.jobs.poll(job);
        const unknown = exchange.fault('unknown-status-word');
        return { status: 200, json: showPrediction(job, view, unknown && (unknown.word ?? 'hibernating')) };
      },
    },
    {
      method: 'POST',
      path: new RegExp(`^/v1/prediction/${idPath}/cancel$`),
      operation: 'cancel',
      answer: (exchange) => {
        const job = find(exchange);
        if (job === undefined) return refuse(404, 'Prediction not found');
        if (isOver(stateOf(job, view))) return refuse(409, 'Prediction is already finished');
        job.cancelledAt = kit.now();
        const status = desk.dialect === 'vendor' ? 'cancelled' : 'success';
        const message = 'Prediction canceled successfully';
        return { status: 200, json: { status, message, predictionID: job.id } };
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/executions$/,
      operation: 'list',
      answer: (exchange) => list(exchange, { kit, desk, refuse }),
    },
  ];
}

/** The answer to the spelling of the path that this service does not have. */
function turnedAway({ request }: Exchange, { onlySubmitPath, otherPathStatus = 307 }: Desk): Answer | undefined {
  if (onlySubmitPath === undefined || request.path === onlySubmitPath) return undefined;
  if (otherPathStatus === 404) return { status: 404, text: '404 page not found' };
  return { status: otherPathStatus, headers: { location: onlySubmitPath } };
}

interface Counter {
  readonly kit: Kit;
  readonly desk: Desk;
  refuse(status: number, message: string, details?: string): Answer;
}

function submit(exchange: Exchange, { kit, desk, limit, refuse }: Counter & { readonly limit: Limit }): Answer {
  const { headers, json } = exchange.request;
  if (limit.isReached()) return refuse(429, 'Too many requests');
  if (exchange.fault('no-credit') !== undefined) return refuse(402, 'Insufficient balance');
  if (!headers['content-type']?.startsWith('application/json') || !isObject(json)) return refuse(400, 'Invalid JSON');
  const { model: slug, version, input, webhook_url: webhook, webhook_secret: secret = '' } = json;
  if (desk.wantsVersion === true && version !== '0.0.1') return refuse(400, 'version is required');
  const model = findModel(slug);
  if (typeof slug !== 'string') return refuse(400, 'model is required');
  if (model === undefined) return refuse(404, 'Model not found', `no model "${slug}"`);
  if (!isObject(input)) return refuse(400, 'input is required');
  if (webhook !== undefined && !String(webhook).startsWith('https://')) return refuse(400, 'webhook_url must be HTTPS');
  if (typeof secret !== 'string') return refuse(400, 'webhook_secret must be a string');
  const faults = inputFaults(model, input);
  if (faults.length > 0) return refuse(400, 'Invalid input', faults.join('; '));
  if (exchange.fault('moderated-at-submit') !== undefined) {
    return refuse(422, 'Input validation failed', 'refused by content_moderation');
  }
  const job = exchange.accept({ endpoint: slug, input });
  limit.note(kit.now());
  if (desk.files.missingIn(input)) {
    job.outcome = { kind: 'task-failed', type: 'INPUT_DOWNLOAD_ERROR', message: 'The input could not be downloaded' };
  }
  const body: JsonObject = { status: 'success', message: 'Prediction created successfully', predictionID: job.id };
  return { status: 200, json: body };
}

interface Limit {
  isReached(): boolean;
  note(at: number): void;
}

/** Per key: so many creates in a minute, so many jobs at once. */
function createLimit(kit: Kit, { createsPerMinute = 100, concurrent = 10 }: AccountOptions): Limit {
  let creates: number[] = [];
  return {
    isReached: () => {
      creates = creates.filter((at) => kit.now() - at < 60_000);
      const running = kit.jobs.all.filter((job) => !isOver(stateOf(job, { kit })));
      return creates.length >= createsPerMinute || running.length >= concurrent;
    },
    note: (at) => creates.push(at),
  };
}

/** The whole organisation's executions, newest first, of the last 90 days unless a time is named. */
function list(exchange: Exchange, { kit, desk, refuse }: Counter): Answer {
  const { query } = exchange.request;
  const wanted = Number(query.limit ?? 20);
  const offset = Number(query.offset ?? 0);
  const from = Date.parse(query.from ?? new Date(kit.now() - 90 * 86_400_000).toISOString());
  const to = Date.parse(query.to ?? '9999-01-01T00:00:00Z');
  if (!(wanted >= 1 && wanted <= 100) || !(offset >= 0)) return refuse(400, 'limit or offset is out of range');
  if (Number.isNaN(from) || Number.isNaN(to)) return refuse(400, 'from and to must be RFC 3339');
  const view = { kit, dialect: desk.dialect };
  const matching = exchange.listed().filter((job: SimulatedJob) => {
    const word = wordOf(stateOf(job, view), desk.dialect);
    const inTime = job.createdAt >= from && job.createdAt <= to;
    return inTime && (query.model ?? job.endpoint) === job.endpoint && (query.status ?? word) === word;
  });
  const page = matching.slice(offset, offset + exchange.pageSize(wanted));
  const capped = matching.length > (desk.listedAtMost ?? Number.POSITIVE_INFINITY);
  return {
    status: 200,
    json: {
      executions: page.map((job) => showExecution(job, view)),
      total_count: capped ? (desk.listedAtMost ?? 0) : matching.length,
      total_capped: capped,
      offset,
      limit: wanted,
    },
  };
}
