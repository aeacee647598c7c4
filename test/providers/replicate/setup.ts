import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import { createReplicate, credential } from '../../../src/providers/replicate.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { type ReplicateOptions, replicateToken, startReplicate } from '../../simulators/replicate.js';

export const token = replicateToken;
export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const fast = 'wan-video/wan-2.2-i2v-fast';
export const hash = 'bbafc3f8'.padEnd(64, '0');
export const community = `prunaai/vace-14b:${hash}`;
export const wire = { image: 'https://images.example/fox.png', prompt: 'the fox turns its head', seed: 0 };

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Required<Pick<Provider, 'submit' | 'check' | 'cancel' | 'findSubmitted' | 'listSince'>> &
    Required<Pick<Provider, 'adopt' | 'upload' | 'schema' | 'prepare'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: ReplicateOptions & { readonly key?: string } = {}): Promise<Bench> {
  let asked = 0;
  const simulator = await startReplicate({ now: () => startedAt, ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const provider = complete(createReplicate());
  const http = createHttpClient({
    provider: 'replicate',
    apiOrigins: createReplicate().facts.apiOrigins,
    baseUrl: simulator.url,
    credential: credential(options.key ?? token),
    connections,
    clock: { monotonic: () => 0 },
    signal,
    confirmSend: () => {
      asked += 1;
    },
    userAgent: 'wan-test',
  });
  const call: Call = {
    http,
    events: noEvents,
    settings: {},
    signal,
    now: () => simulator.now(),
    confirmSend: () => {},
  };
  return { simulator, provider, call, confirmations: () => asked };
}

/** Replicate has no event stream for videos. */
async function* noEvents(): AsyncGenerator<string> {}

function complete(provider: Provider): Bench['provider'] {
  const { cancel, findSubmitted, listSince, adopt, upload, schema } = provider;
  if (!cancel || !findSubmitted || !listSince || !adopt || !upload || !schema) throw new Error('a function is missing');
  return { ...provider, cancel, findSubmitted, listSince, adopt, upload, schema };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: fast, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createReplicate().prepare(requestOf(fields), () => 'unused');
}

/** What a promise is rejected with, which must be an error of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<WanError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WanError) return error;
  throw new Error(`expected a WanError, got ${String(error)}`);
}
