import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { createWavespeed, credential } from '../../../src/providers/wavespeed.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { startWavespeed, type WavespeedOptions, wavespeedKey } from '../../simulators/wavespeed.js';

export const key = wavespeedKey;
export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const dayMs = 86_400_000;
export const spicy = 'wavespeed-ai/wan-2.2-spicy/image-to-video';
export const spicyLora = `${spicy}-lora`;
export const wire = {
  image: 'https://images.example/fox.png',
  prompt: 'the fox turns its head',
  resolution: '480p',
  duration: 5,
  seed: 0,
};

type Needed = 'submit' | 'check' | 'findSubmitted' | 'listSince' | 'adopt' | 'upload' | 'quote' | 'schema' | 'balance';

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Required<Pick<Provider, Needed>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: WavespeedOptions & { readonly key?: string } = {}): Promise<Bench> {
  let asked = 0;
  const simulator = await startWavespeed({ now: () => startedAt, ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const http = createHttpClient({
    provider: 'wavespeed',
    apiOrigins: createWavespeed().facts.apiOrigins,
    baseUrl: simulator.url,
    credential: credential(options.key ?? key),
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
  return { simulator, provider: complete(createWavespeed()), call, confirmations: () => asked };
}

/** WaveSpeed has no event stream. */
async function* noEvents(): AsyncGenerator<string> {}

function complete(provider: Provider): Bench['provider'] {
  const { submit, check, findSubmitted, listSince, adopt, upload, quote, schema, balance } = provider;
  if (!findSubmitted || !listSince || !adopt || !upload || !quote || !schema || !balance) {
    throw new Error('a function is missing');
  }
  return { submit, check, findSubmitted, listSince, adopt, upload, quote, schema, balance };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createWavespeed().prepare({ endpoint: spicy, wire, options: {}, media: {}, ...fields }, () => 'unused');
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
