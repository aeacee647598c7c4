import { baseUrl } from '../../config/base-url.js';
import type { HttpClient } from '../../http/client.js';
import type { Provider } from '../../providers/provider.js';
import type { Session } from '../session.js';
import { version } from '../version.js';

export interface KeylessOptions {
  readonly provider: Pick<Provider, 'id' | 'facts'>;
  /** `providers.<id>.baseUrl` of the config. */
  readonly configuredBase: string | undefined;
}

/** A client for what a service tells everybody: it reads no key and sends none. */
export async function openKeylessClient(session: Session, options: KeylessOptions): Promise<HttpClient> {
  const { provider, configuredBase } = options;
  const { runtime } = session;
  const [{ createConnections }, { createHttpClient }] = await Promise.all([
    import('../../http/connection.js'),
    import('../../http/create-client.js'),
  ]);
  return createHttpClient({
    provider: provider.id,
    apiOrigins: provider.facts.apiOrigins,
    baseUrl: baseUrl({ provider: provider.id, env: runtime.env, configured: configuredBase }),
    connections: createConnections({ env: runtime.env }),
    clock: runtime.clock,
    signal: session.stop,
    confirmSend: () => {},
    userAgent: `wan-cli/${version}`,
  });
}
