import { Client, type Dispatcher } from 'undici';
import { type Connector, connectorOf, failAtOnce } from './connector.js';
import { createProxyAgent } from './proxy-agent.js';
import type { ProxySettings } from './proxy-settings.js';

/** One connection for one request. */
export interface FreshConnection {
  readonly dispatcher: Dispatcher;
  /**
   * False as long as certainly no byte of the request has left this machine: no connection to the service (through the
   * proxy and TLS, where there are) has been handed over yet. This, not the look of an error, is the proof.
   */
  mayHaveSent(): boolean;
  close(): Promise<void>;
}

export interface FreshRoute extends ProxySettings {
  readonly connect: Connector;
  readonly proxyTls: { readonly timeout: number };
}

/**
 * A dispatcher that connects once and never again. It sets no time limits of its own: some services answer a submit
 * only after minutes, and the caller's deadline covers the whole exchange.
 */
export function openFresh(route: FreshRoute, beforeSend: () => void): FreshConnection {
  let dialled = false;
  let handedOver = false;
  let closed = false;

  const connectOnce =
    (connector: Connector): Connector =>
    (options, callback) => {
      if (dialled) return callback(new Error('a billable request has one connection'), null);
      dialled = true;
      connector(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        try {
          if (closed) throw new Error('the deadline ended before the connection stood');
          beforeSend();
        } catch (veto) {
          socket.destroy();
          return callback(veto instanceof Error ? veto : new Error(String(veto)), null);
        }
        handedOver = true;
        callback(null, socket);
      });
    };

  const dispatcher = createProxyAgent({
    ...route,
    factory: (origin, settings) =>
      new Client(origin, {
        ...settings,
        // `connection: close`: nothing else ever travels on it.
        pipelining: 0,
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: failAtOnce(connectOnce(connectorOf(settings))),
      }),
  });
  return {
    dispatcher,
    mayHaveSent: () => handedOver,
    close: () => {
      closed = true;
      return dispatcher.destroy();
    },
  };
}
