import { onTestFinished } from 'vitest';
import { WanError } from '../../src/errors.js';
import type { ClientOptions } from '../../src/http/client-context.js';
import { createConnections } from '../../src/http/connection.js';
import { createHttpClient } from '../../src/http/create-client.js';
import type { Call, Provider } from '../../src/providers/provider.js';
import type { Simulator } from '../simulators/kit/simulator.js';

export interface OpenCall {
  readonly provider: Pick<Provider, 'id' | 'facts'>;
  readonly simulator: Simulator;
  readonly credential: ClientOptions['credential'];
  readonly settings?: Call['settings'];
}

export interface OpenedCall {
  readonly call: Call;
  /** How often `confirmSend` was asked. */
  readonly confirmations: () => number;
  /** What a reader of events or sockets needs to go the same way. */
  readonly route: Omit<ClientOptions, 'clock' | 'confirmSend' | 'log'>;
}

/** A call that reaches a simulator as the program would, on the simulator's clock; both are closed with the test. */
export function openCall({ provider, simulator, credential, settings = {} }: OpenCall): OpenedCall {
  let asked = 0;
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await simulator.close();
  });
  const { signal } = new AbortController();
  const route = {
    provider: provider.id,
    apiOrigins: provider.facts.apiOrigins,
    baseUrl: simulator.url,
    credential,
    connections,
    userAgent: 'wan-test',
    signal,
  };
  const http = createHttpClient({
    ...route,
    clock: { monotonic: () => 0 },
    confirmSend: () => {
      asked += 1;
    },
  });
  const call: Call = {
    http,
    events: silence,
    sockets: silence,
    settings,
    wantsCost: true,
    signal,
    now: () => simulator.now(),
    confirmSend: () => {},
  };
  return { call, route, confirmations: () => asked };
}

async function* silence(): AsyncGenerator<string> {}

/** What a promise is rejected with, which must be an error of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<WanError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WanError) return error;
  throw new Error('it did not fail with an error of ours', { cause: error });
}
