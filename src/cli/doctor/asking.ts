import type { HttpRequest, HttpResponse } from '../../http/client.js';
import { clockSkew } from '../../http/server-clock.js';
import { freeCall } from '../../jobs/account.js';
import type { Account } from '../../jobs/engine.js';
import type { Call } from '../../providers/provider.js';

/** How far a service's clock was ahead of ours, ms. */
export interface Skew {
  readonly host: string;
  readonly ms: number;
}

export interface Asking {
  readonly account: Account;
  readonly signal: AbortSignal;
  /** Milliseconds for each exchange. */
  readonly timeoutMs: number;
  /** Takes the clock of each answer that tells one; left out for a machine whose clock nobody keeps. */
  readonly onSkew?: ((skew: Skew) => void) | undefined;
}

/** Thrown when one page was answered: a list is asked for to see whether the key is taken, not to be read. */
export class EnoughRead extends Error {}

/** A call that costs nothing, answers soon or fails, and tells the clocks of those who answer. */
export function askingCall({ account, signal, timeoutMs, onSkew }: Asking): Call {
  const call = freeCall(account);
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    signal.throwIfAborted();
    const response = await call.http.send({ ...request, timeoutMs });
    const now = call.now();
    if (response.headers.date !== undefined) {
      onSkew?.({ host: new URL(request.url).host, ms: clockSkew(response, now) });
    }
    return response;
  };
  return { ...call, http: { ...call.http, send } };
}

/** The same call, ended by `EnoughRead` when it goes on after an answer that took the key. */
export function firstPageOnly(call: Call): Call {
  let taken = false;
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    if (taken) throw new EnoughRead();
    const response = await call.http.send(request);
    taken = response.status >= 200 && response.status <= 299;
    return response;
  };
  return { ...call, http: { ...call.http, send } };
}
