import { createEachlabs, credential } from '../../../src/providers/eachlabs.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type EachlabsOptions, eachlabsKey, startEachlabs } from '../../simulators/eachlabs.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const turbo = 'wan-v2-2-a14b-image-to-video-turbo';
export const wire = { image_url: 'https://images.example/fox.png', prompt: 'the fox turns its head', seed: 0 };

const functions = ['cancel', 'findSubmitted', 'listSince', 'adopt', 'upload', 'schema'] as const;
export type Bench = OpenProvider<(typeof functions)[number]>;

export interface BenchOptions extends EachlabsOptions {
  readonly key?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

export async function setUp({ key = eachlabsKey, settings = {}, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startEachlabs({ now: () => startedAt, ...options });
  const provider = createEachlabs();
  return openProvider({ provider, functions, simulator, credential: credential(key, settings), settings });
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: turbo, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createEachlabs().prepare(requestOf(fields), () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp(options), intentOf());
}

export { failureOf } from '../open-call.js';
