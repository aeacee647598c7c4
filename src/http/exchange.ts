import type { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { plainHeaders } from './plain-headers.js';

export interface Exchange {
  readonly dispatcher: Dispatcher;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  /** Lower-case names; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent: content codings are not undone. */
  readonly body: Readable;
}

/**
 * Exactly one request on the wire. Unlike `fetch`, which repeats a POST that is answered with 421 and may follow
 * redirects, this sends once, whatever comes back.
 */
export async function exchange({ dispatcher, method, url, headers, body, signal }: Exchange): Promise<Answer> {
  const answer = request(url, {
    dispatcher,
    method,
    headers: { ...headers },
    body: body ?? null,
    ...(signal === undefined ? {} : { signal }),
  });
  const { statusCode, headers: received, body: stream } = await unlessAborted(answer, signal);
  return { status: statusCode, headers: plainHeaders(received), body: stream };
}

/** undici itself looks at the signal only when the connection stands, which may be never. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}
