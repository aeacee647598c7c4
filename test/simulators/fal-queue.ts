import type { JsonObject, JsonValue } from '../../src/json.js';
import {
  failedResult,
  invalidInput,
  isForgotten,
  lockedAccount,
  moderated,
  resultNotFound,
  unknownApplication,
  unknownRequest,
} from './fal-answers.js';
import { type FalModel, falModels } from './fal-models.js';
import { isObject, validate } from './fal-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export interface QueueOptions {
  /** Where an input that does not fit the schema is refused; `run`: the job completes with a hidden 422. */
  readonly validates?: 'submit' | 'run';
  /** False: a cancel is accepted, but the app goes on and finishes. */
  readonly honoursCancel?: boolean;
  /** `/response` after the response URL, as examples of the document have it. */
  readonly responseSuffix?: boolean;
  /** Whether the submit reply names the URLs at all. */
  readonly givesUrls?: boolean;
  /** What a result has in the place of its billable units; null: no such header. */
  readonly billableUnits?: ((units: number) => string | null) | undefined;
  /** Billable units of a job that failed after work on the GPU, which may be charged; no header when left out. */
  readonly failureUnits?: string | undefined;
}

const app = '(?<app>(?:(?:workflows|comfy)/)?[^/]+/[^/]+)';
const requestPath = (end: string) => new RegExp(`^/${app}/requests/(?<id>[^/]+)${end}$`);

/** `queue.fal.run`: submit, status, event stream, result, cancel. */
export function queueRoutes(kit: Kit, options: QueueOptions): readonly Route[] {
  return [
    {
      method: 'GET',
      path: requestPath('/status'),
      operation: 'status',
      answer: (exchange) => status(exchange, kit, options),
    },
    {
      method: 'GET',
      path: requestPath('/status/stream'),
      operation: 'status',
      answer: (exchange) => stream(exchange, kit, options),
    },
    {
      method: 'PUT',
      path: requestPath('/cancel'),
      operation: 'cancel',
      answer: (exchange) => cancel(exchange, kit, options),
    },
    {
      method: 'GET',
      path: requestPath('(?:/response)?'),
      operation: 'result',
      answer: (exchange) => result(exchange, kit, options),
    },
    {
      method: 'POST',
      path: /^\/(?<endpoint>.+)$/,
      operation: 'submit',
      answer: (exchange) => submit(exchange, kit, options),
    },
  ];
}

async function submit(exchange: Exchange, kit: Kit, options: QueueOptions): Promise<Answer> {
  const endpoint = exchange.parameters.endpoint ?? '';
  if (exchange.fault('no-credit') !== undefined) return lockedAccount;
  const model = falModels.find(({ id }) => id === endpoint);
  if (model === undefined) return unknownApplication(endpoint);
  const { json, headers } = exchange.request;
  if (!isObject(json) || !headers['content-type']?.startsWith('application/json')) {
    return invalidInput(validate(model.input, undefined));
  }
  const faults = validate(model.input, json);
  if (faults.length > 0 && options.validates !== 'run') return invalidInput(faults);
  if (exchange.fault('moderated-at-submit') !== undefined) return moderated;
  const job = exchange.accept({ endpoint, input: json });
  if (faults.length > 0) job.outcome = { kind: 'task-failed', type: faults[0]?.type ?? 'missing', status: 422 };
  const unreachable = await findUnreachable(json, kit);
  if (unreachable !== undefined && job.outcome === undefined) {
    const message = `Failed to download the file: ${unreachable}`;
    job.outcome = { kind: 'task-failed', type: 'file_download_error', message, status: 422 };
  }
  const urls = options.givesUrls === false ? {} : urlsOf(job, kit, options);
  return {
    status: 200,
    headers: { 'x-fal-request-id': job.id },
    json: { status: 'IN_QUEUE', request_id: job.id, queue_position: 0, ...urls },
  };
}

function status(exchange: Exchange, kit: Kit, options: QueueOptions): Answer {
  const job = find(exchange);
  if (job === undefined) return unknownRequest;
  const unknown = exchange.fault('unknown-status-word');
  if (unknown !== undefined) return { status: 202, json: { status: unknown.word ?? 'WARMING_UP', request_id: job.id } };
  return statusAnswer(job, { exchange, kit, options });
}

interface Scene {
  readonly exchange: Exchange;
  readonly kit: Kit;
  readonly options: QueueOptions;
}

function statusAnswer(job: SimulatedJob, { exchange, kit, options }: Scene): Answer {
  const phase = job.cancelledAt === undefined ? kit.jobs.poll(job) : 'done';
  const shared = { request_id: job.id, ...urlsOf(job, kit, options) };
  const logs = exchange.request.query.logs === '1' ? logsOf(job) : null;
  if (phase === 'queued')
    return { status: 202, json: { status: 'IN_QUEUE', queue_position: job.polls - 1, ...shared } };
  if (phase === 'rendering') return { status: 202, json: { status: 'IN_PROGRESS', logs, ...shared } };
  const failure = failedResult(job);
  const errors =
    failure === undefined ? {} : { error: `Invalid status code: ${failure.status}`, ...errorType(failure.json) };
  return { status: 200, json: { status: 'COMPLETED', logs, metrics: { inference_time: 31.5 }, ...shared, ...errors } };
}

