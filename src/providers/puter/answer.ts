import { z } from 'zod';
import { type ErrorCode, WanError } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import { type RefusalOptions, toRefusal } from '../../http/refusal.js';
import { type Answered, isSuccess, readBody } from '../read-answer.js';

const provider = 'puter';

const words = z.string().nullish().catch(null);
const problemSchema = z.object({ error: words, message: words, code: words, errorCode: words });
type Problem = z.infer<typeof problemSchema>;

/**
 * The body of a 2xx answer to a request that costs nothing.
 *
 * @throws WanError for any other status, or a body of another shape (retryable: something in between cut or replaced it)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  return readBody(response, { schema, problem: () => toOptions(response, now), provider });
}

/** Whether Puter itself says that something is not there; a page of a gateway with the same status says nothing. */
export function isMissing({ status, json }: HttpResponse): boolean {
  const { error, code } = problemSchema.safeParse(json).data ?? {};
  return status === 404 && (code ?? error ?? '') !== '';
}

/** Whether Puter refused a call for its arguments, before it passed them on, in words like these; never for its content. */
export function saysBadRequest({ status, json }: HttpResponse, words: RegExp): boolean {
  const { code, errorCode, message, error } = problemSchema.safeParse(json).data ?? {};
  const isOwn = status === 400 && code === 'bad_request' && errorCode !== 'moderation_flagged';
  return isOwn && words.test(message ?? error ?? '');
}

const acceptedSchema = z.object({ success: z.literal(true), result: z.json().nullish() });
const linkSchema = z.url({ protocol: /^https?$/ });

export interface Accepted {
  /** The service's own address of the clip; undefined when only the copy on the account has it. */
  readonly url: string | undefined;
}

/**
 * What the answer to the one long request holds: a link, or the clip itself, whose bytes are not kept here because the
 * account has a copy of them.
 *
 * @throws WanError with `delivery: 'not-accepted'` for the errors that Puter documents as the end of the call, which is
 * metered for a finished clip only; anything else may be rendering still, and may be metered
 */
export function readAccepted(response: HttpResponse, now: number): Accepted {
  if (!isSuccess(response)) throw toFailure(response, now);
  if (/^video\//i.test(response.headers['content-type'] ?? '')) return { url: undefined };
  const body = acceptedSchema.safeParse(response.json);
  if (!body.success) throw lost(`${provider}: answered ${response.status}, but not with a clip or its address`);
  return { url: linkSchema.safeParse(body.data.result).data };
}

function toFailure(response: HttpResponse, now: number): WanError {
  const error = toRefusal(toOptions(response, now));
  return error.delivery === 'unknown' ? lost(error.message) : error;
}

/** A call that nobody saw the end of: the clip may come to lie on the account minutes later. */
function lost(message: string): WanError {
  return new WanError('submit.unknown', message, {
    hint: 'wan resume looks for the file on the account and sends nothing anew; it may take 10 min to be there',
    delivery: 'unknown',
    provider,
  });
}

function toOptions({ status, headers, json }: HttpResponse, now: number): RefusalOptions {
  const problem = problemSchema.safeParse(json).data ?? {};
  const message = problem.message ?? problem.error ?? '';
  return { provider, response: { status, headers }, message, now, code: codeOf(status, problem) };
}

/** Where the status alone does not say it. */
function codeOf(status: number, { code, errorCode }: Problem): ErrorCode | undefined {
  if (status !== 400) return undefined;
  if (errorCode === 'moderation_flagged') return 'provider.moderated';
  // The renderer behind Puter was down: the same call may work later.
  if (code === 'upstream_provider_unavailable') return 'provider.unavailable';
  // Something between us and Puter hung up; older servers go on rendering then, and meter it.
  return code === 'client_aborted' ? 'submit.unknown' : undefined;
}
