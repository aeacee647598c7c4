import type { z } from 'zod';
import { WanError } from '../errors.js';
import type { HttpResponse } from '../http/client.js';
import { type RefusalOptions, toReadError, toRefusal } from '../http/refusal.js';
import type { ProviderId } from './request.js';

/** What a caller expects of an answer. */
export interface Answered<T> {
  readonly schema: z.ZodType<T>;
  /** Epoch ms, for a Retry-After that is a date. */
  readonly now: number;
}

interface Reading<T> {
  readonly schema: z.ZodType<T>;
  /** What the service says where it does not answer 2xx. */
  readonly problem: () => RefusalOptions;
  readonly provider: ProviderId;
}

interface AcceptedReading<T> extends Reading<T> {
  /** What the service calls a job. */
  readonly job: 'prediction' | 'task';
  /** How to go on where its id is missing. */
  readonly hint: string;
}

/**
 * The body of a 2xx answer to a request that costs nothing.
 *
 * @throws WanError for any other status, or a body of another shape
 */
export function readBody<T>(response: HttpResponse, { schema, problem, provider }: Reading<T>): T {
  if (!isSuccess(response)) throw toReadError(problem());
  const body = schema.safeParse(response.json);
  if (body.success) return body.data;
  throw unreadable(provider);
}

/**
 * The body of a 2xx answer to the submit.
 *
 * @throws WanError with `delivery: 'not-accepted'` for a refusal; anything else, an unreadable 2xx included, may have made
 * a job that bills
 */
export function readReceipt<T>(response: HttpResponse, reading: AcceptedReading<T>): T {
  const { schema, problem, provider, job, hint } = reading;
  if (!isSuccess(response)) throw toRefusal(problem());
  const body = schema.safeParse(response.json);
  if (body.success) return body.data;
  const message = `${provider}: accepted (${response.status}), but the ${job}'s id is missing`;
  throw new WanError('submit.unknown', message, { hint, delivery: 'unknown', provider });
}

/** An answer to a read that is a page, half a text, or something else in the way: it can be asked for again. */
export function unreadable(provider: ProviderId): WanError {
  return new WanError('provider.unavailable', `${provider}: the answer is cut off or not what the API documents`, {
    retryable: true,
    provider,
  });
}

export function isSuccess({ status }: Pick<HttpResponse, 'status'>): boolean {
  return status >= 200 && status <= 299;
}
