import { WanError } from '../errors.js';
import type { Credential } from '../http/route.js';
import type { JsonObject } from '../json.js';
import type { Call, Operation, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import { readAccepted } from './puter/answer.js';
import { balance } from './puter/balance.js';
import { findClip } from './puter/clip.js';
import { findSubmitted, longestRunMs, remoteIdOf, toOperation } from './puter/find.js';
import { keyframes, withoutSecondName } from './puter/frames.js';
import { apiOrigin, dashboard, fileNameOf, idPattern, pathOf } from './puter/place.js';
import { preflight, readSchema } from './puter/schema.js';
import type { VideoRequest } from './request.js';

/** From Puter's backend source, its client and its issues, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'Puter',
  keyVariables: [['PUTER_AUTH_TOKEN']],
  apiOrigins: [apiOrigin],
  dashboard,
  takes: ['bucket', 'data-uri'],
  // A body holds 50 MB, and a first frame stands in it twice.
  dataUriLimit: 20_000_000,
  // The renderer's link lives for an unstated time; the copy on the account stays until it is deleted.
  resultLifetimeMs: null,
  taskLifetimeMs: null,
  // A file is found by its path however old it is; that it is not there proves nothing at any age.
  reconcileWindowMs: 0,
  absentAfterMs: longestRunMs,
  // Metered once per finished clip.
  failuresFree: true,
  // Of a temporary account: 2 at once, 20 in 10 s.
  concurrency: 2,
  submitsPerMinute: 120,
  submitRate: { count: 20, perMs: 10_000 },
  needsFfmpeg: false,
  webhook: false,
  // The request is held open until the clip is ready, by the server for 10 min at most (5 before September 2026).
  submitDeadlineMs: 12 * 60_000,
};

/** How the token goes along: in the header, though Puter takes it in bodies and URLs too. */
export function credential(key: string): Credential {
  return { header: 'authorization', value: `Bearer ${key}` };
}

/**
 * Puter: one request of minutes whose answer is the clip. No id, no poll, no cancel, no list; the path of a copy on the
 * account, chosen and journaled beforehand, is what a lost answer is found by.
 */
export function createPuter(): Provider {
  return {
    id: 'puter',
    facts,
    prepare: (request, newId) => {
      const remoteId = fileNameOf(newId());
      const outputPath = pathOf(remoteId);
      return { endpoint: request.endpoint, body: toBody(request, outputPath), ids: { remoteId, outputPath } };
    },
    submit,
    preflight,
    check: findClip,
    findSubmitted,
    adopt,
    schema: readSchema,
    balance,
  };
}

/** The driver is named outside the arguments; the model inside them pins the route. */
function toBody({ endpoint, wire }: VideoRequest, outputPath: string): JsonObject {
  const args = { ...wire, ...keyframes(wire), model: endpoint, puter_output_path: outputPath };
  return { interface: 'puter-video-generation', driver: 'ai-video', method: 'generate', args };
}

async function submit(intent: SubmitIntent, call: Call): Promise<Operation> {
  const remoteId = remoteIdOf(intent);
  const post = (json: JsonObject) =>
    call.http.submit({ method: 'POST', url: `${apiOrigin}/drivers/call`, json, timeoutMs: facts.submitDeadlineMs });
  const first = await post(intent.body);
  const other = withoutSecondName(intent.body, first);
  const response = other === undefined ? first : await post(other);
  const { url } = readAccepted(response, call.now());
  return toOperation({ remoteId, url, now: call.now() });
}

/** @throws WanError `request.invalid` for what can't be a file of an account */
function adopt(remoteId: string): Operation {
  // `~/` is how Puter itself writes it.
  const id = remoteId.startsWith('~/') ? remoteId.slice(2) : remoteId;
  if (idPattern.test(id) && !id.split('/').includes('..')) return { remoteId: id };
  throw new WanError('request.invalid', `"${remoteId}" is not the path of a file on Puter`, { provider: 'puter' });
}
