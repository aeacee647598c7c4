import { createRoute, type RouteOptions } from './route.js';

export interface ResultKeyOptions extends RouteOptions {
  /** Domains of the provider's file hosts that may ask for the key; without any it is offered to nobody. */
  readonly domains: readonly string[] | undefined;
}

type Headers = Readonly<Record<string, string>>;

/**
 * The headers with the key, for a result that is refused without it. They are for https at these domains and their
 * subdomains; under a base URL the key belongs to whoever answers there, who may serve the files as well, and to nobody
 * else. Undefined for any other address.
 *
 * @throws WanError `key.rejected` for a key that no header can carry
 */
export function createResultKey({ domains, ...route }: ResultKeyOptions): (address: string) => Headers | undefined {
  const { apiOrigins, baseUrl, credential } = route;
  if (domains === undefined || credential === undefined) return () => undefined;
  const { headers } = createRoute(route)(baseUrl ?? apiOrigins[0] ?? '');
  return (address) => {
    if (!URL.canParse(address)) return undefined;
    const url = new URL(address);
    const mayHaveIt = baseUrl === undefined ? isWithin(domains, url) : url.origin === new URL(baseUrl).origin;
    return mayHaveIt ? headers : undefined;
  };
}

function isWithin(domains: readonly string[], { protocol, hostname, port }: URL): boolean {
  if (protocol !== 'https:' || port !== '') return false;
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
