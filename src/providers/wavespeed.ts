import type { Credential } from '../http/route.js';
import type { Call, Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import type { VideoRequest } from './request.js';
import { readCost } from './wavespeed/cost.js';
import { findSubmitted, listSince } from './wavespeed/find.js';
import { balance, quote } from './wavespeed/quote.js';
import { readSchema } from './wavespeed/schema.js';
import { apiOrigin, retentionMs, surface } from './wavespeed/surface.js';
import { upload } from './wavespeed/upload.js';
import { webhook } from './wavespeed/webhook.js';
import { checkTask, modelUrl, submitTask, toOperation } from './wavespeed-surface.js';
import { withCost } from './with-cost.js';

/** From WaveSpeed's documentation and the source of its clients, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'WaveSpeed.ai',
  keyVariables: [['WAVESPEED_API_KEY']],
  apiOrigins: [apiOrigin],
  dashboard: 'https://wavespeed.ai',
  // Data URIs are taken by many models, whether by all is not known; the official clients always upload.
  takes: ['bucket', 'upload'],
  dataUriLimit: 0,
  resultLifetimeMs: retentionMs,
  taskLifetimeMs: retentionMs,
  reconcileWindowMs: retentionMs,
  // Tasks above the concurrency wait, no longest queue is published; the official client gives up after 10 h.
  absentAfterMs: 10 * 3_600_000,
  // There is a billing type "refund", but no sentence that says when.
  failuresFree: false,
  // Bronze, the level of every new account (wavespeed.ai/docs/account-levels); what is more waits as `created`.
  concurrency: 2,
  submitsPerMinute: 2,
  needsFfmpeg: false,
  webhook: true,
  webhookNeedsHttps: true,
  submitDeadlineMs: surface.submitDeadlineMs,
};

/** The header that carries the key; `X-API-Key` is answered with a 401. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/** WaveSpeed: one task a clip. It has no cancel: a task that nobody waits for runs on, and is billed. */
export function createWavespeed(): Provider {
  return {
    id: 'wavespeed',
    facts,
    prepare,
    submit: (intent, call) => submitTask(surface, intent, call),
    check,
    findSubmitted,
    adopt: (remoteId) => toOperation(surface, remoteId),
    listSince,
    upload,
    quote,
    schema: readSchema,
    balance,
    webhook,
  };
}

/** The body is the model's input itself, without a wrapper; a webhook goes into the query, in the body it is dropped. */
function prepare({ endpoint, wire, webhook }: VideoRequest): SubmitIntent {
  modelUrl(surface, endpoint);
  return { endpoint, body: wire, ...(webhook === undefined ? {} : { query: { webhook } }) };
}

/** A result names no price: the account's billing history does. */
async function check(operation: Operation, call: Call): Promise<Progress> {
  const progress = await checkTask(surface, operation, call);
  return withCost(progress, call, () => readCost(operation, call));
}
