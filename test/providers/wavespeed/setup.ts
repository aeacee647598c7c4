import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { createWavespeed, credential } from '../../../src/providers/wavespeed.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { startWavespeed, type WavespeedOptions, wavespeedKey } from '../../simulators/wavespeed.js';
import { openCall } from '../open-call.js';

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
  const simulator = await startWavespeed({ now: () => startedAt, ...options });
  const provider = complete(createWavespeed());
  const { call, confirmations } = openCall({
    provider: createWavespeed(),
    simulator,
    credential: credential(options.key ?? key),
  });
  return { simulator, provider, call, confirmations };
}

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

export { failureOf } from '../open-call.js';
