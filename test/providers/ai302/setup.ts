import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { createAi302, credential } from '../../../src/providers/ai302.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type Ai302Options, ai302Key, startAi302 } from '../../simulators/ai302.js';
import type { Simulator } from '../../simulators/kit/simulator.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
const unified = 'wan2.7';
export const passedOn = 'wavespeed-ai/wan-2.2-spicy/image-to-video';
export const image = 'https://images.example/fox.png';
export const wire = { image: [image], prompt: 'the fox turns its head', resolution: '720p', duration: 5 };
export const passedOnWire = { image, prompt: 'the fox turns its head', resolution: '480p', duration: 5, seed: 0 };

type Needed = 'submit' | 'check' | 'adopt' | 'upload' | 'schema' | 'balance';

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Required<Pick<Provider, Needed>>;
  readonly call: Call;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: Ai302Options & { readonly key?: string } = {}): Promise<Bench> {
  const simulator = await startAi302({ now: () => startedAt, ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const http = createHttpClient({
    provider: 'ai302',
    apiOrigins: createAi302().facts.apiOrigins,
    baseUrl: simulator.url,
    credential: credential(options.key ?? ai302Key),
    connections,
    clock: { monotonic: () => 0 },
    signal,
    confirmSend: () => {},
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
  return { simulator, provider: complete(createAi302()), call };
}

/** 302.AI has no event stream for videos. */
async function* noEvents(): AsyncGenerator<string> {}

function complete(provider: Provider): Bench['provider'] {
  const { submit, check, adopt, upload, schema, balance } = provider;
  if (!adopt || !upload || !schema || !balance) throw new Error('a function is missing');
  return { submit, check, adopt, upload, schema, balance };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  const request = { endpoint: unified, wire, options: {}, media: {}, ...fields };
  return createAi302().prepare(request, () => 'unused');
}

export function passedOnIntent(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return intentOf({ endpoint: passedOn, wire: passedOnWire, ...fields });
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
