import { createAi302, credential } from '../../../src/providers/ai302.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type Ai302Options, ai302Key, startAi302 } from '../../simulators/ai302.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openCall } from '../open-call.js';

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
  const provider = complete(createAi302());
  const { call } = openCall({ provider: createAi302(), simulator, credential: credential(options.key ?? ai302Key) });
  return { simulator, provider, call };
}

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

export { failureOf } from '../open-call.js';
