import type { Clock } from '../runtime.js';
import type { Connections } from './connection.js';
import type { Route, RouteOptions } from './route.js';

export interface ClientOptions extends RouteOptions {
  readonly connections: Connections;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Ends reads at once. A billable POST that is under way goes on: its answer may carry the id of a paid job. */
  readonly signal: AbortSignal;
  /** Throws when the billable POST may no longer be sent; called once per submit, right before its first byte. */
  readonly confirmSend: () => void;
  readonly userAgent: string;
  /** Takes one line per exchange: method, host and path, status, time. No query, no header, no body. */
  readonly log?: ((line: string) => void) | undefined;
}

/** What one exchange needs to know besides its request. */
export interface ClientContext extends Omit<ClientOptions, Exclude<keyof RouteOptions, 'provider'>> {
  readonly route: Route;
}

/** Milliseconds for a whole exchange when the request names no time. */
export const defaultTimeoutMs = 30_000;
