import type { SubmitIntent } from '../../../src/providers/provider.js';
import { createPuter, credential } from '../../../src/providers/puter.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type PuterOptions, type PuterSimulator, puterToken, startPuter } from '../../simulators/puter.js';
import { type OpenProvider, openProvider } from '../open-provider.js';

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

const functions = ['preflight', 'adopt', 'findSubmitted', 'schema', 'balance'] as const;
export type Bench = OpenProvider<(typeof functions)[number], PuterSimulator>;

export interface BenchOptions extends PuterOptions {
  readonly key?: string;
}

export async function setUp({ key = puterToken, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startPuter({ now: () => startedAt, ...options });
  return openProvider({ provider: createPuter(), functions, simulator, credential: credential(key) });
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: wan, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createPuter().prepare(requestOf(fields), () => 'abc7');
}

export { failureOf } from '../open-call.js';
