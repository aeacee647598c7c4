import { z } from 'zod';
import { type ErrorCode, stripControls } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import type { RefusalOptions } from '../../http/refusal.js';
import { type Answered, readBody, readReceipt } from '../read-answer.js';
import { isModeration } from './prediction.js';

const provider = 'replicate';

const problemSchema = z.object({
  title: z.string().nullish().catch(null),
  detail: z.string().nullish().catch(null),
  retry_after: z.coerce.number().nonnegative().nullish().catch(null),
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
 * @throws WanError with `delivery: 'not-accepted'` for the 4xx that Replicate documents as "not created"; anything else,
 * an unreadable 2xx included, may have made a prediction that bills
 */
export function readAccepted<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  return readReceipt(response, {
    schema,
    problem: () => withNaming(toOptions(response, now)),
    provider,
    job: 'prediction',
    hint: 'wan resume looks for it; Replicate erases the inputs it goes by 1 h after a prediction ends',
  });
}

function toOptions({ status, headers, json }: HttpResponse, now: number): RefusalOptions {
  const problem = problemSchema.safeParse(json).data ?? {};
  const message = sentenceOf(problem);
  // The documented place is the body; whether a header comes along is not known.
  const retryAfter = problem.retry_after ?? secondsIn(problem.detail ?? '') ?? headers['retry-after'];
  const code = codeOf(status, message);
  return {
    provider,
    response: { status, headers: retryAfter === undefined ? headers : { ...headers, 'retry-after': `${retryAfter}` } },
    message,
    now,
    code,
  };
}

/** The route of official models answers 404 for every other one. */
function withNaming(options: RefusalOptions): RefusalOptions {
  if (options.response.status !== 404) return options;
  const sentences = [options.message ?? '', 'a model that is not official is named owner/name:<version>'];
  return { ...options, message: sentences.filter((text) => text !== '').join('; ') };
}

/** Where the status alone does not say it. */
function codeOf(status: number, message: string): ErrorCode | undefined {
  if (status === 429) return 'provider.throttled';
  return (status === 400 || status === 422) && isModeration(message) ? 'provider.moderated' : undefined;
}

/** Title and every line of the detail as one line; `detail` is always there, `title` may lack. */
function sentenceOf({ title, detail }: Problem): string {
  const lines = stripControls(detail ?? '')
    .split('\n')
    .map((line) => line.replace(/^\s*-\s+/, '').trim())
    .filter((line) => line !== '');
  return [title ?? '', lines.join('; ')].filter((text) => text !== '').join(': ');
}

/** "Your rate limit resets in ~30s." */
function secondsIn(detail: string): number | undefined {
  const seconds = /resets in ~?(\d+)\s*s/.exec(detail)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
