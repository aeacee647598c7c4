import { vi } from 'vitest';
import { WanError } from '../../../src/errors.js';
import type { HttpClient } from '../../../src/http/client.js';
import type { ClientOptions } from '../../../src/http/client-context.js';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { afterTest } from './servers.js';

export const key = 'Key secret-key-0123';

export interface ClientSetup extends Partial<ClientOptions> {
  readonly env?: Readonly<Record<string, string>>;
  readonly connectTimeoutMs?: number;
}

/** A client for `origins` that says "go" to every submit, unless told otherwise. */
export function clientFor(
  origins: readonly string[],
  { env = {}, connectTimeoutMs, ...setup }: ClientSetup = {},
): HttpClient {
  const connections = createConnections({ env, connectTimeoutMs });
  afterTest(() => connections.close());
  return createHttpClient({
    provider: 'fal',
    apiOrigins: origins,
    credential: { header: 'authorization', value: key },
    connections,
    clock: { monotonic: () => 0 },
    signal: new AbortController().signal,
    confirmSend: () => {},
    userAgent: 'wan/test',
    ...setup,
  });
}

/** Until the test is over, deadlines of requests end when `end` is called; `asked` are their milliseconds. */
export function heldDeadlines(): { readonly asked: readonly number[]; end(): void } {
  const asked: number[] = [];
  const controller = new AbortController();
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    asked.push(ms);
    return controller.signal;
  });
  afterTest(() => spy.mockRestore());
  return { asked, end: () => controller.abort(new DOMException('the time is over', 'TimeoutError')) };
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
