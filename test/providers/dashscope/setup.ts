import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HttpRequest } from '../../../src/http/client.js';
import { createDashscope, credential } from '../../../src/providers/dashscope.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { MediaFile, VideoRequest } from '../../../src/providers/request.js';
import { type DashscopeOptions, dashscopeKey, startDashscope } from '../../simulators/dashscope.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openCall } from '../open-call.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const flash = 'wan2.2-i2v-flash';
export const wire = {
  input: { img_url: 'https://images.example/fox.png', prompt: 'the fox turns its head' },
  parameters: { resolution: '720P', prompt_extend: true, seed: 0 },
};

export interface Bench {
  readonly simulator: Simulator;
  readonly provider: Provider & Required<Pick<Provider, 'cancel' | 'findSubmitted' | 'listSince' | 'adopt'>>;
  readonly call: Call;
  /** Hosts that requests were meant for, before the simulator stood in for them. */
  readonly hosts: readonly string[];
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
}

export interface BenchOptions extends DashscopeOptions {
  readonly key?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A simulator and a call that reaches it, on one clock that only `simulator.advance` moves. */
export async function setUp({ key = dashscopeKey, settings = {}, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startDashscope({ now: () => startedAt, ...options });
  const provider = complete(createDashscope());
  const opened = openCall({ provider, simulator, credential: credential(key), settings });
  const hosts: string[] = [];
  const noted = (request: HttpRequest): HttpRequest => {
    hosts.push(new URL(request.url).host);
    return request;
  };
  const { http } = opened.call;
  const call: Call = {
    ...opened.call,
    http: { send: (request) => http.send(noted(request)), submit: (request) => http.submit(noted(request)) },
  };
  return { simulator, provider, call, hosts, confirmations: opened.confirmations };
}

function complete(provider: Provider): Bench['provider'] {
  const { cancel, findSubmitted, listSince, adopt } = provider;
  if (!cancel || !findSubmitted || !listSince || !adopt) throw new Error('a function is missing');
  return { ...provider, cancel, findSubmitted, listSince, adopt };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: flash, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createDashscope().prepare(requestOf(fields), () => 'unused');
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
  const folder = await mkdtemp(join(tmpdir(), 'wan-dashscope-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'my holiday.png');
  await writeFile(path, bytes);
  return { path, digest: createHash('sha256').update(bytes).digest('hex'), mime, bytes: bytes.length };
}
