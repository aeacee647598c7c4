import { buildConnector, type Dispatcher, Pool } from 'undici';
import { connectorOf, failAtOnce } from './connector.js';
import { type FreshConnection, openFresh } from './fresh-connection.js';
import { createProxyAgent } from './proxy-agent.js';
import { type Environment, readProxySettings } from './proxy-settings.js';

export interface ConnectionOptions {
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read. NODE_EXTRA_CA_CERTS is read by Node itself at its start. */
  readonly env: Environment;
  /** Milliseconds for TCP and TLS together; 10 s when left out. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds without an answer on the shared connections; 5 min when left out, 0 for no limit. */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds of silence within a body on the shared connections; 5 min when left out, 0 for no limit. */
  readonly bodyTimeoutMs?: number | undefined;
}

/** The sockets of one process. */
export interface Connections {
  /** Kept alive and shared by everything that costs nothing. */
  readonly shared: Dispatcher;
  /**
   * One new connection for one billable request. `beforeSend` runs when the connection stands, right before the first
   * byte of the request is written; when it throws, nothing is sent.
   */
  openFresh(beforeSend: () => void): FreshConnection;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 300_000;

/**
 * Connections that go through the proxies of the environment (Node 20's own fetch ignores them).
 *
 * @throws WanError `config.invalid` when a proxy variable is not a URL
 */
export function createConnections(options: ConnectionOptions): Connections {
  const timeout = options.connectTimeoutMs ?? connectTimeoutMs;
  const route = {
    ...readProxySettings(options.env),
    connect: buildConnector({ timeout }),
    proxyTls: { timeout },
  };
  const shared = createProxyAgent({
    ...route,
    headersTimeout: options.headersTimeoutMs ?? silenceTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs ?? silenceTimeoutMs,
    factory: (origin, settings) => new Pool(origin, { ...settings, connect: failAtOnce(connectorOf(settings)) }),
  });
  return {
    shared,
    openFresh: (beforeSend) => openFresh(route, beforeSend),
    // Not `close`: an event stream that is still open would hold it for ever.
    close: () => shared.destroy(),
  };
}
