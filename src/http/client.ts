import type { JsonValue } from '../json.js';

/** One HTTP exchange as adapters see it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly json?: JsonValue | undefined;
  /** Sent as it is: bytes or a form. */
  readonly body?: Uint8Array | FormData | undefined;
  /** Milliseconds for the whole exchange; 30 s when left out. */
  readonly timeoutMs?: number | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; undefined when it is not JSON (an HTML error page, a truncated answer). */
  readonly json: JsonValue | undefined;
}

/** Bound to one provider, its key and its API origins. */
export interface HttpClient {
  /**
   * A request that costs nothing. The key goes along only to the provider's API origins, and then redirects are off.
   * Any status is a response; what is thrown is a transport failure.
   *
   * @throws WanError `network.failed` (retryable)
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /**
   * The billable POST: a fresh connection, no redirect, a hard deadline, `confirmSend` right before it, once.
   * Any status below 300 or from 400 is a response; the adapter says what it means.
   *
   * @throws WanError with `delivery: 'not-accepted'` for refused connections, DNS, TLS and proxy CONNECT failures,
   * `delivery: 'unknown'` for everything else, a 3xx included
   */
  submit(request: HttpRequest): Promise<HttpResponse>;
}
