import { z } from 'zod';
import { WanError } from '../errors.js';
import type { HttpResponse } from '../http/client.js';
import { isPage } from '../http/refusal.js';
import type { Credential } from '../http/route.js';
import type { JsonObject } from '../json.js';
import type { Call, CancelOutcome, Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import { readAccepted, readAnswer } from './replicate/answer.js';
import { findSubmitted, listSince } from './replicate/find.js';
import { idPattern, predictionSchema, retentionMs, toProgress } from './replicate/prediction.js';
import { apiOrigin, routeOf } from './replicate/route.js';
import { readSchema } from './replicate/schema.js';
import { dataUriLimit, uploadFile } from './replicate/upload.js';
import { webhook } from './replicate/webhook.js';
import type { VideoRequest } from './request.js';

/** From the HTTP reference, the OpenAPI document and the account pages of Replicate, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'Replicate',
  keyVariables: [['REPLICATE_API_TOKEN']],
  apiOrigins: [apiOrigin],
  // Files are public as far as anybody has seen; the document of downloads allows for a token all the same.
  keyedResultDomains: ['replicate.delivery'],
  dashboard: 'https://replicate.com/predictions',
  takes: ['bucket', 'upload', 'data-uri'],
  dataUriLimit,
  resultLifetimeMs: retentionMs,
  // The prediction itself stays; what it rendered does not.
  taskLifetimeMs: null,
  reconcileWindowMs: retentionMs,
  // A run ends after 30 min at the latest; no longest queue is published, 10 min is generous for an official model.
  absentAfterMs: 40 * 60_000,
  // Whether a failed run of an official model is charged is not stated.
  failuresFree: false,
  // None is published for official models.
  concurrency: null,
  // "Rate limits", replicate.com/docs: 600 a minute; 6 without bursts without a payment method or under about $5 of credit.
  submitsPerMinute: 600,
  throttledRate: { count: 1, perMs: 10_000 },
  needsFfmpeg: false,
  webhook: true,
  webhookNeedsHttps: true,
  submitDeadlineMs: 60_000,
};

const acceptedSchema = z.object({ id: z.string().regex(idPattern) });

/** How the key goes along. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/** Replicate: one prediction a clip, results kept for an hour. */
export function createReplicate(): Provider {
  return {
    id: 'replicate',
    facts,
    prepare: (request) => ({ endpoint: request.endpoint, body: toBody(request) }),
    submit,
    check,
    cancel,
    findSubmitted,
    adopt: toOperation,
    listSince,
    upload: uploadFile,
    schema: readSchema,
    webhook,
  };
}

/** The body is closed: an official model's id stands in the path, any other is named by `version`. */
function toBody({ endpoint, wire, webhook }: VideoRequest): JsonObject {
  const { version } = routeOf(endpoint);
  return {
    ...(version === undefined ? {} : { version }),
    input: wire,
    ...(webhook === undefined ? {} : { webhook, webhook_events_filter: ['completed'] }),
  };
}

/** Without `Prefer: wait`: a request held open is one more that can be lost after it was accepted. */
async function submit({ endpoint, body }: SubmitIntent, call: Call): Promise<Operation> {
  const { url } = routeOf(endpoint);
  const response = await call.http.submit({ method: 'POST', url, json: body, timeoutMs: facts.submitDeadlineMs });
  return toOperation(readAccepted(response, { schema: acceptedSchema, now: call.now() }).id);
}

async function check(operation: Operation, call: Call): Promise<Progress> {
  const response = await call.http.send({ method: 'GET', url: urlOf(operation) });
  return progressIn(response, { remoteId: operation.remoteId, now: call.now() });
}

async function cancel(operation: Operation, call: Call): Promise<CancelOutcome> {
  const response = await call.http.send({ method: 'POST', url: `${urlOf(operation)}/cancel` });
  const { status } = progressIn(response, { remoteId: operation.remoteId, now: call.now() });
  if (status === 'cancelled') return { status: 'cancelled' };
  // Cancelling a finished prediction returns it unchanged.
  return { status: status === 'queued' || status === 'rendering' ? 'requested' : 'too-late' };
}

function progressIn(response: HttpResponse, { remoteId, now }: { remoteId: string; now: number }): Progress {
  if (response.status !== 404 || isPage(response))
    return toProgress(readAnswer(response, { schema: predictionSchema, now }));
  throw new WanError('job.not-found', `Replicate knows no prediction ${remoteId} of this key`, {
    hint: 'it is kept for good, so this key is probably another account: use the token that submitted it',
    provider: 'replicate',
    remoteId,
  });
}

/**
 * The answer's own `urls` are not kept: they can only be these, and the key goes to no host that an answer names.
 *
 * @throws WanError `request.invalid` for what can't be an id
 */
function toOperation(remoteId: string): Operation {
  if (idPattern.test(remoteId)) return { remoteId };
  throw new WanError('request.invalid', `"${remoteId}" is not a Replicate prediction id`, { provider: 'replicate' });
}

function urlOf({ remoteId }: Operation): string {
  return `${apiOrigin}/v1/predictions/${encodeURIComponent(remoteId)}`;
}
