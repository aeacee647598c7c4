import type { JsonObject } from '../../src/json.js';
import type { Answer, Exchange, RecordedRequest, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import {
  flagged,
  insufficientCredit,
  invalidInput,
  invalidVersion,
  notFound,
  problem,
  throttled,
} from './replicate-answers.js';
import type { Files } from './replicate-files.js';
import { findModel, findVersion } from './replicate-models.js';
import { createPredictions, type Predictions } from './replicate-predictions.js';
import type { SimulatedModel } from './replicate-properties.js';
import type { ResultOptions } from './replicate-results.js';
import { bodyFaults, inputFaults, isObject } from './replicate-validation.js';

export interface AccountOptions {
  /** Under about $5 of credit: 6 submits a minute, one at a time. */
  readonly lowCredit?: boolean | undefined;
}

const idPath = '(?<id>[^/]+)';

/** Submit by name and by version, poll, cancel and list. */
export function predictionRoutes(kit: Kit, options: AccountOptions & ResultOptions, files: Files): readonly Route[] {
  const predictions = createPredictions(kit, options);
  const desk: Desk = { kit, predictions, files, isOverLimit: createLimit(kit, options) };
  return [
    {
      method: 'POST',
      path: /^\/v1\/models\/(?<owner>[^/]+)\/(?<name>[^/]+)\/predictions$/,
      operation: 'submit',
      answer: (exchange) => {
        const model = findModel(exchange.parameters);
        return model?.official ? submit({ exchange, desk, model, byVersion: false }) : notFound;
      },
    },
    {
      method: 'POST',
      path: /^\/v1\/predictions$/,
      operation: 'submit',
      answer: (exchange) => {
        const body = bodyOf(exchange.request);
        const named = typeof body?.version === 'string' ? findVersion(body.version) : undefined;
        return submit({ exchange, desk, model: named, byVersion: true });
      },
    },
    { method: 'GET', path: /^\/v1\/predictions$/, operation: 'list', answer: (exchange) => list(exchange, desk) },
    {
      method: 'GET',
      path: new RegExp(`^/v1/predictions/${idPath}$`),
      operation: 'status',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined) return notFound;
        const unknown = exchange.fault('unknown-status-word');
        const word = unknown === undefined ? undefined : (unknown.word ?? 'hibernating');
        return { status: 200, json: predictions.show(job, { counting: true, word }) };
      },
    },
    {
      method: 'POST',
      path: new RegExp(`^/v1/predictions/${idPath}/cancel$`),
      operation: 'cancel',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined) return notFound;
        // The answer is from before the cancel took effect.
        const json = predictions.show(job);
        predictions.cancel(job);
        return { status: 200, json };
      },
    },
  ];
}

interface Desk {
  readonly kit: Kit;
  readonly predictions: Predictions;
  readonly files: Files;
  isOverLimit(): boolean;
}

interface Submission {
  readonly exchange: Exchange;
  readonly desk: Desk;
  readonly model: SimulatedModel | undefined;
  readonly byVersion: boolean;
}

function submit({ exchange, desk, model, byVersion }: Submission): Answer {
  const { request } = exchange;
  if (desk.isOverLimit()) return throttled(10);
  if (exchange.fault('no-credit') !== undefined) return insufficientCredit;
  const body = bodyOf(request);
  if (body === undefined) return problem(400, 'JSON parse error');
  const faults = bodyFaults(body, byVersion);
  if (faults.length > 0) return invalidInput(faults, 'body');
  const cancelAfter = cancelAfterMs(request.headers['cancel-after']);
  if (cancelAfter === 'invalid' || !isPreference(request.headers.prefer)) return problem(400, 'Invalid header');
  if (model === undefined) return invalidVersion;
  const input = isObject(body.input) ? body.input : {};
  const wrong = inputFaults(model, input, desk.files.base());
  if (wrong.length > 0) return invalidInput(wrong, 'input');
  if (exchange.fault('moderated-at-submit') !== undefined) return flagged;
  const name = `${model.owner}/${model.name}`;
  const job = exchange.accept({ endpoint: model.official ? name : `${name}:${model.version}`, input });
  const { webhook, webhook_events_filter } = body;
  desk.predictions.describe(job.id, {
    webhook: { ...(webhook && { webhook }), ...(webhook_events_filter && { webhook_events_filter }) },
    source: 'api',
    deadline: cancelAfter === undefined ? undefined : job.createdAt + cancelAfter,
  });
  if (desk.files.missingIn(input)) {
    job.outcome = { kind: 'task-failed', message: 'The input file could not be read: 404 Not Found' };
  }
  return { status: request.headers.prefer === undefined ? 201 : 202, json: desk.predictions.show(job) };
}

function bodyOf({ headers, json }: RecordedRequest): JsonObject | undefined {
  return headers['content-type']?.startsWith('application/json') && isObject(json) ? json : undefined;
}

/** `30`, `90s`, `15m` or `1h30m45s`, at least 5 s. */
function cancelAfterMs(header: string | undefined): number | undefined | 'invalid' {
  if (header === undefined) return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(header) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total < 5 ? 'invalid' : total * 1000;
}

function isPreference(header: string | undefined): boolean {
  return header === undefined || /^wait(=([1-9]|[1-9][0-9]|60))?$/.test(header);
}

/** Pages of 100, newest first; `next` carries the filters inside its cursor. */
function list(exchange: Exchange, { kit, predictions }: Desk): Answer {
  const { query } = exchange.request;
  const place = query.cursor === undefined ? filtersOf(query) : readCursor(query.cursor);
  if (place === undefined) return problem(400, 'Invalid cursor or filter');
  const matching = exchange
    .listed()
    .filter(({ createdAt }) => createdAt >= place.after && createdAt <= place.before)
    .filter((job) => !place.web || predictions.sourceOf(job) === 'web');
  const start = place.last === undefined ? 0 : matching.findIndex(({ id }) => id === place.last) + 1;
  const page = matching.slice(start, start + exchange.pageSize(100));
  const last = page.at(-1)?.id;
  const more = start + page.length < matching.length && last !== undefined;
  return {
    status: 200,
    json: {
      next: more ? `${kit.url}/v1/predictions?cursor=${writeCursor({ ...place, last })}` : null,
      previous: null,
      results: page.map((job) => predictions.show(job)),
    },
  };
}

interface Place {
  readonly after: number;
  readonly before: number;
  readonly web: boolean;
  readonly last: string | undefined;
}

function filtersOf(query: Readonly<Record<string, string>>): Place | undefined {
  const after = Date.parse(query.created_after ?? '1970-01-01');
  const before = Date.parse(query.created_before ?? '9999-01-01');
  if (Number.isNaN(after) || Number.isNaN(before)) return undefined;
  return { after, before, web: query.source === 'web', last: undefined };
}

function writeCursor({ after, before, web, last }: Place): string {
  return Buffer.from([after, before, web, last].join(' ')).toString('base64url');
}

function readCursor(cursor: string): Place | undefined {
  const [after, before, web, last] = Buffer.from(cursor, 'base64url').toString().split(' ');
  return last === undefined ? undefined : { after: Number(after), before: Number(before), web: web === 'true', last };
}

/** One submit in ten seconds when credit is low; refused ones don't count. */
function createLimit(kit: Kit, { lowCredit = false }: AccountOptions): () => boolean {
  let freeAt = 0;
  return () => {
    if (!lowCredit) return false;
    if (kit.now() < freeAt) return true;
    freeAt = kit.now() + 10_000;
    return false;
  };
}
