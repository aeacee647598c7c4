import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import { createPuter, credential } from '../../../src/providers/puter.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type PuterOptions, type PuterSimulator, puterToken, startPuter } from '../../simulators/puter.js';
import { openCall } from '../open-call.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const wan = 'togetherai:wan-ai/wan2.2-i2v-a14b';
export const image = 'https://images.example/fox.png';
export const wire = {
  provider: 'together-video-generation',
  input_reference: image,
  prompt: 'the fox turns its head',
  seconds: 5,
  seed: 0,
};

export interface Bench {
  readonly simulator: PuterSimulator;
  readonly provider: Provider & Required<Pick<Provider, 'adopt' | 'findSubmitted' | 'schema' | 'balance'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: PuterOptions & { readonly key?: string } = {}): Promise<Bench> {
  const simulator = await startPuter({ now: () => startedAt, ...options });
  const provider = complete(createPuter());
  const { call, confirmations } = openCall({ provider, simulator, credential: credential(options.key ?? puterToken) });
  return { simulator, provider, call, confirmations };
}

function complete(provider: Provider): Bench['provider'] {
  const { adopt, findSubmitted, schema, balance } = provider;
  if (!adopt || !findSubmitted || !schema || !balance) throw new Error('a function is missing');
  return { ...provider, adopt, findSubmitted, schema, balance };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: wan, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createPuter().prepare(requestOf(fields), () => 'abc7');
}

export { failureOf } from '../open-call.js';
