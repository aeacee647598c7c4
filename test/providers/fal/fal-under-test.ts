import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { createEventReader } from '../../../src/http/event-stream.js';
import { createFal, credential } from '../../../src/providers/fal.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type FalOptions, falKey, startFal } from '../../simulators/fal.js';
import type { Simulator } from '../../simulators/kit/simulator.js';

export const turbo: string = 'fal-ai/wan/v2.2-a14b/image-to-video/turbo';

export interface FalUnderTest {
  readonly fal: WholeProvider;
  readonly simulator: Simulator;
  readonly call: Call;
  /** Submits the standard request and gives its operation. */
  submit(body?: Partial<VideoRequest>): Promise<Operation>;
  /** Checks until the job has left the queue and the render behind it. */
  checkToEnd(operation: Operation): ReturnType<Provider['check']>;
}

export interface Setup extends FalOptions {
  readonly key?: string;
  readonly baseUrl?: string;
}

/** The adapter over the program's own HTTP client, against a simulator of its own. */
export async function startFalUnderTest({ key = falKey, baseUrl, ...options }: Setup = {}): Promise<FalUnderTest> {
  const simulator = await startFal(options);
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const fal = complete(createFal());
  const { signal } = new AbortController();
  const route = {
    provider: 'fal',
    apiOrigins: fal.facts.apiOrigins,
    baseUrl: baseUrl ?? simulator.url,
    credential: credential(key),
    connections,
    userAgent: 'wan/test',
  };
  const http = createHttpClient({ ...route, clock: { monotonic: () => 0 }, signal, confirmSend: () => {} });
  const events = createEventReader({ ...route, signal });
  const call: Call = {
    http,
    events,
    sockets: async function* () {},
    settings: {},
    signal,
    now: simulator.now,
    confirmSend: () => {},
  };
  return {
    fal,
    simulator,
    call,
    submit: async (request = {}) => await fal.submit(intentFor(fal, request), call),
    checkToEnd: async (operation) => {
      for (let turn = 0; turn < 2; turn += 1) await fal.check(operation, call);
      return await fal.check(operation, call);
    },
  };
}

export function intentFor(fal: Provider, request: Partial<VideoRequest> = {}): SubmitIntent {
  const wire = { image_url: 'https://images.example/hero.png', prompt: 'the door opens', resolution: '720p', seed: 0 };
  return fal.prepare({ endpoint: turbo, wire, options: {}, media: {}, ...request }, () => 'unused');
}

/** The WanError that a promise must reject with. */
export async function failureOf(promise: Promise<unknown>): Promise<WanError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof WanError) return error;
  throw error;
}

type Needed = 'watch' | 'cancel' | 'findSubmitted' | 'adopt' | 'listSince' | 'upload' | 'quote' | 'schema' | 'balance';
type WholeProvider = Provider & Required<Pick<Provider, Needed>>;

function complete(provider: Provider): WholeProvider {
  const { watch, cancel, findSubmitted, adopt, listSince, upload, quote, schema, balance } = provider;
  if (!watch || !cancel || !findSubmitted || !adopt || !listSince || !upload || !quote || !schema || !balance) {
    throw new Error('fal lacks a function');
  }
  return { ...provider, watch, cancel, findSubmitted, adopt, listSince, upload, quote, schema, balance };
}
