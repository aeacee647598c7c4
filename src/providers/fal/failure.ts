import { z } from 'zod';
import { type ErrorCode, WanError } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import { cleanSentence, toReadError, toRefusal } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import type { Progress } from '../provider.js';

const entrySchema = z.object({
  loc: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .catch(null),
  msg: z.string().nullish().catch(null),
  type: z.string().nullish().catch(null),
});
const problemSchema = z.object({
  detail: z
    .union([z.string(), z.array(entrySchema)])
    .nullish()
    .catch(null),
  error_type: z.string().nullish().catch(null),
  error: z
    .object({ message: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** What an error answer of fal says, in whichever of its three forms. */
export interface Problem {
  /** Its own words on one line; empty when it has none. */
  readonly sentence: string;
  /** Error types, which are what may be relied on. */
  readonly types: readonly string[];
}

/** Model errors list entries in `detail`, platform errors of the queue have a text and a type, `api.fal.ai` has `error`. */
export function readProblem({ json, headers }: Pick<HttpResponse, 'json' | 'headers'>): Problem {
  const { detail, error_type: type, error } = problemSchema.safeParse(json).data ?? {};
  const entries = Array.isArray(detail) ? detail : [];
  const sentence = typeof detail === 'string' ? detail : entries.map(describe).join('; ');
  const types = [...entries.map((entry) => entry.type), type, headers['x-fal-error-type']];
  return {
    sentence: cleanSentence(sentence || (error?.message ?? '')),
    types: types.filter((name) => typeof name === 'string'),
  };
}

/** What an unsuccessful answer to the billable POST means: an explicit 4xx but 408 was not accepted. */
export function toSubmitError(response: HttpResponse, now: number): WanError {
  const problem = readProblem(response);
  return toRefusal({ provider: 'fal', response, message: problem.sentence, now, code: refusalCode(response, problem) });
}

/**
 * @throws WanError for an answer to a read that is no success
 */
export function throwUnread(response: HttpResponse, now: number): never {
  const problem = readProblem(response);
  const code = isOutOfCredit(response, problem) ? 'money.no-credit' : undefined;
  throw toReadError({ provider: 'fal', response, message: problem.sentence, now, code });
}

/**
 * @throws WanError always, retryable: for an error of something in between, which says nothing about a job
 */
export function throwPassing(response: HttpResponse, now: number): never {
  const { sentence } = readProblem(response);
  throw toReadError({ provider: 'fal', response, message: sentence, now, code: 'provider.unavailable' });
}

/**
 * The body of a 2xx answer to a read.
 *
 * @throws WanError for any other status, or for a body of another shape (retryable: a cut, or a page in between)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now }: { schema: z.ZodType<T>; now: number }): T {
  if (response.status < 200 || response.status > 299) throwUnread(response, now);
  const body = schema.safeParse(response.json);
  if (body.success) return body.data;
  throw new WanError('provider.unavailable', 'fal: the answer is cut off or not what its API documents', {
    retryable: true,
    provider: 'fal',
  });
}

/** The verdict on a job whose result request ended with an error of the job's own. */
export function toFailed(response: Pick<HttpResponse, 'status' | 'headers' | 'json'>): Progress {
  const { sentence, types } = readProblem(response);
  const kinds = [...new Set(types)].join(', ');
  const words = sentence === '' ? `the job ended with status ${response.status}` : sentence;
  return {
    status: 'failed',
    reason: cleanSentence(kinds === '' || words.includes(kinds) ? words : `${words} (${kinds})`),
    moderated: types.includes('content_policy_violation'),
    retryable: isRetryable(response, types),
  };
}

/** Whether a later, new job may succeed: as the header says, else by type; never for what our own input is to blame for. */
function isRetryable({ headers }: Pick<HttpResponse, 'headers'>, types: readonly string[]): boolean {
  const said = headers['x-fal-retryable'];
  return said === undefined ? types.some((type) => transientTypes.has(type)) : said === 'true';
}

const transientTypes = new Set([
  'internal_server_error',
  'generation_timeout',
  'downstream_service_error',
  'downstream_service_unavailable',
  'request_timeout',
  'startup_timeout',
  'runner_scheduling_failure',
  'runner_connection_timeout',
  'runner_connection_refused',
  'runner_connection_error',
  'runner_disconnected',
  'runner_incomplete_response',
  'runner_server_error',
  'internal_error',
]);

function refusalCode({ status }: HttpResponse, problem: Problem): ErrorCode | undefined {
  if (isOutOfCredit({ status }, problem)) return 'money.no-credit';
  if (problem.types.includes('content_policy_violation') && status === 422) return 'provider.moderated';
  // 408 and 499 come from something in between that gave up waiting; fal itself may have gone on.
  const unlisted = status >= 400 && status <= 499 && ![401, 403, 408, 402, 429, 499].includes(status);
  return unlisted ? 'provider.refused' : undefined;
}

/** An empty balance is a 403 like a bad key's, told apart by its text alone. */
function isOutOfCredit({ status }: Pick<HttpResponse, 'status'>, { sentence }: Problem): boolean {
  return status === 403 && /exhausted balance|user is locked|top up/i.test(sentence);
}

/** `duration: Input should be a valid string`; the place without its `body`. */
function describe({ loc, msg }: z.infer<typeof entrySchema>): string {
  const place = (loc ?? []).filter((part) => part !== 'body').join('.');
  const text = msg ?? '';
  return place === '' || text === '' ? text || place : `${place}: ${text}`;
}

/** Whether the text says that the result is not there yet; it comes as 400 and as 422. */
export function isInProgress(json: JsonValue | undefined): boolean {
  const { detail } = problemSchema.safeParse(json).data ?? {};
  return typeof detail === 'string' && /still in progress/i.test(detail);
}
