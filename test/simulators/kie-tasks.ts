import type { JsonObject } from '../../src/json.js';
import { failure, flagged, noCredit, success, throttled } from './kie-answers.js';
import { creditsOf, findModel } from './kie-models.js';
import { inputFault, isObject } from './kie-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export interface TaskOptions {
  /** Credits on the account; 10000 when left out. */
  readonly credits?: number | undefined;
}

const submitsPerWindow = 20;
const windowMs = 10_000;

/** Submit, poll, fresh links and the balance. */
export function taskRoutes(kit: Kit, options: TaskOptions): readonly Route[] {
  const desk: Desk = { kit, ends: new Map(), submits: [], credits: options.credits ?? 10_000 };
  return [
    {
      method: 'POST',
      path: /^\/api\/v1\/jobs\/createTask$/,
      operation: 'submit',
      answer: (exchange) => createTask(exchange, desk),
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/jobs\/recordInfo$/,
      operation: 'status',
      answer: (exchange) => recordInfo(exchange, desk),
    },
    {
      method: 'POST',
      path: /^\/api\/v1\/common\/download-url$/,
      operation: 'result',
      answer: (exchange) => downloadUrl(exchange, kit),
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/chat\/credit$/,
      operation: 'balance',
      answer: () => success(creditsLeft(desk)),
    },
  ];
}

interface Desk {
  readonly kit: Kit;
  readonly ends: Map<string, number>;
  readonly submits: number[];
  readonly credits: number;
}

function createTask(exchange: Exchange, desk: Desk): Answer {
  const { kit } = desk;
  desk.submits.push(kit.now());
  if (desk.submits.filter((at) => at > kit.now() - windowMs).length > submitsPerWindow) return throttled;
  const { json } = exchange.request;
  if (!isObject(json)) return failure(400, 'The request body is not JSON');
  const model = findModel(json.model);
  if (model === undefined) return failure(422, `The model name you specified is not supported: ${String(json.model)}`);
  // Whatever stands beside `input` is ignored.
  const input = isObject(json.input) ? json.input : {};
  const fault = inputFault(model, input);
  if (fault !== undefined) return failure(422, fault);
  if (exchange.fault('moderated-at-submit') !== undefined) return flagged;
  const isEmpty = exchange.fault('no-credit') !== undefined || creditsLeft(desk) < creditsOf(model, input);
  if (isEmpty) return noCredit;
  const job = exchange.accept({ endpoint: model.id, input: json });
  return success({ taskId: job.id });
}

function recordInfo(exchange: Exchange, { kit, ends }: Desk): Answer {
  const { taskId } = exchange.request.query;
  if (taskId === undefined || taskId === '') return failure(422, 'taskId is required');
  const job = exchange.job(taskId);
  if (job === undefined) return failure(404, 'The task does not exist');
  const unknown = exchange.fault('unknown-status-word');
  const phase = kit.jobs.poll(job);
  if (unknown !== undefined) return success({ ...record(job), state: unknown.word ?? 'hibernating' });
  if (phase === 'queued') return success({ ...record(job), state: job.polls % 2 === 1 ? 'waiting' : 'queuing' });
  if (phase === 'rendering') return success({ ...record(job), state: 'generating', progress: 40 });
  const end = ends.get(job.id) ?? Math.min(kit.now(), job.createdAt + job.profile.queuedMs + job.profile.renderingMs);
  ends.set(job.id, end);
  const ended = { ...record(job), completeTime: end, updateTime: end, costTime: end - job.createdAt };
  switch (job.outcome?.kind) {
    case 'task-failed': {
      const { message = 'Internal server error', type = '500', status = 200 } = job.outcome;
      const data = { ...ended, state: 'fail', failCode: type, failMsg: message, creditsConsumed: 0 };
      return { status: 200, json: { code: status, msg: status === 200 ? 'success' : 'Playground task failed.', data } };
    }
    case 'moderated-at-result': {
      const failMsg = 'The output was blocked: it may contain sensitive content';
      return success({ ...ended, state: 'fail', failCode: '422', failMsg, creditsConsumed: 0 });
    }
    default:
      return success({ ...ended, ...result(job, kit) });
  }
}

function record(job: SimulatedJob): JsonObject {
  return {
    taskId: job.id,
    model: job.endpoint,
    param: JSON.stringify(job.input),
    resultJson: '',
    failCode: '',
    failMsg: '',
    costTime: 0,
    completeTime: null,
    createTime: job.createdAt,
    updateTime: job.createdAt,
    progress: 0,
  };
}

function result(job: SimulatedJob, kit: Kit): JsonObject {
  const url = kit.media.clipUrl(job.id);
  if (job.outcome?.kind === 'result-expired') kit.media.delete(new URL(url).pathname);
  // JSON inside a string.
  return {
    state: 'success',
    resultJson: JSON.stringify({ resultUrls: [url] }),
    progress: 100,
    creditsConsumed: priceOf(job),
  };
}

/** Another address of the same file, valid for 20 min; only of files that the service made and still has. */
function downloadUrl({ request: { json } }: Exchange, kit: Kit): Answer {
  const url = isObject(json) && typeof json.url === 'string' ? json.url : '';
  const job = kit.jobs.all.find(({ id }) => url.includes(`/files/${encodeURIComponent(id)}/`));
  if (job === undefined) return failure(422, 'The url is not one of ours');
  if (job.outcome?.kind === 'result-expired') return failure(404, 'The file does not exist');
  const { pathname } = new URL(kit.media.clipUrl(job.id));
  const object = kit.media.get(pathname);
  const path = `/files/temporary/${encodeURIComponent(job.id)}.mp4`;
  return object === undefined ? failure(404, 'The file does not exist') : success(kit.media.put(path, object));
}

/** Failed tasks cost nothing. */
function creditsLeft({ kit, credits }: Desk): number {
  const failed = ['task-failed', 'moderated-at-result'];
  const charged = kit.jobs.all.filter(({ outcome }) => !failed.includes(outcome?.kind ?? ''));
  return charged.reduce((left, job) => left - priceOf(job), credits);
}

function priceOf({ endpoint, input }: SimulatedJob): number {
  const model = findModel(endpoint);
  return model === undefined ? 0 : creditsOf(model, isObject(input.input) ? input.input : {});
}
