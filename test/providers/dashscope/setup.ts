import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import type { HttpClient, HttpRequest } from '../../../src/http/client.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { createDashscope, credential } from '../../../src/providers/dashscope.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { MediaFile, VideoRequest } from '../../../src/providers/request.js';
import { type DashscopeOptions, dashscopeKey, startDashscope } from '../../simulators/dashscope.js';
import type { Simulator } from '../../simulators/kit/simulator.js';

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
  let asked = 0;
  const simulator = await startDashscope({ now: () => startedAt, ...options });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const provider = complete(createDashscope());
  const hosts: string[] = [];
  const client = createHttpClient({
    provider: 'dashscope',
    apiOrigins: provider.facts.apiOrigins,
    baseUrl: simulator.url,
    credential: credential(key),
    connections,
    clock: { monotonic: () => 0 },
    signal,
    confirmSend: () => {
      asked += 1;
    },
    userAgent: 'wan-test',
  });
  const noted = (request: HttpRequest): HttpRequest => {
    hosts.push(new URL(request.url).host);
    return request;
  };
  const http: HttpClient = {
    send: (request) => client.send(noted(request)),
    submit: (request) => client.submit(noted(request)),
  };
  const call: Call = { http, events: noEvents, settings, signal, now: () => simulator.now(), confirmSend: () => {} };
  return { simulator, provider, call, hosts, confirmations: () => asked };
}

/** DashScope has no event stream. */
async function* noEvents(): AsyncGenerator<string> {}

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

/** What a promise is rejected with, which must be an error of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<WanError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WanError) return error;
  throw new Error(`expected a WanError, got ${String(error)}`);
}

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
