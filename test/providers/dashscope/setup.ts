import type { HttpClient, HttpRequest } from '../../../src/http/client.js';
import { createDashscope, credential } from '../../../src/providers/dashscope.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type DashscopeOptions, dashscopeKey, startDashscope } from '../../simulators/dashscope.js';
import { type OpenProvider, openProvider, type Submitted, submitOn } from '../open-provider.js';

export const startedAt = Date.parse('2026-11-21T10:00:00.123Z');
export const flash = 'wan2.2-i2v-flash';
export const wire = {
  input: { img_url: 'https://images.example/fox.png', prompt: 'the fox turns its head' },
  parameters: { resolution: '720P', prompt_extend: true, seed: 0 },
};

const functions = ['cancel', 'findSubmitted', 'listSince', 'adopt'] as const;

export interface Bench extends OpenProvider<(typeof functions)[number]> {
  /** Hosts that requests were meant for, before the simulator stood in for them. */
  readonly hosts: readonly string[];
}

export interface BenchOptions extends DashscopeOptions {
  readonly key?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

export async function setUp({ key = dashscopeKey, settings = {}, ...options }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startDashscope({ now: () => startedAt, ...options });
  const provider = createDashscope();
  const opened = openProvider({ provider, functions, simulator, credential: credential(key), settings });
  const hosts: string[] = [];
  return { ...opened, hosts, call: { ...opened.call, http: noting(opened.call.http, hosts) } };
}

/** The same client, which writes down the host of each request. */
function noting(http: HttpClient, hosts: string[]): HttpClient {
  const noted = (request: HttpRequest): HttpRequest => {
    hosts.push(new URL(request.url).host);
    return request;
  };
  return { send: (request) => http.send(noted(request)), submit: (request) => http.submit(noted(request)) };
}

export function requestOf(fields: Partial<VideoRequest> = {}): VideoRequest {
  return { endpoint: flash, wire, options: {}, media: {}, ...fields };
}

export function intentOf(fields: Partial<VideoRequest> = {}): SubmitIntent {
  return createDashscope().prepare(requestOf(fields), () => 'unused');
}

export async function submitted(options: BenchOptions = {}): Promise<Submitted<Bench>> {
  return submitOn(await setUp(options), intentOf());
}

export { failureOf } from '../open-call.js';
