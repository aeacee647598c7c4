import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createEachlabs, credential } from '../../../src/providers/eachlabs.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { MediaFile, VideoRequest } from '../../../src/providers/request.js';
import { type EachlabsOptions, eachlabsKey, startEachlabs } from '../../simulators/eachlabs.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openCall } from '../open-call.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const turbo = 'wan-v2-2-a14b-image-to-video-turbo';
export const wire = { image_url: 'https://images.example/fox.png', prompt: 'the fox turns its head', seed: 0 };

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Provider &
    Required<Pick<Provider, 'cancel' | 'findSubmitted' | 'listSince' | 'adopt' | 'upload' | 'schema'>>;
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

export interface BenchOptions extends EachlabsOptions {
  readonly key?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp({ key = eachlabsKey, settings = {}, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startEachlabs({ now: () => startedAt, ...options });
  const provider = complete(createEachlabs());
  const { call, confirmations } = openCall({ provider, simulator, credential: credential(key, settings), settings });
  return { simulator, provider, call, confirmations };
}

function complete(provider: Provider): Bench['provider'] {
  const { cancel, findSubmitted, listSince, adopt, upload, schema } = provider;
  if (!cancel || !findSubmitted || !listSince || !adopt || !upload || !schema) throw new Error('a function is missing');
  return { ...provider, cancel, findSubmitted, listSince, adopt, upload, schema };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: turbo, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createEachlabs().prepare(requestOf(fields), () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Bench & { readonly operation: Operation }> {
  const bench = await setUp(options);
  return { ...bench, operation: await bench.provider.submit(intentOf(), bench.call) };
}

export { failureOf } from '../open-call.js';

/** A prepared file on disk, removed after the test. */
export async function fileOf(
  bytes: Uint8Array = Buffer.from('not quite pixels'),
  mime = 'image/png',
): Promise<MediaFile> {
  const folder = await mkdtemp(join(tmpdir(), 'wan-eachlabs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'my holiday.png');
  await writeFile(path, bytes);
  return { path, digest: createHash('sha256').update(bytes).digest('hex'), mime, bytes: bytes.length };
}
