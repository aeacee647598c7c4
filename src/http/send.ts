import { createFetch, FetchError } from 'ofetch';
import { WanError } from '../errors.js';
import type { HttpRequest, HttpResponse } from './client.js';
import { type ClientContext, defaultTimeoutMs } from './client-context.js';
import { startLog } from './exchange-log.js';
import { leanFetch } from './lean-fetch.js';
import { encodeBody } from './request-body.js';
import { parseJson, readText } from './response-body.js';
import { explainFailure } from './transport-failure.js';

// ofetch types it as the platform's; it is called by `send` alone, with what `FetchInit` names.
const { raw } = createFetch({ fetch: leanFetch as unknown as typeof fetch });

/**
 * A request that costs nothing, sent once.
 *
 * @throws WanError `network.failed`, retryable; the reason of the signal when it ended the request
 */
export async function send(request: HttpRequest, context: ClientContext): Promise<HttpResponse> {
  const { url, trusted, headers } = context.route(request.url, request.query);
  const encoded = await encodeBody(request);
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const finish = startLog(context, request.method, url);
  try {
    const response = await raw(url.href, {
      method: request.method,
      headers: { 'user-agent': context.userAgent, ...encoded.headers, ...request.headers, ...headers },
      body: encoded.body ?? null,
      dispatcher: context.connections.shared,
      // A key never follows a redirect.
      redirect: trusted ? 'manual' : 'follow',
      signal: AbortSignal.any([context.signal, deadline]),
      retry: 0,
      ignoreResponseError: true,
      responseType: 'stream',
    });
    const { text, failure } = await readText(response.body ?? emptyBody());
    if (failure !== undefined) throw failure;
    const { status } = response;
    finish(status);
    if (trusted && status >= 300 && status < 400 && status !== 304) throw redirected(context, url, status);
    return { status, headers: Object.fromEntries(response.headers), text, json: parseJson(text) };
  } catch (error) {
    if (error instanceof WanError) throw error;
    finish('failed');
    context.signal.throwIfAborted();
    // What ofetch wraps holds the request with its key; only the inner error goes on.
    const cause = error instanceof FetchError ? error.cause : error;
    const explained = explainFailure(cause, url.host);
    const text = deadline.aborted ? `${url.host} did not answer within ${timeoutMs / 1000} s` : explained.text;
    throw new WanError('network.failed', `${context.provider}: ${text}`, {
      hint: explained.hint,
      retryable: true,
      provider: context.provider,
      cause,
    });
  }
}

function redirected({ provider }: ClientContext, url: URL, status: number): WanError {
  return new WanError(
    'network.failed',
    `${provider}: ${url.host} answered with a redirect (${status}), which is not followed`,
    {
      hint: `see whether WAN_${provider.toUpperCase()}_BASE_URL or a proxy is in the way`,
      provider,
    },
  );
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
