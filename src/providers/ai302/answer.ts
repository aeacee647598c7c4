import { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import type { RefusalOptions } from '../../http/refusal.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { type Answered, readBody } from '../read-answer.js';
import { isModeration } from '../wavespeed-prediction.js';
import { type Asked, statusOf } from '../wavespeed-surface.js';

/** `scheme://host` of every surface and of the account. */
export const apiOrigin = 'https://api.302.ai';

const text = z.string().nullish().catch(null);

/** The gateway's own error; else what a vendor behind it said, by number (WaveSpeed) or by word. */
const problemSchema = z.object({
  error: z
    .object({ err_code: z.number().nullish().catch(null), message: text, message_en: text, message_cn: text })
    .nullish()
    .catch(null),
  code: z.union([z.number(), z.string()]).nullish().catch(null),
  message: text,
});

/** Numbers of the gateway; those of an upstream that broke off are not here, as they leave open what became of a submit. */
const codesByNumber: Readonly<Record<number, ErrorCode>> = {
  [-10001]: 'key.rejected',
  [-10002]: 'key.rejected',
  [-10005]: 'key.rejected',
  [-10004]: 'money.no-credit',
  // The key's own quota: in all, of the day, the month, the hour.
  [-10006]: 'money.no-credit',
  [-10007]: 'money.no-credit',
  [-10018]: 'money.no-credit',
  [-10012]: 'money.no-credit',
  // No channel is free just now: "later", and other than for a broken upstream without a warning.
  [-10008]: 'provider.throttled',
  [-10009]: 'provider.refused',
  [-10010]: 'provider.refused',
  [-10011]: 'provider.refused',
};
const codesByWord: Readonly<Record<string, ErrorCode>> = {
  Unauthorized: 'key.rejected',
  InsufficientBalance: 'money.no-credit',
  RateLimitExceeded: 'provider.throttled',
  InvalidParameter: 'provider.refused',
  MissingParameter: 'provider.refused',
};
/** Network error upstream, time-out upstream, internal error: the task may be running. */
const openOutcomes: readonly (number | string)[] = [-10003, -1024, 'InternalError'];

const notFoundNumber = -10010;

/** What an unsuccessful answer of any surface says. */
export function explain(response: HttpResponse, { now, on }: Asked): RefusalOptions {
  const { error, code: other, message } = problemSchema.safeParse(response.json).data ?? {};
  const mark = error?.err_code ?? other ?? undefined;
  const texts = [error?.message_en, error?.message, error?.message_cn, message].map((words) => words?.trim() ?? '');
  const sentence = texts.find((words) => words !== '') ?? '';
  const status = mark === notFoundNumber ? 404 : statusOf(response);
  const own = typeof mark === 'string' || (typeof mark === 'number' && mark < 0) ? `${mark}` : '';
  const parts = [sentence, own, on === 'submit' ? requestIdText(response) : ''];
  return {
    provider: 'ai302',
    response: { status, headers: response.headers },
    message: parts.filter((part) => part !== '').join('; '),
    now,
    code: codeOf({ mark, status, sentence, on }),
  };
}

interface Said extends Pick<Asked, 'on'> {
  readonly mark: number | string | undefined;
  readonly status: number;
  readonly sentence: string;
}

function codeOf({ mark, status, sentence, on }: Said): ErrorCode | undefined {
  if (mark !== undefined && openOutcomes.includes(mark))
    return on === 'submit' ? 'submit.unknown' : 'provider.unavailable';
  const isInput = status === 400 || mark === -10011 || mark === 'InvalidParameter';
  if (on === 'submit' && isInput && isRefusedContent(mark, sentence)) return 'provider.moderated';
  const known = typeof mark === 'string' ? codesByWord[mark] : codesByNumber[mark ?? 0];
  if (known !== undefined) return known;
  if (/insufficient (credit|balance)/i.test(sentence) && status < 500) return 'money.no-credit';
  return status === 429 ? 'provider.throttled' : undefined;
}

/** By its text only: every vendor behind the gateway has words of its own. */
export function isRefusedContent(mark: number | string | undefined, sentence: string): boolean {
  if (isModeration(typeof mark === 'number' ? mark : undefined, sentence)) return true;
  return /sensitive|inappropriate|DataInspectionFailed|policy violation|safety (check|filter|system)/i.test(sentence);
}

/** The header by which 302.AI knows a call: its price can be asked with it, and its support. */
export function keepRequestId({ headers }: HttpResponse): JsonObject {
  const id = headers['request-id'];
  return id === undefined ? {} : { requestId: id };
}

/** What `keepRequestId` kept in an operation, as a list of one call or none. */
export function submitId(requestId: JsonValue | undefined): readonly JsonValue[] {
  return requestId === undefined ? [] : [requestId];
}

export function requestIdText({ headers }: HttpResponse): string {
  const id = headers['request-id'];
  return id === undefined ? '' : `request-id ${id}`;
}

/**
 * The body of a 2xx answer to a request that starts no task.
 *
 * @throws WanError for any other status, or a body of another shape (retryable: something in between cut or replaced it)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  return readBody(response, { schema, problem: () => explain(response, { now, on: 'read' }), provider: 'ai302' });
}
