import { createAi302, credential } from '../../../src/providers/ai302.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type Ai302Options, ai302Key, startAi302 } from '../../simulators/ai302.js';
import { type OpenProvider, openProvider } from '../open-provider.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
const unified = 'wan2.7';
export const passedOn = 'wavespeed-ai/wan-2.2-spicy/image-to-video';
export const image = 'https://images.example/fox.png';
export const wire = { image: [image], prompt: 'the fox turns its head', resolution: '720p', duration: 5 };
export const passedOnWire = { image, prompt: 'the fox turns its head', resolution: '480p', duration: 5, seed: 0 };

const functions = ['adopt', 'upload', 'schema', 'balance'] as const;
export type Bench = OpenProvider<(typeof functions)[number]>;

export interface BenchOptions extends Ai302Options {
  readonly key?: string;
}

export async function setUp({ key = ai302Key, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startAi302({ now: () => startedAt, ...options });
  return openProvider({ provider: createAi302(), functions, simulator, credential: credential(key) });
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  const request = { endpoint: unified, wire, options: {}, media: {}, ...fields };
  return createAi302().prepare(request, () => 'unused');
}

export function passedOnIntent(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return intentOf({ endpoint: passedOn, wire: passedOnWire, ...fields });
}

export { failureOf } from '../open-call.js';
