import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { createKie, credential } from '../../../src/providers/kie.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type KieOptions, kieKey, startKie } from '../../simulators/kie.js';
import type { Simulator } from '../../simulators/kit/simulator.js';

const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const turbo = 'wan/2-2-a14b-image-to-video-turbo';
export const wire = {
  image_url: 'https://images.example/fox.png',
  prompt: 'the fox turns its head',
  resolution: '720p',
  seed: 0,
};

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Provider & Required<Pick<Provider, 'adopt' | 'upload' | 'balance'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: KieOptions & { readonly key?: string } = {}): Promise<Bench> {
  let asked = 0;
  const simulator = await startKie({ now: () => startedAt, ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const provider = complete(createKie());
  const http = createHttpClient({
    provider: 'kie',
    apiOrigins: createKie().facts.apiOrigins,
    baseUrl: simulator.url,
    credential: credential(options.key ?? kieKey),
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

/** Kie has no event stream. */
async function* noEvents(): AsyncGenerator<string> {}

function complete(provider: Provider): Bench['provider'] {
  const { adopt, upload, balance } = provider;
  if (!adopt || !upload || !balance) throw new Error('a function is missing');
  return { ...provider, adopt, upload, balance };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: turbo, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createKie().prepare(requestOf(fields), () => 'unused');
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
