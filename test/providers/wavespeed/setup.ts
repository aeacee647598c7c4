import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { createWavespeed, credential } from '../../../src/providers/wavespeed.js';
import { startWavespeed, type WavespeedOptions, wavespeedKey } from '../../simulators/wavespeed.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

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

const functions = ['findSubmitted', 'listSince', 'adopt', 'upload', 'quote', 'schema', 'balance'] as const;
export type Bench = OpenProvider<(typeof functions)[number]>;

export interface BenchOptions extends WavespeedOptions {
  readonly key?: string;
}

export async function setUp({ key: given = key, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startWavespeed({ now: () => startedAt, ...options });
  return openProvider({ provider: createWavespeed(), functions, simulator, credential: credential(given) });
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createWavespeed().prepare({ endpoint: spicy, wire, options: {}, media: {}, ...fields }, () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp(options), intentOf());
}

export { failureOf } from '../open-call.js';
