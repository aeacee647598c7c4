import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { createComfyui } from '../../../src/providers/comfyui.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type ComfyuiOptions, startComfyui } from '../../simulators/comfyui.js';
import type { Simulator } from '../../simulators/kit/simulator.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.000Z');
export const lightning = 'wan2.2-i2v-14b-lightx2v';
export const picture = 'wan-0123456789abcdef01234567-640x640.png';
export const wire = {
  img: { image: picture },
  pos: { text: 'the fox turns its head' },
  i2v: { length: 81 },
  vid: { fps: 16 },
  k1: { steps: 4, cfg: 1, noise_seed: 7 },
  k2: { steps: 4, cfg: 1 },
};

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Required<Omit<Provider, 'watch' | 'quote' | 'balance'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: ComfyuiOptions = {}): Promise<Bench> {
  let asked = 0;
  const simulator = await startComfyui({ now: () => startedAt, images: [picture], ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const http = createHttpClient({
    provider: 'comfyui',
    apiOrigins: createComfyui().facts.apiOrigins,
    baseUrl: simulator.url,
    credential: undefined,
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
    settings: { baseUrl: simulator.url },
    signal,
    now: () => simulator.now(),
    confirmSend: () => {},
  };
  return { simulator, provider: complete(createComfyui()), call, confirmations: () => asked };
}

/** ComfyUI pushes over a WebSocket only. */
async function* noEvents(): AsyncGenerator<string> {}

function complete(provider: Provider): Bench['provider'] {
  const { cancel, findSubmitted, adopt, listSince, upload, schema } = provider;
  if (!cancel || !findSubmitted || !adopt || !listSince || !upload || !schema) throw new Error('a function is missing');
  return { ...provider, cancel, findSubmitted, adopt, listSince, upload, schema };
}

function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  const media = { image: { url: picture, expiresAt: null } };
  return { endpoint: lightning, wire, options: { resolution: '480p', aspectRatio: 'auto' }, media, ...fields };
}

let count = 0;

/** Each with ids of its own. */
export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  count += 1;
  const id = `job-${count}`;
  return createComfyui().prepare(requestOf(fields), () => id);
}

export async function submitted(options: ComfyuiOptions = {}): Promise<Bench & { operation: Operation }> {
  const bench = await setUp(options);
  return { ...bench, operation: await bench.provider.submit(intentOf(), bench.call) };
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
