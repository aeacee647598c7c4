import { createKie, credential } from '../../../src/providers/kie.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type KieOptions, kieKey, startKie } from '../../simulators/kie.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const turbo = 'wan/2-2-a14b-image-to-video-turbo';
export const wire = {
  image_url: 'https://images.example/fox.png',
  prompt: 'the fox turns its head',
  resolution: '720p',
  seed: 0,
};

const functions = ['adopt', 'upload', 'balance'] as const;
export type Bench = OpenProvider<(typeof functions)[number]>;

export interface BenchOptions extends KieOptions {
  readonly key?: string;
}

export async function setUp({ key = kieKey, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startKie({ now: () => startedAt, ...options });
  return openProvider({ provider: createKie(), functions, simulator, credential: credential(key) });
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: turbo, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createKie().prepare(requestOf(fields), () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp(options), intentOf());
}

export { failureOf } from '../open-call.js';
