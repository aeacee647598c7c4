import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import { createPuter, credential } from '../../../src/providers/puter.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type PuterOptions, type PuterSimulator, puterToken, startPuter } from '../../simulators/puter.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const wan = 'togetherai:wan-ai/wan2.2-i2v-a14b';
export const image = 'https://images.example/fox.png';
export const wire = {
  provider: 'together-video-generation',
  input_reference: image,
  prompt: 'the fox turns its head',
  seconds: 5,
  seed: 0,
};

export interface Bench {
  readonly simulator: PuterSimulator;
  readonly provider: Provider & Required<Pick<Provider, 'adopt' | 'findSubmitted' | 'schema' | 'balance'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: PuterOptions & { readonly key?: string } = {}): Promise<Bench> {
  let asked = 0;
  const simulator = await startPuter({ now: () => startedAt, ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const provider = complete(createPuter());
  const http = createHttpClient({
    provider: 'puter',
    apiOrigins: createPuter().facts.apiOrigins,
    baseUrl: simulator.url,
    credential: credential(options.key ?? puterToken),
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

/** Puter has no event stream. */
async function* noEvents(): AsyncGenerator<string> {}

function complete(provider: Provider): Bench['provider'] {
  const { adopt, findSubmitted, schema, balance } = provider;
  if (!adopt || !findSubmitted || !schema || !balance) throw new Error('a function is missing');
  return { ...provider, adopt, findSubmitted, schema, balance };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: wan, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createPuter().prepare(requestOf(fields), () => 'abc7');
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
