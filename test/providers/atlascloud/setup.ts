import { createAtlascloud, credential } from '../../../src/providers/atlascloud.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type AtlascloudOptions, atlascloudKey, startAtlascloud } from '../../simulators/atlascloud.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

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

const functions = ['findSubmitted', 'listSince', 'adopt', 'upload', 'schema', 'quote', 'balance'] as const;
export type Bench = OpenProvider<(typeof functions)[number]>;

export interface BenchOptions extends AtlascloudOptions {
  readonly key?: string;
}

export async function setUp({ key = atlascloudKey, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startAtlascloud({ now: () => startedAt, ...options });
  return openProvider({ provider: createAtlascloud(), functions, simulator, credential: credential(key) });
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: turbo, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createAtlascloud().prepare(requestOf(fields), () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp({ hiddenLooks: 0, ...options }), intentOf());
}

export { failureOf } from '../open-call.js';
