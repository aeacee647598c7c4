import { z } from 'zod';
import { WanError } from '../errors.js';
import type { HttpResponse } from '../http/client.js';
import type { Credential } from '../http/route.js';
import { longestLagMs } from './fal/absence.js';
import { createPriceList } from './fal/charge.js';
import { check, watch } from './fal/check.js';
import { throwUnread, toSubmitError } from './fal/failure.js';
import { findSubmitted, listSince } from './fal/find.js';
import { payloadLifetimeMs } from './fal/history.js';
import { adopt, apiOrigins, idPattern, placesOf, submitUrl, toOperation } from './fal/place.js';
import { balance, quote } from './fal/quote.js';
import { mediaLifetimeMs } from './fal/result.js';
import { readSchema } from './fal/schema.js';
import { upload } from './fal/upload.js';
import { webhook } from './fal/webhook.js';
import type { Call, CancelOutcome, Operation, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import type { VideoRequest } from './request.js';

/** From fal's documentation, API description and official clients, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'fal.ai',
  keyVariables: [['FAL_KEY'], ['FAL_KEY_ID', 'FAL_KEY_SECRET']],
  apiOrigins,
  dashboard: 'https://fal.ai/dashboard/requests',
  takes: ['bucket', 'upload', 'data-uri'],
  // No limit is stated; a body of some megabytes is what the official client's own users send.
  dataUriLimit: 6_000_000,
  resultLifetimeMs: mediaLifetimeMs,
  taskLifetimeMs: payloadLifetimeMs,
  reconcileWindowMs: payloadLifetimeMs,
  absentAfterMs: longestLagMs,
  // A 422 after work on the GPU may be charged.
  failuresFree: false,
  // Of new accounts, counting what runs; what is more waits in the queue. No submit rate is published (docs.fal.ai, FAQ).
  concurrency: 2,
  submitsPerMinute: null,
  needsFfmpeg: false,
  webhook: true,
  webhookNeedsHttps: true,
  submitDeadlineMs: 60_000,
};

/**
 * Sent with the submit. `normal` is what the official client sends. Without the second fal may hand the request to an
 * "equivalent" endpoint, which is not what was asked and priced. Its own retries stay on: they follow 503, 504 and lost
 * connections, none of which is charged.
 */
const submitHeaders = { 'x-fal-queue-priority': 'normal', 'x-app-fal-disable-fallback': 'true' };

const acceptedSchema = z.object({
  request_id: z.string().regex(idPattern),
  status_url: z.string().nullish().catch(null),
  response_url: z.string().nullish().catch(null),
  cancel_url: z.string().nullish().catch(null),
});

/** The header that carries the key: the word is `Key`, not `Bearer`. An id and a secret are joined with a colon. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Key ${key}` };
}

/** fal: a queue of endpoints, one request a clip. */
export function createFal(): Provider {
  const prices = createPriceList();
  return {
    id: 'fal',
    facts,
    prepare,
    submit,
    check: (operation, call) => check(operation, call, prices),
    watch,
    cancel,
    findSubmitted,
    adopt,
    listSince,
    upload,
    quote,
    schema: readSchema,
    balance,
    webhook,
  };
}

/** The body is the model's input itself, without a wrapper. */
function prepare({ endpoint, wire, webhook }: VideoRequest): SubmitIntent {
  return { endpoint, body: wire, ...(webhook === undefined ? {} : { query: { fal_webhook: webhook } }) };
}

async function submit({ endpoint, body, query }: SubmitIntent, call: Call): Promise<Operation> {
  const response = await call.http.submit({
    method: 'POST',
    url: submitUrl(endpoint),
    query,
    headers: submitHeaders,
    json: body,
    timeoutMs: facts.submitDeadlineMs,
  });
  if (response.status < 200 || response.status > 299) throw toSubmitError(response, call.now());
  const accepted = acceptedSchema.safeParse(response.json);
  if (!accepted.success) throw unreadable(response);
  return toOperation(accepted.data.request_id, { endpoint, urls: accepted.data, submittedAt: call.now() });
}

/** fal may still finish, and charge, what it promises to cancel: later checks tell. */
async function cancel(operation: Operation, call: Call): Promise<CancelOutcome> {
  for (const { cancel: url } of placesOf(operation)) {
    const response = await call.http.send({ method: 'PUT', url });
    if (response.status === 404) continue;
    if (response.status === 400) return { status: 'too-late' };
    if (response.status < 200 || response.status > 299) throwUnread(response, call.now());
    return { status: 'requested' };
  }
  throw new WanError('job.not-found', `fal knows no request ${operation.remoteId} of this key`, {
    provider: 'fal',
    remoteId: operation.remoteId,
  });
}

function unreadable({ status }: HttpResponse): WanError {
  return new WanError(
    'submit.unknown',
    `fal answered ${status} without a request id we can read: it may have been billed`,
    {
      hint: 'wan resume looks for the request in the history of fal',
      delivery: 'unknown',
      provider: 'fal',
    },
  );
}
