import { z } from 'zod';
import { WanError } from '../errors.js';
import type { HttpResponse } from '../http/client.js';
import { type RefusalOptions, toReadError, toRefusal } from '../http/refusal.js';
import type { JsonObject } from '../json.js';
import type { Call, Operation, Progress, SubmitIntent } from './provider.js';
import { isSuccess, unreadable } from './read-answer.js';
import type { ProviderId } from './request.js';
import { predictionSchema, toProgress } from './wavespeed-prediction.js';

/** WaveSpeed's API where somebody serves it: WaveSpeed itself, or a gateway under a path of its own. */
export interface WavespeedSurface {
  readonly provider: ProviderId;
  /** For messages. */
  readonly title: string;
  /** Up to and with `/api/v3`. */
  readonly base: string;
  /** How long a task and its result are kept, ms; null where no document says. */
  readonly lifetimeMs: number | null;
  readonly submitDeadlineMs: number;
  /** What to say when a submit is accepted without an id that we can read. */
  readonly lostHint: string;
  /** What an answer that is no success says, in the service's own error format. */
  explain(response: HttpResponse, context: Asked): RefusalOptions;
  /** What else of an accepted submit belongs into the operation. */
  keep?(response: HttpResponse): JsonObject;
}

export interface Asked {
  /** Epoch ms, for a Retry-After that is a date. */
  readonly now: number;
  /** The same answer may leave it open whether a task was made, and be a plain "later" to a question. */
  readonly on: 'submit' | 'read';
}

const envelopeSchema = z.object({ code: z.number().nullish(), data: z.json().nullish() });
export const idPattern = /^[\w-]+$/;
const acceptedSchema = z.object({ data: z.object({ id: z.string().regex(idPattern) }) });

/** One billable POST to the model's own path, the body flat, its slashes as they are. */
export async function submitTask(surface: WavespeedSurface, intent: SubmitIntent, call: Call): Promise<Operation> {
  const { body, query } = intent;
  const response = await call.http.submit({
    method: 'POST',
    url: modelUrl(surface, intent.endpoint),
    query,
    json: body,
    timeoutMs: surface.submitDeadlineMs,
  });
  const accepted = acceptedSchema.safeParse(response.json);
  // An id in a successful answer is a task, whatever else the answer says.
  if (isSuccess(response) && accepted.success) {
    return { ...toOperation(surface, accepted.data.data.id, call.now()), ...surface.keep?.(response) };
  }
  if (isFailure(response)) throw toRefusal(surface.explain(response, { now: call.now(), on: 'submit' }));
  const said = `accepted (${response.status}), but the id of the task is missing`;
  throw new WanError('submit.unknown', `${surface.provider}: ${said}`, {
    hint: surface.lostHint,
    delivery: 'unknown',
    provider: surface.provider,
  });
}

/** Asks `/result`: the path without it is in some pages of the documentation and in no client. */
export async function checkTask(surface: WavespeedSurface, operation: Operation, call: Call): Promise<Progress> {
  const { remoteId } = operation;
  const url = `${surface.base}/predictions/${encodeURIComponent(remoteId)}/result`;
  const response = await call.http.send({ method: 'GET', url });
  const now = call.now();
  const { status } = surface.explain(response, { now, on: 'read' }).response;
  // A page in between may be a 404 too; only the service's own says anything.
  if (status === 404 && response.json !== undefined) return gone(surface, operation, now);
  return toProgress(readData(response, { surface, schema: predictionSchema, now }), surface);
}

/** @throws WanError `request.invalid` for what can't be an id */
export function toOperation({ provider, title }: WavespeedSurface, remoteId: string, submittedAt?: number): Operation {
  if (/^[\w-]+$/.test(remoteId)) return submittedAt === undefined ? { remoteId } : { remoteId, submittedAt };
  throw new WanError('request.invalid', `"${remoteId}" is not a task id of ${title}`, { provider });
}

export interface Reading<T> {
  readonly surface: WavespeedSurface;
  readonly schema: z.ZodType<T>;
  /** Epoch ms, for a Retry-After that is a date. */
  readonly now: number;
}

/**
 * The `data` of a successful answer to a request that costs nothing. Success is a 2xx whose own `code` is 200.
 *
 * @throws WanError for any other answer; retryable for a body of another shape, which something in between cut or replaced
 */
export function readData<T>(response: HttpResponse, { surface, schema, now }: Reading<T>): T {
  if (isFailure(response)) throw toReadError(surface.explain(response, { now, on: 'read' }));
  const envelope = envelopeSchema.safeParse(response.json);
  const data = schema.safeParse(envelope.data?.data);
  if (envelope.data?.code === 200 && data.success) return data.data;
  throw unreadable(surface.provider);
}

/** The service's own status: that of the envelope where HTTP says 200 and the envelope does not. */
export function statusOf(response: HttpResponse): number {
  const code = envelopeSchema.safeParse(response.json).data?.code ?? 0;
  return isSuccess(response) && code >= 400 && code <= 599 ? code : response.status;
}

/** The first part of other paths of this API, each of which takes a POST. */
const reserved = new Set(['predictions', 'media', 'model', 'models', 'billings', 'user', 'webhook', 'balance']);

/** @throws WanError `request.unknown-model` for what can't be a model id */
export function modelUrl({ base, provider, title }: WavespeedSurface, endpoint: string): string {
  const parts = endpoint.split('/');
  const isPath = parts.length > 1 && parts.every((part) => /^[A-Za-z0-9][\w.-]*$/.test(part));
  if (isPath && !reserved.has(parts[0] ?? '')) return `${base}/${endpoint}`;
  throw new WanError('request.unknown-model', `"${endpoint}" is not a model id of ${title}`, {
    hint: 'it is written vendor/model, as in wavespeed-ai/wan-2.2/image-to-video',
    provider,
  });
}

/** A body that can't be read is neither success nor failure. */
function isFailure(response: HttpResponse): boolean {
  return !isSuccess(response) || statusOf(response) !== response.status;
}

/** Tasks are removed with their results; before that time a 404 is somebody else's task. */
function gone(surface: WavespeedSurface, { remoteId, submittedAt }: Operation, now: number): Progress {
  const { provider, title, lifetimeMs } = surface;
  if (lifetimeMs !== null && typeof submittedAt === 'number' && now - submittedAt >= lifetimeMs) {
    return { status: 'expired', reason: `${title} has removed the task and its result, as it does after 7 days` };
  }
  throw new WanError('job.not-found', `${title} knows no task ${remoteId} of this key`, {
    hint: 'this key may belong to another account, or the task was removed: use the key that submitted it',
    provider,
    remoteId,
  });
}
