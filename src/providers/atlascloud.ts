import { z } from 'zod';
import { WanError } from '../errors.js';
import { isPage } from '../http/refusal.js';
import type { Credential } from '../http/route.js';
import type { JsonObject } from '../json.js';
import { type Envelope, isSuccess, readAccepted, readEnvelope, toFailedRead } from './atlascloud/answer.js';
import { findSubmitted, listSince } from './atlascloud/find.js';
import { apiOrigin, idPattern, mediaRoot, ordinaryHeaders } from './atlascloud/place.js';
import { predictionSchema, retentionMs, toProgress } from './atlascloud/prediction.js';
import { balance, quote } from './atlascloud/price.js';
import { readSchema } from './atlascloud/schema.js';
import { uploadFile } from './atlascloud/upload.js';
import { webhook } from './atlascloud/webhook.js';
import type { Call, Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import { unreadable } from './read-answer.js';
import type { VideoRequest } from './request.js';

/** From the official clients, nodes and documentation of Atlas Cloud, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'Atlas Cloud',
  keyVariables: [['ATLASCLOUD_API_KEY']],
  apiOrigins: [apiOrigin],
  dashboard: 'https://www.atlascloud.ai/console',
  takes: ['bucket', 'upload', 'data-uri'],
  // No limit is documented; an upload is preferred above 1 to 2 MB.
  dataUriLimit: 2_000_000,
  resultLifetimeMs: retentionMs,
  taskLifetimeMs: null,
  // How long the history remembers is not stated: a day is certainly less.
  reconcileWindowMs: 24 * 3_600_000,
  // Created tasks are listed, but no source says how soon; clips take 1 to 5 min, the official client waits 10.
  absentAfterMs: 60 * 60_000,
  // "On success only" is read out of the documentation's wording, not stated by it.
  failuresFree: false,
  // No document names a limit.
  concurrency: null,
  submitsPerMinute: null,
  needsFfmpeg: false,
  webhook: true,
  webhookNeedsHttps: true,
  submitDeadlineMs: 60_000,
};

/** A prediction may be answered with 400 or 404 this long after its submit, ms. */
const warmUpMs = 30_000;

const timeSchema = z.number().nullish().catch(null);

/** How the key goes along. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/** Atlas Cloud: one task a clip, listed in a history with its whole request. It cannot cancel. */
export function createAtlascloud(): Provider {
  return {
    id: 'atlascloud',
    facts,
    prepare: (request) => ({ endpoint: request.endpoint, body: toBody(request) }),
    submit,
    check,
    findSubmitted,
    adopt: (remoteId) => toOperation(remoteId),
    listSince,
    upload: uploadFile,
    quote,
    schema: readSchema,
    balance,
    webhook,
  };
}

/** The body is flat: the model's own fields beside its full id. */
function toBody({ endpoint, wire, webhook }: VideoRequest): JsonObject {
  return { ...wire, model: endpoint, ...(webhook === undefined ? {} : { webhook_url: webhook }) };
}

async function submit({ body }: SubmitIntent, call: Call): Promise<Operation> {
  const response = await call.http.submit({
    method: 'POST',
    url: `${mediaRoot}/model/generateVideo`,
    headers: ordinaryHeaders,
    json: body,
    timeoutMs: facts.submitDeadlineMs,
  });
  return toOperation(readAccepted(response, call.now()), call.now());
}

async function check(operation: Operation, call: Call): Promise<Progress> {
  const { remoteId } = operation;
  const url = `${mediaRoot}/model/prediction/${encodeURIComponent(remoteId)}`;
  const response = await call.http.send({ method: 'GET', url, headers: ordinaryHeaders });
  const envelope = readEnvelope(response);
  const verdict = progressIn(envelope, remoteId);
  if (verdict !== undefined) return verdict;
  if (isSuccess(envelope.status)) throw unreadable('atlascloud');
  const isOfAtlas = !isPage(response);
  if (isOfAtlas && isWarmingUp(operation, { status: envelope.status, now: call.now() })) return { status: 'queued' };
  if (envelope.status !== 404 || !isOfAtlas) throw toFailedRead(envelope, { response, now: call.now() });
  throw new WanError('job.not-found', `Atlas Cloud knows no prediction ${remoteId} of this key`, {
    hint: 'use the key that submitted it; wan adopt atlascloud --since 24h takes over what this key has',
    provider: 'atlascloud',
    remoteId,
  });
}

/** A failed task comes as HTTP 5xx or 400 whose body tells the end; nothing else in an error body counts. */
function progressIn({ status, data }: Envelope, remoteId: string): Progress | undefined {
  const prediction = predictionSchema.safeParse(data);
  if (!prediction.success || (prediction.data.id ?? remoteId) !== remoteId) return undefined;
  const progress = toProgress(prediction.data);
  const hasEnded = progress.status !== 'queued' && progress.status !== 'rendering';
  return isSuccess(status) || hasEnded ? progress : undefined;
}

function isWarmingUp({ submittedAt }: Operation, { status, now }: { status: number; now: number }): boolean {
  const since = timeSchema.parse(submittedAt);
  return (status === 400 || status === 404) && typeof since === 'number' && now - since <= warmUpMs;
}

/**
 * @throws WanError `request.invalid` for what can't be an id
 */
function toOperation(remoteId: string, submittedAt?: number): Operation {
  if (idPattern.test(remoteId)) return { remoteId, ...(submittedAt === undefined ? {} : { submittedAt }) };
  throw new WanError('request.invalid', `"${remoteId}" is not an Atlas Cloud prediction id`, {
    provider: 'atlascloud',
  });
}
