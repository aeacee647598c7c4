import { z } from 'zod';
import type { HttpResponse } from '../../http/client.js';
import { cleanSentence } from '../../http/refusal.js';
import type { Call, Operation, Progress } from '../provider.js';
import { judgeAbsence } from './absence.js';
import { type PriceList, withCharge } from './charge.js';
import { isInProgress, readAnswer, readProblem, throwPassing, throwUnread, toFailed } from './failure.js';
import { findInHistory, type HistoryItem, ignoreUnknownEndpoint } from './history.js';
import { endpointOf, type Place, placesOf } from './place.js';
import { type Moment, toSucceeded } from './result.js';

const statusSchema = z.object({
  status: z.string(),
  queue_position: z.number().nullish().catch(null),
  error: z.string().nullish().catch(null),
  error_type: z.string().nullish().catch(null),
});
type Status = z.infer<typeof statusSchema>;

/** fal's own word on an id. */
const unknownSchema = z.object({ status: z.literal('NOT_FOUND') });

/**
 * Asks for the status and, once it says COMPLETED, for the result: only that tells success from failure, and what was
 * charged.
 */
export async function check(operation: Operation, call: Call, prices: PriceList): Promise<Progress> {
  let stray: HttpResponse | undefined;
  for (const place of placesOf(operation)) {
    const response = await call.http.send({ method: 'GET', url: place.status });
    if (response.status === 404) {
      if (!unknownSchema.safeParse(response.json).success) stray = response;
      continue;
    }
    const status = readAnswer(response, { schema: statusSchema, now: call.now() });
    return toWaiting(status) ?? (await readResult({ operation, place, status, prices }, call));
  }
  return await lookFurther({ operation, missing: 'request', stray }, call);
}

/** fal's status stream: the same words as the status, until COMPLETED. */
export async function* watch(operation: Operation, call: Call): AsyncGenerator<Progress> {
  const [place] = placesOf(operation);
  if (place === undefined) return;
  for await (const data of call.events(`${place.status}/stream`, { logs: '0' })) {
    const status = statusSchema.safeParse(parseJson(data));
    if (!status.success) continue;
    const waiting = toWaiting(status.data);
    if (waiting === undefined) return;
    yield waiting;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined when the job has ended, however it did. A word that is not known is no reason to stop asking. */
function toWaiting({ status, queue_position: position }: Status): Progress | undefined {
  switch (status) {
    case 'COMPLETED':
      return undefined;
    case 'IN_QUEUE':
      return { status: 'queued', position: position ?? undefined };
    case 'IN_PROGRESS':
      return { status: 'rendering' };
    default:
      return { status: 'rendering', note: `fal reports an unknown status: ${cleanSentence(status)}` };
  }
}

interface Ended {
  readonly operation: Operation;
  readonly place: Place;
  readonly status: Status;
  readonly prices: PriceList;
}

async function readResult({ operation, place, status, prices }: Ended, call: Call): Promise<Progress> {
  const response = await call.http.send({ method: 'GET', url: place.response });
  const charged = { response, endpoint: endpointOf(operation), prices };
  if (response.status >= 200 && response.status <= 299) {
    const output = readAnswer(response, { schema: z.json(), now: call.now() });
    return withCharge(toSucceeded(output, { submittedAt: submittedAt(operation), now: call.now() }), charged, call);
  }
  if (isInProgress(response.json)) return { status: 'rendering', note: 'fal is still writing the result' };
  if (isAboutUs(response.status)) throwUnread(response, call.now());
  if (isCancelled(response, status)) return { status: 'cancelled' };
  if (response.status !== 404 && isVerdict(response, status)) return withCharge(toFailed(response), charged, call);
  const isOfFal = response.status === 404 && response.json !== undefined;
  return await lookFurther({ operation, missing: 'result', stray: isOfFal ? undefined : response }, call);
}

/** Key, credit, method, rate: about this request for the result, not about the job. */
function isAboutUs(status: number): boolean {
  return [401, 402, 403, 405, 407, 408, 425, 429].includes(status) || status < 400;
}

/** By the result, or by the status where an error of no kind stands in the result's place. */
function isCancelled(response: HttpResponse, { error_type: told }: Status): boolean {
  const { types } = readProblem(response);
  if (types.length === 0 && told === 'client_cancelled') return true;
  return types.includes('client_cancelled') || (response.status === 499 && !types.includes('client_disconnected'));
}

/** An error of the job itself: it has a type, or the status had one, or it is a refusal in JSON. */
function isVerdict(response: HttpResponse, { error, error_type: type }: Status): boolean {
  if (readProblem(response).types.length > 0) return true;
  if (response.json === undefined) return false;
  return response.status < 500 || (error ?? type ?? '') !== '';
}

interface Missed {
  readonly operation: Operation;
  readonly missing: 'request' | 'result';
  /** An error of something in between, which says nothing about the job. */
  readonly stray: HttpResponse | undefined;
}

/**
 * What the request history knows of a job that is not where it should be.
 *
 * @throws WanError when it does not tell either; no job is given up before its time
 */
async function lookFurther({ operation, missing, stray }: Missed, call: Call): Promise<Progress> {
  const item = await readItem(operation, call);
  const moment = { submittedAt: submittedAt(operation) ?? sentAt(item), now: call.now() };
  const told = item === undefined ? undefined : fromHistory(item, moment);
  if (told !== undefined) return told;
  if (stray !== undefined) throwPassing(stray, call.now());
  return judgeAbsence({ remoteId: operation.remoteId, missing, ...moment });
}

async function readItem(operation: Operation, call: Call): Promise<HistoryItem | undefined> {
  const endpoint = endpointOf(operation);
  // An app is not an endpoint: `fal-ai/wan` has no history of its own.
  if (endpoint === undefined) return undefined;
  return await findInHistory(operation.remoteId, endpoint, call).catch(ignoreUnknownEndpoint);
}

/** Undefined when the history does not tell how the request ended. */
function fromHistory(item: HistoryItem, moment: Moment): Progress | undefined {
  if (item.ended_at === null || item.ended_at === undefined)
    return { status: 'rendering', note: 'as its history says' };
  const status = item.status_code ?? 200;
  const output = item.json_output ?? undefined;
  if (status === 499) return { status: 'cancelled' };
  if (status >= 400) return toFailed({ status, headers: {}, json: output });
  return output === undefined ? undefined : toSucceeded(output, moment);
}

function submittedAt({ submittedAt: at }: Operation): number | undefined {
  return typeof at === 'number' ? at : undefined;
}

function sentAt(item: HistoryItem | undefined): number | undefined {
  const at = Date.parse(item?.sent_at ?? '');
  return Number.isNaN(at) ? undefined : at;
}
