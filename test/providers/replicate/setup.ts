import type { SubmitIntent } from '../../../src/providers/provider.js';
import { createReplicate, credential } from '../../../src/providers/replicate.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type ReplicateOptions, replicateToken, startReplicate } from '../../simulators/replicate.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

export const token = replicateToken;
export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const fast = 'wan-video/wan-2.2-i2v-fast';
export const hash = 'bbafc3f8'.padEnd(64, '0');
export const community = `prunaai/vace-14b:${hash}`;
export const wire = { image: 'https://images.example/fox.png', prompt: 'the fox turns its head', seed: 0 };

const functions = ['cancel', 'findSubmitted', 'listSince', 'adopt', 'upload', 'schema'] as const;
export type Bench = OpenProvider<(typeof functions)[number]>;

export interface BenchOptions extends ReplicateOptions {
  readonly key?: string;
}

export async function setUp({ key = token, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startReplicate({ now: () => startedAt, ...options });
  return openProvider({ provider: createReplicate(), functions, simulator, credential: credential(key) });
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: fast, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createReplicate().prepare(requestOf(fields), () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp(options), intentOf());
}

export { failureOf } from '../open-call.js';