/** The same answers as polling gives, one after the other, to the end. */
function stream(exchange: Exchange, kit: Kit, options: QueueOptions): Answer {
  const job = find(exchange);
  if (job === undefined) return unknownRequest;
  const events: string[] = [];
  for (let turn = 0; turn < 1000; turn += 1) {
    const { status: code, json } = statusAnswer(job, { exchange, kit, options });
    events.push(`data: ${JSON.stringify(json)}\n\n`);
    if (code === 200) break;
  }
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, text: events.join('') };
}

function result(exchange: Exchange, kit: Kit, options: QueueOptions): Answer {
  const job = find(exchange);
  if (job === undefined) return resultNotFound;
  if (job.cancelledAt === undefined && kit.jobs.phase(job) !== 'done') {
    return { status: 400, json: { detail: 'Request is still in progress', ...urlsOf(job, kit, options) } };
  }
  if (isForgotten(job, kit.now())) return resultNotFound;
  const failed = failedResult(job);
  return failed === undefined ? success(job, kit, options) : withUnits(failed, options);
}

/** What was refused before any work says so itself. */
function withUnits(failed: Answer, { failureUnits: units }: QueueOptions): Answer {
  return units === undefined ? failed : { ...failed, headers: { 'x-fal-billable-units': units, ...failed.headers } };
}

function cancel(exchange: Exchange, kit: Kit, { honoursCancel }: QueueOptions): Answer {
  const job = find(exchange);
  if (job === undefined) return unknownRequest;
  if (job.cancelledAt !== undefined || kit.jobs.phase(job) === 'done') {
    return { status: 400, json: { status: 'ALREADY_COMPLETED' } };
  }
  if (honoursCancel !== false) job.cancelledAt = kit.now();
  return { status: 202, json: { status: 'CANCELLATION_REQUESTED' } };
}

/** The model's output, as the result and the history give it. */
export function outputOf(job: SimulatedJob, kit: Kit): JsonObject {
  const video = { url: kit.media.clipUrl(job.id), content_type: 'video/mp4', file_name: 'out.mp4', file_size: 5103 };
  return { video, seed: job.input.seed ?? 1_824_421, prompt: job.input.prompt ?? '' };
}

function success(job: SimulatedJob, kit: Kit, { billableUnits = String }: QueueOptions): Answer {
  const units = billableUnits(modelOf(job.endpoint)?.units(job.input) ?? 1);
  return {
    status: 200,
    headers: { 'x-fal-request-id': job.id, ...(units === null ? {} : { 'x-fal-billable-units': units }) },
    json: outputOf(job, kit),
  };
}

function modelOf(endpoint: string): FalModel | undefined {
  return falModels.find(({ id }) => id === endpoint);
}

/** The job, if the path names its own app. */
function find(exchange: Exchange): SimulatedJob | undefined {
  const job = exchange.job(exchange.parameters.id ?? '');
  return job !== undefined && appOf(job.endpoint) === exchange.parameters.app ? job : undefined;
}

function appOf(endpoint: string): string {
  const parts = endpoint.split('/');
  return parts.slice(0, parts[0] === 'workflows' || parts[0] === 'comfy' ? 3 : 2).join('/');
}

function urlsOf(job: SimulatedJob, kit: Kit, { responseSuffix }: QueueOptions): JsonObject {
  const base = `${kit.url}/${appOf(job.endpoint)}/requests/${job.id}`;
  return {
    response_url: responseSuffix === true ? `${base}/response` : base,
    status_url: `${base}/status`,
    cancel_url: `${base}/cancel`,
  };
}

function logsOf({ createdAt }: SimulatedJob): JsonValue {
  const timestamp = new Date(createdAt).toISOString();
  return [{ message: 'Loading the model', level: 'INFO', source: 'USER', timestamp }];
}

function errorType(json: JsonValue | undefined): JsonObject {
  return isObject(json) && json.error_type !== undefined ? { error_type: json.error_type } : {};
}

/** The first media URL that a runner could not read: our own files and loopback servers are really asked. */
async function findUnreachable(input: JsonObject, kit: Kit): Promise<string | undefined> {
  const urls = Object.entries(input).filter(([name]) => name.endsWith('_url'));
  for (const [, value] of urls) {
    if (typeof value === 'string' && !(await isReachable(value, kit))) return value;
  }
  return undefined;
}

async function isReachable(address: string, kit: Kit): Promise<boolean> {
  if (/^data:[^;,]+;base64,./.test(address)) return true;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return false;
  if (url.origin === kit.media.url) return kit.media.get(url.pathname) !== undefined;
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return !url.hostname.endsWith('.invalid');
  const answer = await fetch(url).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok === true;
}
