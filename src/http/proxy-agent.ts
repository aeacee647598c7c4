import { Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { type Connector, connectorOf } from './connector.js';
import { noProxyRanges } from './no-proxy-ranges.js';
import { ProxyFailure } from './proxy-failure.js';
import type { ProxySettings } from './proxy-settings.js';

export type ProxyAgentOptions = ProxySettings & Omit<EnvHttpProxyAgent.Options, keyof ProxySettings>;

/**
 * Sends each request through the proxy of its scheme, and directly where the scheme has none or NO_PROXY names the host or
 * a range that holds its address.
 */
export function createProxyAgent({ httpProxy, httpsProxy, ...options }: ProxyAgentOptions): Dispatcher {
  const isDirect = noProxyRanges(options.noProxy);
  return new AgentsByProxy((scheme, hostname) => {
    if (isDirect(hostname)) return '';
    return scheme === 'https:' ? httpsProxy : httpProxy;
  }, options);
}

type AgentOptions = Omit<ProxyAgentOptions, 'httpProxy' | 'httpsProxy'>;

/** undici's own agent sends https through the proxy of http where there is none for https. */
class AgentsByProxy extends Dispatcher {
  readonly #proxyOf: (scheme: string, hostname: string) => string;
  readonly #options: AgentOptions;
  readonly #agents = new Map<string, Dispatcher>();
  #isClosed = false;

  constructor(proxyOf: (scheme: string, hostname: string) => string, options: AgentOptions) {
    super();
    this.#proxyOf = proxyOf;
    this.#options = options;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { protocol, hostname } = new URL(String(options.origin));
    const proxy = this.#proxyOf(protocol, hostname);
    const agent = this.#agents.get(proxy) ?? agentThrough(proxy, this.#options);
    this.#agents.set(proxy, agent);
    if (this.#isClosed) void agent.destroy();
    return agent.dispatch(options, handler);
  }

  override async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#agents.values()].map((agent) => agent.close()));
  }

  override async destroy(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }
}

/** One agent for requests of one scheme; without a proxy they go directly. */
function agentThrough(proxy: string, options: AgentOptions): Dispatcher {
  const token = proxy === '' ? undefined : loginOf(new URL(proxy));
  return new EnvHttpProxyAgent({
    ...options,
    ...(token === undefined ? {} : { token }),
    clientFactory: (origin, settings) =>
      new Pool(origin, { ...settings, connect: blaming(origin.host, connectorOf(settings)) }),
    httpProxy: proxy,
    httpsProxy: proxy,
  });
}

/** A login may be a name alone, for which undici sends none. */
function loginOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

/** A connector to a proxy whose every failure says that it is the proxy's. */
function blaming(proxy: string, connector: Connector): Connector {
  return (options, callback) =>
    connector(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(new ProxyFailure(proxy, error), null);
    });
}
