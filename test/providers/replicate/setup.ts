import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import { createReplicate, credential } from '../../../src/providers/replicate.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { type ReplicateOptions, replicateToken, startReplicate } from '../../simulators/replicate.js';
import { openCall } from '../open-call.js';

export const token = replicateToken;
export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const fast = 'wan-video/wan-2.2-i2v-fast';
export const hash = 'bbafc3f8'.padEnd(64, '0');
export const community = `prunaai/vace-14b:${hash}`;
export const wire = { image: 'https://images.example/fox.png', prompt: 'the fox turns its head', seed: 0 };

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Required<Pick<Provider, 'submit' | 'check' | 'cancel' | 'findSubmitted' | 'listSince'>> &
    Required<Pick<Provider, 'adopt' | 'upload' | 'schema' | 'prepare'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp(options: ReplicateOptions & { readonly key?: string } = {}): Promise<Bench> {
  const simulator = await startReplicate({ now: () => startedAt, ...options });
  const provider = complete(createReplicate());
  const { call, confirmations } = openCall({
    provider: createReplicate(),
    simulator,
    credential: credential(options.key ?? token),
  });
  return { simulator, provider, call, confirmations };
}

function complete(provider: Provider): Bench['provider'] {
  const { cancel, findSubmitted, listSince, adopt, upload, schema } = provider;
  if (!cancel || !findSubmitted || !listSince || !adopt || !upload || !schema) throw new Error('a function is missing');
  return { ...provider, cancel, findSubmitted, listSince, adopt, upload, schema };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: fast, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createReplicate().prepare(requestOf(fields), () => 'unused');
}

export { failureOf } from '../open-call.js';
