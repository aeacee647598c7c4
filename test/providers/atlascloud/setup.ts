import { createAtlascloud, credential } from '../../../src/providers/atlascloud.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type AtlascloudOptions, atlascloudKey, startAtlascloud } from '../../simulators/atlascloud.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openCall } from '../open-call.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const turbo = 'atlascloud/wan-2.2-turbo/image-to-video';
export const lora = 'atlascloud/wan-2.2-turbo-spicy/image-to-video-lora';
export const wire = {
  image: 'https://images.example/fox.png',
  prompt: 'the fox turns its head',
  resolution: '720p',
  duration: 5,
  seed: 0,
};

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Required<Pick<Provider, 'submit' | 'check' | 'prepare' | 'findSubmitted' | 'listSince'>> &
    Required<Pick<Provider, 'adopt' | 'upload' | 'schema' | 'quote' | 'balance'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: AtlascloudOptions & { readonly key?: string } = {}): Promise<Bench> {
  const simulator = await startAtlascloud({ now: () => startedAt, ...options });
  const provider = complete(createAtlascloud());
  const { call, confirmations } = openCall({
    provider: createAtlascloud(),
    simulator,
    credential: credential(options.key ?? atlascloudKey),
  });
  return { simulator, provider, call, confirmations };
}

function complete(provider: Provider): Bench['provider'] {
  const { findSubmitted, listSince, adopt, upload, schema, quote, balance } = provider;
  if (!findSubmitted || !listSince || !adopt || !upload || !schema || !quote || !balance) {
    throw new Error('a function is missing');
  }
  return { ...provider, findSubmitted, listSince, adopt, upload, schema, quote, balance };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: turbo, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createAtlascloud().prepare(requestOf(fields), () => 'unused');
}

export { failureOf } from '../open-call.js';
