import { z } from 'zod';
import { type ErrorCode, WanError } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import { type RefusalOptions, toReadError, toRefusal } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import { unreadable } from '../read-answer.js';
import { idPattern } from './place.js';

const provider = 'atlascloud';

const json = z.json().nullish();
const envelopeSchema = z.object({
  code: z.union([z.number(), z.string()]).nullish().catch(null),
  msg: json,
  message: json,
  error: json,
  error_code: z.coerce.number().nullish().catch(null),
  data: json,
});
const nestedSchema = z.object({ message: json, msg: json, error: json, detail: json, code: json });

/** The error code of a moderation verdict, at submit and at the result. */
export const moderationCode = 1039;

/** An answer by what it means: an error may come with HTTP 200, its status inside. */
export interface Envelope {
  /** The HTTP status, or the inner code where the HTTP status says 2xx and the code says otherwise. */
  readonly status: number;
  /** The service's own words; empty when it has none. */
  readonly sentence: string;
  readonly errorCode: number | undefined;
  readonly data: JsonValue | undefined;
}

export function readEnvelope({ status, json, text }: HttpResponse): Envelope {
  const envelope = envelopeSchema.safeParse(json).data ?? {};
  const { code, msg, message, error, error_code: errorCode, data } = envelope;
  const sentence = [msg, message, error].map((words) => wordsOf(words)).find((words) => words !== '');
  return {
    status: isSuccess(status) ? innerStatus(code, status) : status,
    sentence: json === undefined && isCloudflare(status, text) ? cloudflareSentence : (sentence ?? ''),
    errorCode: errorCode ?? undefined,
    data: data ?? undefined,
  };
}

/** Text, or the text inside an object: an `error` is sometimes one. */
export function wordsOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  const nested = nestedSchema.safeParse(value).data ?? {};
  const inner = [nested.message, nested.msg, nested.error, nested.detail].find((words) => typeof words === 'string');
  return typeof inner === 'string' ? inner : JSON.stringify(value);
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
  if (!isSuccess(envelope.status)) throw toFailedRead(envelope, { response, now });
  const data = schema.safeParse(envelope.data);
  if (data.success) return data.data;
  throw unreadable(provider);
}

/** What an unsuccessful answer to a read means. */
export function toFailedRead(envelope: Envelope, context: Context): WanError {
  return toReadError(toOptions(envelope, context));
}

const acceptedSchema = z.object({ id: z.string().regex(idPattern) });

/**
 * The id that an answer to the submit gives.
 *
 * @throws WanError with `delivery: 'not-accepted'` for the refusals that Atlas Cloud documents, by HTTP status or inner
 * code; anything else, an unreadable 2xx included, may have made a task that bills
 */
export function readAccepted(response: HttpResponse, now: number): string {
  const envelope = readEnvelope(response);
  const accepted = acceptedSchema.safeParse(envelope.data);
  // An id is a task, whatever status it comes with: failed tasks are served under error statuses too.
  if (accepted.success) return accepted.data.id;
  if (!isSuccess(envelope.status)) throw toRefusal(withGuess(toOptions(envelope, { response, now })));
  throw new WanError('submit.unknown', `${provider}: answered ${response.status} without the id of a task`, {
    hint: 'wan resume looks for it in the history of Atlas Cloud and sends nothing anew',
    delivery: 'unknown',
    provider,
  });
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** The code is a number or its text; one that is neither is an answer of something else. */
function innerStatus(code: number | string | null | undefined, status: number): number {
  if (code === null || code === undefined || Number(code) === 200) return status;
  return Number.isNaN(Number(code)) ? 502 : Number(code);
}

interface Context {
  readonly response: Pick<HttpResponse, 'headers'>;
  readonly now: number;
}

function toOptions(envelope: Envelope, { response, now }: Context): RefusalOptions {
  const { status, sentence } = envelope;
  return {
    provider,
    response: { status, headers: response.headers },
    message: sentence,
    now,
    code: codeOf(envelope),
  };
}

/** Where the status alone does not say it. */
function codeOf({ status, sentence, errorCode }: Envelope): ErrorCode | undefined {
  if (sentence === cloudflareSentence) return 'network.failed';
  if (status === 429) return 'provider.throttled';
  if (![400, 402, 403, 422].includes(status)) return undefined;
  if (errorCode === moderationCode) return 'provider.moderated';
  // The service tells an empty account by these words as well as by 402.
  return status !== 422 && /\binsufficient\b|\bbalance\b/i.test(sentence) ? 'money.no-credit' : undefined;
}

/** Ids were withdrawn before, and no source says how that looks. */
function withGuess(options: RefusalOptions): RefusalOptions {
  if (options.response.status !== 404) return options;
  const sentences = [options.message ?? '', 'Atlas Cloud may have withdrawn the model'];
  return { ...options, message: sentences.filter((text) => text !== '').join('; ') };
}

const cloudflareSentence =
  'Cloudflare turned the request away by its User-Agent (error 1010), before Atlas Cloud saw it or its key';

function isCloudflare(status: number, text: string): boolean {
  return status === 403 && /\b1010\b/.test(text);
}
