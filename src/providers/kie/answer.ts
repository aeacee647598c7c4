import { z } from 'zod';
import { type ErrorCode, WanError } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import { toReadError, toRefusal } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import { unreadable } from '../read-answer.js';
import { dashboard, idPattern } from './place.js';

const provider = 'kie';

const words = z.string().nullish().catch(null);
const envelopeSchema = z.object({
  code: z.union([z.number(), z.string()]).nullish().catch(null),
  msg: words,
  message: words,
  data: z.json().nullish(),
});

/** Submits above 20 in 10 s are refused, not queued: how long to wait when no time is named, ms. */
const throttledMs = 10_000;

/** An answer by what it means: errors come with HTTP 200, their code inside. */
export interface Envelope {
  /** The inner code where it tells of an error, else the HTTP status; 200 alone is a success. */
  readonly status: number;
  /** The inner code says it, so it is Kie that speaks and not something in between. */
  readonly isKie: boolean;
  readonly sentence: string;
  readonly data: JsonValue | undefined;
}

export function readEnvelope({ status, json }: Pick<HttpResponse, 'status' | 'json'>): Envelope {
  const { code, msg, message, data } = envelopeSchema.safeParse(json).data ?? {};
  const inner = code === null || code === undefined ? Number.NaN : Number(code);
  const isKie = !Number.isNaN(inner);
  return {
    status: statusOf(status, isKie ? inner : undefined),
    isKie,
    sentence: msg ?? message ?? '',
    data: data ?? undefined,
  };
}

/** A 2xx without a code is no answer of Kie's: something in between spoke. */
function statusOf(status: number, code: number | undefined): number {
  if (code !== undefined && code !== 200) return code;
  if (!isSuccess(status)) return status;
  return code === undefined ? 502 : code;
}

export interface Answered<T> {
  readonly schema: z.ZodType<T>;
  /** Epoch ms, for a Retry-After that is a date. */
  readonly now: number;
}

/**
 * The `data` of a successful answer to a request that costs nothing.
 *
 * @throws WanError for any other answer, or data of another shape (retryable: something in between cut or replaced it)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  const envelope = readEnvelope(response);
  if (envelope.status !== 200) throw toFailedRead(envelope, { response, now });
  const data = schema.safeParse(envelope.data);
  if (data.success) return data.data;
  throw unreadable(provider);
}

/** What an unsuccessful answer to a read means. */
export function toFailedRead(envelope: Envelope, { response, now }: Context): WanError {
  const { status, sentence } = envelope;
  const { headers } = response;
  // A task's own failure, or a switched off route: asking again says the same.
  const isFinal = status === 501 || status === 505;
  const code = status === 429 ? 'provider.throttled' : status === 455 ? 'provider.unavailable' : undefined;
  return toReadError({
    provider,
    response: { status, headers },
    message: sentence,
    now,
    code: isFinal && envelope.isKie ? 'provider.refused' : code,
  });
}

const acceptedSchema = z.object({ taskId: z.string().regex(idPattern) });

/**
 * The id that an answer to the submit gives.
 *
 * @throws WanError with `delivery: 'not-accepted'` for the refusals that Kie documents, by inner code or HTTP status;
 * anything else, an unreadable 2xx included, may have made a task that bills
 */
export function readAccepted(response: HttpResponse, now: number): string {
  const envelope = readEnvelope(response);
  const accepted = acceptedSchema.safeParse(envelope.data);
  // An id is a task, whatever code it comes with.
  if (accepted.success) return accepted.data.taskId;
  const { status, sentence } = envelope;
  if (status === 200) throw lost(`${provider}: accepted, but the answer has no task id`);
  const error = toRefusal({
    provider,
    response: { status, headers: withWait(response.headers, status) },
    message: sentence,
    now,
    code: codeOf(envelope),
  });
  throw error.delivery === 'unknown' ? lost(error.message) : error;
}

/** A task that may exist and that no list shows: only a person can tell. */
function lost(message: string): WanError {
  return new WanError('submit.unknown', message, {
    hint: `Kie keeps no list to search: look at ${dashboard}; if it is there: wan adopt ${provider} <task id>`,
    delivery: 'unknown',
    provider,
  });
}

const moderation = /\bsensitive\b|\bpolicy\b|\bflagged\b|\bnsfw\b|\bmoderat(ion|ed)\b/i;

/** Whether this text is a moderation verdict: no code tells, so words do. */
export function isModeration(text: string): boolean {
  return moderation.test(text);
}

/** Where the status alone does not say it. */
function codeOf({ status, isKie, sentence }: Envelope): ErrorCode | undefined {
  // Parameters are checked before billing; what code this comes with is not documented.
  if (isKie && /model name\b.*\bnot supported/i.test(sentence)) return 'provider.refused';
  if ((status === 400 || status === 422) && isModeration(sentence)) return 'provider.moderated';
  // Maintenance and a disabled model, if it is Kie that says so.
  if (isKie && status === 455) return 'provider.unavailable';
  return isKie && status === 505 ? 'provider.refused' : undefined;
}

function withWait(headers: HttpResponse['headers'], status: number): HttpResponse['headers'] {
  return status === 429 ? { 'retry-after': `${throttledMs / 1000}`, ...headers } : headers;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

interface Context {
  readonly response: Pick<HttpResponse, 'headers'>;
  readonly now: number;
}
