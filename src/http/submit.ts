import { WanError } from '../errors.js';
import type { HttpRequest, HttpResponse } from './client.js';
import { type ClientContext, defaultTimeoutMs } from './client-context.js';
import { type Answer, exchange } from './exchange.js';
import { startLog } from './exchange-log.js';
import { encodeBody } from './request-body.js';
import { decodeBody, parseJson, readText } from './response-body.js';
import {
  notSent,
  redirectTarget,
  type SubmitPlace,
  stoppedBeforeSending,
  strangeHost,
  unknownOutcome,
} from './submit-errors.js';
import { explainFailure } from './transport-failure.js';

/**
 * The billable POST: once, on a connection of its own, without redirects, within a hard deadline. The client's signal
 * stops it before its first byte and not after.
 *
 * @throws WanError with `delivery: 'not-accepted'` when no connection to the service stood, `'unknown'` for all else;
 * what `confirmSend` throws, as it is
 */
export async function submit(request: HttpRequest, context: ClientContext): Promise<HttpResponse> {
  const { url, trusted, headers: keyHeaders } = context.route(request.url, request.query);
  const place = { provider: context.provider, host: url.host };
  if (!trusted) throw strangeHost(place);
  const { body, headers } = await encodeBody(request);
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const gate = createGate(place, context);
  gate.throwIfStopped();
  const connection = context.connections.openFresh(gate.pass);
  const finish = startLog(context, request.method, url);
  try {
    const answer = await exchange({
      dispatcher: connection.dispatcher,
      method: request.method,
      url: url.href,
      headers: { ...baseHeaders(context), ...headers, ...request.headers, ...keyHeaders },
      body,
      signal: deadline,
    });
    finish(answer.status);
    return await readResponse(answer, { place, url });
  } catch (cause) {
    if (cause instanceof WanError) throw cause;
    finish(connection.mayHaveSent() ? 'broken' : 'not sent');
    if (gate.veto() !== undefined) throw gate.veto();
    const late = deadline.aborted ? `no answer from ${url.host} within ${timeoutMs / 1000} s` : undefined;
    if (!connection.mayHaveSent()) throw notSent(place, { late, cause });
    throw unknownOutcome(place, { text: late ?? explainFailure(cause, url.host).text, cause });
  } finally {
    await connection.close();
  }
}

/** The last look before the first byte. What it threw is kept, as the error of the connection may dress it up. */
function createGate(place: SubmitPlace, { signal, confirmSend }: ClientContext) {
  let veto: unknown;
  const throwIfStopped = () => {
    if (signal.aborted) throw stoppedBeforeSending(place, signal.reason);
  };
  return {
    throwIfStopped,
    pass: () => {
      try {
        throwIfStopped();
        confirmSend();
      } catch (error) {
        veto = error;
        throw error;
      }
    },
    veto: () => veto,
  };
}

function baseHeaders({ userAgent }: ClientContext): Readonly<Record<string, string>> {
  // An answer that is cut must not be lost in a compressor's buffer as well.
  return { 'user-agent': userAgent, accept: 'application/json', 'accept-encoding': 'identity' };
}

async function readResponse(
  { status, headers, body }: Answer,
  { place, url }: { readonly place: SubmitPlace; readonly url: URL },
): Promise<HttpResponse> {
  const { text, failure } = await readText(decodeBody(body, headers['content-encoding']));
  if (status >= 300 && status < 400) {
    const target = redirectTarget(headers.location, url);
    throw unknownOutcome(place, { text: `${place.host} redirected the submit (${status}) to ${target}` });
  }
  if (failure === undefined) return { status, headers, text, json: parseJson(text) };
  // The status alone says that it was refused; a success without its id says nothing.
  if (status >= 400) return { status, headers, text, json: undefined };
  throw unknownOutcome(place, { text: `${place.host} answered ${status}, but the answer broke off`, cause: failure });
}
