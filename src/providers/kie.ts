import { WanError } from '../errors.js';
import type { Credential } from '../http/route.js';
import type { JsonObject } from '../json.js';
import { type Envelope, readAccepted, readEnvelope, toFailedRead } from './kie/answer.js';
import { balance } from './kie/balance.js';
import { renewLinks } from './kie/links.js';
import { apiOrigin, dashboard, idPattern, uploadOrigin } from './kie/place.js';
import { recordSchema, retentionMs, type TaskRecord, toProgress } from './kie/record.js';
import { uploadFile } from './kie/upload.js';
import { webhook } from './kie/webhook.js';
import type { Call, Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import { unreadable } from './read-answer.js';
import type { VideoRequest } from './request.js';

/** From Kie's documentation, copies of it and client code, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'Kie',
  keyVariables: [['KIE_API_KEY']],
  apiOrigins: [apiOrigin, uploadOrigin],
  dashboard,
  // Models read public URLs only, no data URIs.
  takes: ['bucket', 'upload'],
  dataUriLimit: 0,
  resultLifetimeMs: retentionMs,
  // Logs are kept for two months, which says nothing about ids.
  taskLifetimeMs: null,
  // There is no list of tasks: what is lost stays unknown until a person looks at the dashboard.
  reconcileWindowMs: 0,
  absentAfterMs: 24 * 3_600_000,
  // Measured by several with real money, and a callback sample says `consumeCredits: 0`.
  failuresFree: true,
  // docs.kie.ai: typically 100 and more at once; 20 new requests in 10 s, more are refused, not queued.
  concurrency: 100,
  submitsPerMinute: 120,
  submitRate: { count: 20, perMs: 10_000 },
  needsFfmpeg: false,
  webhook: true,
  submitDeadlineMs: 60_000,
};

/** An address younger than this needs no other one, ms. */
const freshMs = 20 * 60_000;

/** How the key goes along, to both hosts. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/** Kie: one task a clip. It can neither cancel nor list; a task that nobody asks about still finishes and bills. */
export function createKie(): Provider {
  return {
    id: 'kie',
    facts,
    prepare: (request) => ({ endpoint: request.endpoint, body: toBody(request) }),
    submit,
    check,
    adopt: toOperation,
    upload: uploadFile,
    balance,
    webhook,
  };
}

/** All parameters stand inside `input`: beside it they are ignored, and the clip is billed with defaults. */
function toBody({ endpoint, wire, webhook }: VideoRequest): JsonObject {
  return { model: endpoint, ...(webhook === undefined ? {} : { callBackUrl: webhook }), input: wire };
}

async function submit({ body }: SubmitIntent, call: Call): Promise<Operation> {
  const response = await call.http.submit({
    method: 'POST',
    url: `${apiOrigin}/api/v1/jobs/createTask`,
    json: body,
    timeoutMs: facts.submitDeadlineMs,
  });
  return toOperation(readAccepted(response, call.now()));
}

async function check({ remoteId }: Operation, call: Call): Promise<Progress> {
  const response = await call.http.send({
    method: 'GET',
    url: `${apiOrigin}/api/v1/jobs/recordInfo`,
    query: { taskId: remoteId },
  });
  const envelope = readEnvelope(response);
  const record = recordIn(envelope, remoteId);
  if (record !== undefined) return await withFreshLinks(toProgress(record), { record, call });
  if (envelope.status === 200) throw unreadable('kie');
  // A task that is not found is a 422 on some routes.
  const isMissing = envelope.isKie && (envelope.status === 404 || envelope.status === 422);
  if (!isMissing) throw toFailedRead(envelope, { response, now: call.now() });
  throw new WanError('job.not-found', `Kie knows no task ${remoteId} of this key`, {
    hint: `use the key that submitted it; ${dashboard} shows what its account has`,
    provider: 'kie',
    remoteId,
  });
}

/** The record in an answer; under an error code only one that tells how this very task ended. */
function recordIn({ status, data }: Envelope, remoteId: string): TaskRecord | undefined {
  const record = recordSchema.safeParse(data);
  if (!record.success || (record.data.taskId ?? remoteId) !== remoteId) return undefined;
  return status === 200 || record.data.state === 'fail' || record.data.state === 'success' ? record.data : undefined;
}

interface Fetched {
  readonly record: TaskRecord;
  readonly call: Call;
}

/** The address in a record dies before the file does: a later look asks for a new one. */
async function withFreshLinks(progress: Progress, { record, call }: Fetched): Promise<Progress> {
  if (progress.status !== 'succeeded' || call.now() - (record.completeTime ?? 0) < freshMs) return progress;
  return { ...progress, urls: await renewLinks(progress.urls, call) };
}

/**
 * @throws WanError `request.invalid` for what can't be an id
 */
function toOperation(remoteId: string): Operation {
  if (idPattern.test(remoteId)) return { remoteId };
  throw new WanError('request.invalid', `"${remoteId}" is not a Kie task id`, { provider: 'kie' });
}
