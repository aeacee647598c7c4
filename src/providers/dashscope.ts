import { z } from 'zod';
import { WanError } from '../errors.js';
import type { HttpResponse } from '../http/client.js';
import { isPage } from '../http/refusal.js';
import type { Credential } from '../http/route.js';
import { codeIn, readAccepted, readAnswer } from './dashscope/answer.js';
import { namesStoredFiles, submitPath, toBody } from './dashscope/body.js';
import { findSubmitted, listSince } from './dashscope/find.js';
import { apiOrigins, callHeaders, originOf, regionIn } from './dashscope/region.js';
import { idPattern, lifeMs, taskSchema, toProgress } from './dashscope/task.js';
import { dataUriLimit, takesFor, uploadFile } from './dashscope/upload.js';
import type { Call, CancelOutcome, Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';

/** From the Model Studio reference of Alibaba Cloud and its official Python client, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'Alibaba Cloud Model Studio (DashScope)',
  keyVariables: [['DASHSCOPE_API_KEY']],
  apiOrigins,
  // No address of its console is documented.
  dashboard: undefined,
  // The service's own store takes what a request can't hold, for one model: `takesFor`.
  takes: ['bucket', 'data-uri'],
  dataUriLimit,
  uploadsForOneModel: true,
  resultLifetimeMs: lifeMs,
  taskLifetimeMs: lifeMs,
  reconcileWindowMs: lifeMs,
  // A task without a result is given up after 3 h; nothing says that a waiting one is listed at once.
  absentAfterMs: 4 * 3_600_000,
  failuresFree: true,
  // Of Wan 2.2; 2.5 to 2.7 run 5 at once, speech 1. What is more waits as PENDING and is not lost.
  concurrency: 2,
  // Two a second for Wan 2.2, five for the others ("Rate limits" of Model Studio, per account).
  submitsPerMinute: 120,
  submitRate: { count: 2, perMs: 1_000 },
  needsFfmpeg: false,
  webhook: false,
  // Pictures may go along in the request: tens of megabytes.
  submitDeadlineMs: 120_000,
};

const acceptedSchema = z.object({ output: z.object({ task_id: z.string().regex(idPattern) }) });

/** How the key goes along; it belongs to one region. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/** DashScope, the API of Wan's maker: one task a clip; tasks and clips are kept for 24 h. */
export function createDashscope(): Provider {
  return {
    id: 'dashscope',
    facts,
    prepare: (request) => ({ endpoint: request.endpoint, body: toBody(request) }),
    submit,
    check,
    cancel,
    findSubmitted,
    adopt: (remoteId) => toOperation(remoteId),
    listSince,
    upload: uploadFile,
    takesFor,
  };
}

/** A task lives in one region; which one is kept with its id, so that a changed setting loses nothing. */
async function submit({ endpoint, body }: SubmitIntent, call: Call): Promise<Operation> {
  const region = regionIn(call.settings);
  const response = await call.http.submit({
    method: 'POST',
    url: originOf(region) + submitPath(endpoint),
    headers: {
      ...callHeaders(call.settings),
      'x-dashscope-async': 'enable',
      ...(namesStoredFiles(body) ? { 'x-dashscope-ossresourceresolve': 'enable' } : {}),
    },
    json: body,
    timeoutMs: facts.submitDeadlineMs,
  });
  const { output } = readAccepted(response, { schema: acceptedSchema, now: call.now(), region });
  return { remoteId: output.task_id, region, submittedAt: call.now() };
}

async function check(operation: Operation, call: Call): Promise<Progress> {
  const region = regionOf(operation, call);
  const url = urlOf(operation, call);
  const response = await call.http.send({ method: 'GET', url, headers: callHeaders(call.settings) });
  refuseUnknownId(response, operation, region);
  const { output } = readAnswer(response, { schema: taskSchema, now: call.now(), region });
  if (output.task_status === 'UNKNOWN') return toUnknown(operation, call);
  const { submittedAt } = operation;
  return toProgress(output, typeof submittedAt === 'number' ? submittedAt : undefined);
}

/**
 * `UNKNOWN` is said of ids that are older than 24 h, and of those that never were. Before that time a task of ours can
 * only be not listed yet, so it is asked for again.
 *
 * @throws WanError `job.not-found` where nobody knows how old the task is
 */
function toUnknown(operation: Operation, call: Call): Progress {
  const { submittedAt } = operation;
  if (typeof submittedAt !== 'number') throw notFound(operation, regionOf(operation, call));
  if (call.now() - submittedAt >= lifeMs) {
    return { status: 'expired', reason: 'DashScope forgets tasks, and deletes their clips, after 24 h' };
  }
  return { status: 'rendering', note: 'DashScope does not know this task, or not yet; it is asked again' };
}

/** Only a task that has not begun can be cancelled. */
async function cancel(operation: Operation, call: Call): Promise<CancelOutcome> {
  const region = regionOf(operation, call);
  const url = `${urlOf(operation, call)}/cancel`;
  const response = await call.http.send({ method: 'POST', url, headers: callHeaders(call.settings) });
  refuseUnknownId(response, operation, region);
  if (response.status === 400 && codeIn(response) === 'unsupportedoperation') return { status: 'too-late' };
  readAnswer(response, { schema: z.object({ request_id: z.string() }), now: call.now(), region });
  return { status: 'requested' };
}

/** @throws WanError `job.not-found`, which is no verdict on the job */
function refuseUnknownId(response: HttpResponse, operation: Operation, region: string): void {
  if (response.status === 404 && !isPage(response)) throw notFound(operation, region);
}

function notFound({ remoteId }: Operation, region: string): WanError {
  return new WanError('job.not-found', `DashScope knows no task ${remoteId} in the region ${region}`, {
    hint: 'it is older than 24 h, or belongs to another account or region (providers.dashscope.region)',
    provider: 'dashscope',
    remoteId,
  });
}

/** @throws WanError `request.invalid` for what can't be an id */
function toOperation(remoteId: string): Operation {
  if (idPattern.test(remoteId)) return { remoteId };
  throw new WanError('request.invalid', `"${remoteId}" is not a DashScope task id`, { provider: 'dashscope' });
}

function regionOf({ region }: Operation, { settings }: Call): ReturnType<typeof regionIn> {
  return regionIn(typeof region === 'string' ? { region } : settings);
}

function urlOf(operation: Operation, call: Call): string {
  return `${originOf(regionOf(operation, call))}/api/v1/tasks/${encodeURIComponent(operation.remoteId)}`;
}
