import { z } from 'zod';
import { WanError } from '../errors.js';
import type { Credential } from '../http/route.js';
import { apiOrigin, readAnswer, submitId } from './ai302/answer.js';
import { readCost } from './ai302/cost.js';
import { readSchema } from './ai302/schema.js';
import { submitDeadlineMs, wavespeedSurface } from './ai302/surface.js';
import { checkUnified, submitUnified } from './ai302/unified.js';
import { upload } from './ai302/upload.js';
import type { Call, Money, Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import type { VideoRequest } from './request.js';
import { checkTask, modelUrl, submitTask } from './wavespeed-surface.js';
import { withCost } from './with-cost.js';

/** From 302.AI's documentation and the source of its web app, read 2026-11-21. */
const facts: ProviderFacts = {
  title: '302.AI',
  // Its command line tool reads the one, its provider for another library the other.
  keyVariables: [['AI302_KEY'], ['AI302_API_KEY']],
  apiOrigins: [apiOrigin],
  dashboard: 'https://dash.302.ai',
  // Data URIs were seen on both surfaces, up to which size is not known.
  takes: ['bucket', 'upload'],
  dataUriLimit: 0,
  resultLifetimeMs: null,
  taskLifetimeMs: null,
  // There is no list of tasks: what was lost is found by its owner, or not at all.
  reconcileWindowMs: 0,
  absentAfterMs: 24 * 3_600_000,
  // Not documented.
  failuresFree: false,
  // No numbers for all; some of the vendors behind it allow 1 to 3 at once.
  concurrency: 1,
  submitsPerMinute: null,
  needsFfmpeg: false,
  webhook: true,
  submitDeadlineMs,
};

const balanceSchema = z.object({
  data: z.object({ balance: z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]) }),
});

/** How the key goes along, on every surface. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/**
 * 302.AI, a gateway with two surfaces: ids with a slash go to WaveSpeed's API, plain names to the unified video API. It
 * has neither a cancel nor a list of tasks, so that a lost answer stays unknown.
 */
export function createAi302(): Provider {
  return {
    id: 'ai302',
    facts,
    prepare,
    submit: (intent, call) =>
      isWavespeed(intent.endpoint) ? submitTask(wavespeedSurface, intent, call) : submitUnified(intent, call),
    check: (operation, call) =>
      operation.surface === 'wavespeed' ? checkPassedOn(operation, call) : checkUnified(operation, call),
    adopt,
    upload,
    schema: readSchema,
    balance,
  };
}

/** Whether WaveSpeed's surface passes a webhook on is not documented; the unified one reports there. */
function prepare({ endpoint, wire, webhook }: VideoRequest): SubmitIntent {
  const query = webhook === undefined ? {} : { query: { webhook } };
  if (!isWavespeed(endpoint)) return { endpoint, body: { ...wire, model: endpoint }, ...query };
  modelUrl(wavespeedSurface, endpoint);
  return { endpoint, body: wire, ...query };
}

/** WaveSpeed's result names no cost; the gateway has its own record of the call that made the task. */
async function checkPassedOn(operation: Operation, call: Call): Promise<Progress> {
  const progress = await checkTask(wavespeedSurface, operation, call);
  return withCost(progress, call, () => readCost(submitId(operation.requestId), call));
}

/** By the model where one is named, else by the look of the id: 32 hex digits are a WaveSpeed task. */
function adopt(remoteId: string, endpoint: string | undefined): Operation {
  if (!/^\w[\w-]*$/.test(remoteId)) {
    throw new WanError('request.invalid', `"${remoteId}" is not a task id of 302.AI`, { provider: 'ai302' });
  }
  const passedOn = endpoint === undefined ? /^[0-9a-f]{32}$/.test(remoteId) : isWavespeed(endpoint);
  return { remoteId, surface: passedOn ? 'wavespeed' : 'unified' };
}

/** In PTC, of which one is a dollar; undefined for a key that may not see it. */
async function balance(call: Call): Promise<Money | undefined> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/dashboard/balance` });
  if (response.status === 403) return undefined;
  const { data } = readAnswer(response, { schema: balanceSchema, now: call.now() });
  return { amount: Number(data.balance), currency: 'USD' };
}

function isWavespeed(endpoint: string): boolean {
  return endpoint.includes('/');
}
