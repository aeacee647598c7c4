import { createSocketReader } from '../../../src/http/web-socket.js';
import { createComfyui } from '../../../src/providers/comfyui.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type ComfyuiOptions, type ComfyuiSimulator, startComfyui } from '../../simulators/comfyui.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

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

const functions = ['watch', 'preflight', 'cancel', 'findSubmitted', 'adopt', 'listSince', 'upload', 'schema'] as const;
export type Bench = OpenProvider<(typeof functions)[number], ComfyuiSimulator>;

export async function setUp(options: ComfyuiOptions = {}): Promise<Bench> {
  const simulator = await startComfyui({ now: () => startedAt, images: [picture], ...options });
  const settings = { baseUrl: simulator.url };
  const opened = openProvider({ provider: createComfyui(), functions, simulator, credential: undefined, settings });
  return { ...opened, call: { ...opened.call, sockets: createSocketReader(opened.route) } };
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

export async function submitted(options: ComfyuiOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp(options), intentOf());
}

export { failureOf } from '../open-call.js';
