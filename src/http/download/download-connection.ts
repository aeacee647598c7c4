import { type Dispatcher, Pool } from 'undici';
import { connectorOf, failAtOnce } from '../connector.js';
import { endingUnpaused } from '../paused-bodies.js';
import { createProxyAgent } from '../proxy-agent.js';
import { type Environment, readProxySettings } from '../proxy-settings.js';
import { publicLookup } from '../public-address.js';
import { readingConnector } from '../reading-connector.js';

export interface DownloadConnectionOptions {
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read. */
  readonly env: Environment;
  /** Whether names that lead to this machine or its network are taken. */
  readonly allowPrivate: boolean;
}

const connectTimeoutMs = 10_000;

/**
 * The sockets of downloads. Unless private hosts are allowed, a socket opens only to an address that was checked to be
 * public; what a proxy opens, the proxy has resolved and answers for. The download itself watches for silence.
 *
 * @throws WanError `config.invalid` when a proxy variable is not a URL
 */
export function createDownloadDispatcher({ env, allowPrivate }: DownloadConnectionOptions): Dispatcher {
  const timeout = connectTimeoutMs;
  return createProxyAgent({
    ...readProxySettings(env),
    connect: readingConnector(allowPrivate ? { timeout } : { timeout, lookup: publicLookup }),
    proxyTls: { timeout },
    headersTimeout: 0,
    bodyTimeout: 0,
    factory: (origin, settings) =>
      new Pool(origin, { ...settings, connect: endingUnpaused(failAtOnce(connectorOf(settings))) }),
  });
}
