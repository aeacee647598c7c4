import { Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { type Connector, connectorOf } from './connector.js';
import { ProxyFailure } from './proxy-failure.js';
import type { ProxySettings } from './proxy-settings.js';

export type ProxyAgentOptions = ProxySettings & Omit<EnvHttpProxyAgent.Options, keyof ProxySettings>;

/** Sends each request through the proxy of its scheme, and directly where the scheme has none or NO_PROXY names the host. */
export function createProxyAgent({ httpProxy, httpsProxy, ...options }: ProxyAgentOptions): Dispatcher {
  return new AgentsByScheme((scheme) => agentThrough(scheme === 'https:' ? httpsProxy : httpProxy, options));
}

/** undici's own agent sends https through the proxy of http where there is none for https. */
class AgentsByScheme extends Dispatcher {
  readonly #open: (scheme: string) => Dispatcher;
  readonly #agents = new Map<string, Dispatcher>();
  #isClosed = false;

  constructor(open: (scheme: string) => Dispatcher) {
    super();
    this.#open = open;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { protocol } = new URL(String(options.origin));
    const agent = this.#agents.get(protocol) ?? this.#open(protocol);
    this.#agents.set(protocol, agent);
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
function agentThrough(proxy: string, options: Omit<ProxyAgentOptions, 'httpProxy' | 'httpsProxy'>): Dispatcher {
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
