import { createKie, credential } from '../../../src/providers/kie.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type KieOptions, kieKey, startKie } from '../../simulators/kie.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openCall } from '../open-call.js';

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
  const simulator = await startKie({ now: () => startedAt, ...options });
  const provider = complete(createKie());
  const { call, confirmations } = openCall({ provider, simulator, credential: credential(options.key ?? kieKey) });
  return { simulator, provider, call, confirmations };
}

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

export { failureOf } from '../open-call.js';
