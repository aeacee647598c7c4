import { createSocketReader } from '../../../src/http/web-socket.js';
import { createComfyui } from '../../../src/providers/comfyui.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type ComfyuiOptions, type ComfyuiSimulator, startComfyui } from '../../simulators/comfyui.js';
import { openCall } from '../open-call.js';

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
  readonly simulator: ComfyuiSimulator;
  readonly provider: Required<Omit<Provider, 'quote' | 'balance' | 'webhook' | 'takesFor'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: ComfyuiOptions = {}): Promise<Bench> {
  const simulator = await startComfyui({ now: () => startedAt, images: [picture], ...options });
  const provider = complete(createComfyui());
  const { call, route, confirmations } = openCall({
    provider,
    simulator,
    credential: undefined,
    settings: { baseUrl: simulator.url },
  });
  return { simulator, provider, call: { ...call, sockets: createSocketReader(route) }, confirmations };
}

function complete(provider: Provider): Bench['provider'] {
  const { watch, preflight, cancel, findSubmitted, adopt, listSince, upload, schema } = provider;
  if (!watch || !preflight || !cancel || !findSubmitted || !adopt || !listSince || !upload || !schema) {
    throw new Error('a function is missing');
  }
  return { ...provider, watch, preflight, cancel, findSubmitted, adopt, listSince, upload, schema };
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

export { failureOf } from '../open-call.js';
