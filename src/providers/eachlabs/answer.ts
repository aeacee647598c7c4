import { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import type { RefusalOptions } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import { type Answered, readBody, readReceipt } from '../read-answer.js';

const provider = 'eachlabs';

/** Either of the two error bodies of the documents. */
const problemSchema = z.object({
  message: z.json().nullish(),
  error: z.json().nullish(),
  details: z.json().nullish(),
});
type Problem = z.infer<typeof problemSchema>;

/**
 * The body of a 2xx answer to a request that costs nothing.
 *
 * @throws WanError for any other status, or a body of another shape (retryable: something in between cut or replaced it)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  return readBody(response, { schema, problem: () => toOptions(response, now), provider });
}

/**
 * The body of a 2xx answer to the submit.
 *
 * @throws WanError with `delivery: 'not-accepted'` for the 4xx of the document; anything else, an unreadable 2xx
 * included, may have made a prediction that bills
 */
export function readAccepted<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  return readReceipt(response, {
    schema,
    problem: () => toOptions(response, now),
    provider,
    job: 'prediction',
    hint: 'wan resume looks for it at the provider and sends nothing anew',
  });
}

/** The marks of a content refusal: the word of the executions list, and what its models' makers write. */
const moderation =
  /content[_ -]moderation|content[_ -]policy|\bnsfw\b|\bsafety (checker|filter)\b|DataInspectionFailed/i;

/** Whether this text of the service, or of the vendor behind it, is a moderation verdict. */
export function isModeration(text: string): boolean {
  return moderation.test(text);
}

/** Any value of an error body as text; empty for none. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
}

function toOptions(response: HttpResponse, now: number): RefusalOptions {
  const { status, headers } = response;
  const said = sentenceIn(response);
  const message = [said, ...(status === 401 ? [keyAdvice] : [])].filter((text) => text !== '').join('; ');
  return { provider, response: { status, headers }, message, now, code: codeOf(status, message) };
}

/** The pages disagree about the header, and a service that wants the other one calls a good key a wrong one. */
const keyAdvice =
  'a key that is right may have to go another way: providers.eachlabs.settings.auth, "header" or "bearer"';

/** Where the status alone does not say it. */
function codeOf(status: number, message: string): ErrorCode | undefined {
  if (status === 429) return 'provider.throttled';
  return (status === 400 || status === 422) && isModeration(message) ? 'provider.moderated' : undefined;
}

/** What an error body says, in the service's own words; empty for any other body. */
export function sentenceIn({ json }: Pick<HttpResponse, 'json'>): string {
  return sentenceOf(problemSchema.safeParse(json).data ?? {});
}

function sentenceOf({ message, error, details }: Problem): string {
  const sentences = [textOf(message) || textOf(error), textOf(details)];
  return [...new Set(sentences)].filter((text) => text !== '').join(': ');
}
