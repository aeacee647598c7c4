import { z } from 'zod';
import { WanError } from '../errors.js';
import type { HttpResponse } from '../http/client.js';
import { isPage } from '../http/refusal.js';
import type { Credential } from '../http/route.js';
import type { JsonObject } from '../json.js';
import { apiOrigin, idPattern, predictionUrl } from './eachlabs/address.js';
import { readAnswer } from './eachlabs/answer.js';
import { findSubmitted, listSince } from './eachlabs/find.js';
import { predictionSchema, promisedLifeMs, toProgress } from './eachlabs/prediction.js';
import { refuseUnreadableMedia } from './eachlabs/public-media.js';
import { readSchema } from './eachlabs/schema.js';
import { submitDeadlineMs, submitPrediction } from './eachlabs/submit.js';
import { uploadFile } from './eachlabs/upload.js';
import { webhook } from './eachlabs/webhook.js';
import type { Call, CancelOutcome, Operation, Progress, Provider } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import { isSuccess } from './read-answer.js';
import type { VideoRequest } from './request.js';

/** From the vendor's model pages and the docs repository of Eachlabs, read 2026-11-21; the model pages win. */
const facts: ProviderFacts = {
  title: 'Eachlabs',
  keyVariables: [['EACHLABS_API_KEY']],
  apiOrigins: [apiOrigin],
  // The only page of it that is named is the one of the keys, under this address.
  dashboard: 'https://www.eachlabs.ai/dashboard',
  // Data URIs are refused.
  takes: ['bucket', 'upload'],
  dataUriLimit: 0,
  resultLifetimeMs: promisedLifeMs,
  taskLifetimeMs: null,
  // What the list shows when it is asked for no time; an earlier time may be named.
  reconcileWindowMs: 90 * 86_400_000,
  // Videos take up to 10 min; no longest queue is published, and nothing says that a queued job is listed at once.
  absentAfterMs: 60 * 60_000,
  // Said of cancelled jobs and of 429 only.
  failuresFree: false,
  // 100 creates a minute and 10 at once by key, says the llms.txt page of each model.
  concurrency: 10,
  submitsPerMinute: 100,
  needsFfmpeg: false,
  webhook: true,
  webhookNeedsHttps: true,
  submitDeadlineMs,
};

/**
 * How the key goes along: in `X-API-Key`, or as a bearer token with the setting `auth: bearer`. Eachlabs' pages
 * disagree about which of the two is in force.
 *
 * @throws WanError `config.invalid` for another `auth`
 */
export function credential(key: string, settings: Readonly<Record<string, string>> = {}): Credential {
  const { auth = 'header' } = settings;
  if (auth === 'bearer') return { header: 'authorization', value: `Bearer ${key}` };
  if (auth === 'header') return { header: 'x-api-key', value: key };
  throw new WanError('config.invalid', `"${auth}" is not a way to send the key of Eachlabs`, {
    hint: 'set auth to header or bearer',
    provider: 'eachlabs',
  });
}

/** Eachlabs: one prediction a clip, from pictures at public addresses. */
export function createEachlabs(): Provider {
  return {
    id: 'eachlabs',
    facts,
    prepare: (request) => ({ endpoint: request.endpoint, body: toBody(request) }),
    submit: submitPrediction,
    check,
    cancel,
    findSubmitted,
    adopt: (remoteId) => toOperation(remoteId),
    listSince,
    upload: uploadFile,
    schema: readSchema,
    webhook,
  };
}

/** @throws WanError `request.invalid` for media that Eachlabs can't read */
function toBody({ endpoint, wire, webhook }: VideoRequest): JsonObject {
  refuseUnreadableMedia(wire);
  return { model: endpoint, input: wire, ...(webhook === undefined ? {} : { webhook_url: webhook }) };
}

async function check(operation: Operation, call: Call): Promise<Progress> {
  const response = await call.http.send({ method: 'GET', url: predictionUrl(operation.remoteId) });
  refuseUnknownId(response, operation);
  const now = call.now();
  const prediction = readAnswer(response, { schema: predictionSchema, now });
  const { submittedAt } = operation;
  return toProgress(prediction, { submittedAt: typeof submittedAt === 'number' ? submittedAt : undefined, now });
}

/** The stop is "best effort" at whoever renders: only a later check tells whether it came in time. */
async function cancel(operation: Operation, call: Call): Promise<CancelOutcome> {
  const response = await call.http.send({ method: 'POST', url: `${predictionUrl(operation.remoteId)}/cancel` });
  refuseUnknownId(response, operation);
  if (isSuccess(response)) return { status: 'requested' };
  // What a cancel that comes too late is answered with is not documented; the prediction itself tells.
  if ([400, 409, 422].includes(response.status)) {
    const { status } = await check(operation, call);
    if (status === 'cancelled') return { status };
    if (status !== 'queued' && status !== 'rendering') return { status: 'too-late' };
  }
  return readAnswer(response, { schema: z.never(), now: call.now() });
}

/** @throws WanError `job.not-found`, which is no verdict on the job */
function refuseUnknownId(response: HttpResponse, { remoteId }: Operation): void {
  if (response.status !== 404 || isPage(response)) return;
  throw new WanError('job.not-found', `Eachlabs knows no prediction ${remoteId} of this key`, {
    hint: 'use the key of the organisation that submitted it',
    provider: 'eachlabs',
    remoteId,
  });
}

/** @throws WanError `request.invalid` for what can't be an id */
function toOperation(remoteId: string): Operation {
  if (idPattern.test(remoteId)) return { remoteId };
  throw new WanError('request.invalid', `"${remoteId}" is not an Eachlabs prediction id`, { provider: 'eachlabs' });
}
