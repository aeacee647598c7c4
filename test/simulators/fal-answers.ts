import type { JsonObject, JsonValue } from '../../src/json.js';
import type { FalDetail } from './fal-validation.js';
import type { Answer } from './kit/exchange.js';
import type { JobOutcome } from './kit/fault.js';
import type { SimulatedJob } from './kit/jobs.js';

export const unauthorized: Answer = { status: 401, json: { detail: 'Invalid key credentials' } };

export const lockedAccount: Answer = {
  status: 403,
  json: {
    detail: 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.',
  },
};

export const unknownRequest: Answer = { status: 404, json: { status: 'NOT_FOUND' } };
export const resultNotFound: Answer = { status: 404, json: { detail: 'Request not found' } };

export function unknownPath(path: string): Answer {
  return { status: 404, headers: { 'x-fal-billable-units': '0' }, json: { detail: `Path ${path} not found` } };
}

export function unknownApplication(endpoint: string): Answer {
  const detail = `Application "${endpoint.split('/').slice(0, 2).join('/')}" not found`;
  return { status: 404, headers: { 'x-fal-billable-units': '0' }, json: { detail } };
}

/** A validation that failed: never charged. */
export function invalidInput(details: readonly FalDetail[]): Answer {
  const detail: JsonValue = details.map((entry) => withHelp(entry));
  return {
    status: 422,
    headers: { 'x-fal-billable-units': '0', 'x-fal-retryable': 'false' },
    json: { detail },
  };
}

/** `api.fal.ai` words its errors in its own way. */
export function platformError(status: number, type: string, message: string): Answer {
  const error = { type, message, docs_url: 'https://docs.fal.ai/errors', request_id: 'platform-request' };
  return { status, json: { error } };
}

const moderation: FalDetail = {
  loc: ['body', 'prompt'],
  msg: 'The content could not be processed because it contained material flagged by a content checker.',
  type: 'content_policy_violation',
};
export const moderated: Answer = invalidInput([moderation]);

const requestErrors: Readonly<Record<string, number>> = {
  request_timeout: 504,
  startup_timeout: 504,
  runner_scheduling_failure: 503,
  runner_connection_timeout: 503,
  runner_connection_refused: 503,
  runner_connection_error: 503,
  runner_disconnected: 503,
  runner_incomplete_response: 502,
  runner_server_error: 500,
  internal_error: 500,
  client_disconnected: 499,
  client_cancelled: 499,
  bad_request: 400,
};
const modelErrors: Readonly<Record<string, number>> = {
  internal_server_error: 500,
  generation_timeout: 504,
  downstream_service_error: 400,
  downstream_service_unavailable: 500,
};
const transientModelErrors = new Set(Object.keys(modelErrors));

/** Request and result JSON are kept this long, ms. */
const payloadLifetimeMs = 30 * 86_400_000;

/** Whether request and result JSON of a job are gone: too old, or removed before their time. */
export function isForgotten({ createdAt, outcome }: SimulatedJob, now: number): boolean {
  return outcome?.kind === 'result-expired' || now - createdAt >= payloadLifetimeMs;
}

/** What the result request of a job answers that did not go well; undefined when nothing is wrong with it. */
export function failedResult({ outcome, cancelledAt }: SimulatedJob): Answer | undefined {
  if (cancelledAt !== undefined) return requestError('client_cancelled', 'Request was cancelled');
  switch (outcome?.kind) {
    case 'moderated-at-result':
      return moderated;
    case 'task-failed':
      return taskFailed(outcome);
    case 'result-expired':
    case undefined:
      return undefined;
  }
}

/** `start_deadline` stands for our own time-to-start, `plain` for an older endpoint's text without a type. */
function taskFailed({ type = 'internal_server_error', message, status }: JobOutcome & { kind: 'task-failed' }): Answer {
  const text = message ?? `The task failed: ${type}`;
  if (type === 'start_deadline') {
    const answer = requestError('request_timeout', 'The request did not start in time');
    return { ...answer, headers: { ...answer.headers, 'x-fal-request-timeout-type': 'user' } };
  }
  if (type === 'plain') return { status: status ?? 500, json: { detail: text } };
  if (requestErrors[type] !== undefined) return requestError(type, text);
  const detail: JsonValue = [withHelp({ loc: ['body'], msg: text, type })];
  return {
    status: status ?? modelErrors[type] ?? 422,
    headers: { 'x-fal-retryable': String(transientModelErrors.has(type)) },
    json: { detail },
  };
}

function requestError(type: string, detail: string): Answer {
  return {
    status: requestErrors[type] ?? 500,
    headers: { 'x-fal-error-type': type },
    json: { detail, error_type: type },
  };
}

function withHelp({ loc, msg, type, ctx, input }: FalDetail): JsonObject {
  return {
    loc,
    msg,
    type,
    url: `https://docs.fal.ai/errors#${type}`,
    ...(ctx === undefined ? {} : { ctx }),
    ...(input === undefined ? {} : { input }),
  };
}
