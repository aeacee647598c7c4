import { WanError } from '../errors.js';

export interface Credential {
  /** Lower-case header name. */
  readonly header: string;
  readonly value: string;
}

/** Whose requests these are, and where they may carry the key. */
export interface RouteOptions {
  readonly provider: string;
  /** `scheme://host` of every API host. */
  readonly apiOrigins: readonly string[];
  /** `WAN_<PROVIDER>_BASE_URL`: scheme, host and port that stand in for every API host; paths stay. */
  readonly baseUrl?: string | undefined;
  readonly credential?: Credential | undefined;
  /** Further headers that go where the key goes, for a proxy in front of the API; the key's own wins. */
  readonly proxyHeaders?: readonly Credential[] | undefined;
}

export interface Destination {
  readonly url: URL;
  /** An API host of the provider: the key goes along and no redirect is followed. */
  readonly trusted: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export type Route = (url: string, query?: Readonly<Record<string, string>>) => Destination;

/**
 * Decides where a request really goes and whether the key goes with it.
 *
 * @throws WanError `config.invalid` for a base URL with more than scheme, host and port; `key.rejected` for a key that
 * no header can carry
 */
export function createRoute({ provider, apiOrigins, baseUrl, credential, proxyHeaders }: RouteOptions): Route {
  const origins = new Set(apiOrigins.map((origin) => new URL(origin).origin));
  const base = baseUrl === undefined ? undefined : toOrigin(provider, baseUrl);
  const secrets = [...(proxyHeaders ?? []), ...(credential === undefined ? [] : [credential])];
  const keyHeaders = Object.assign({}, ...secrets.map((secret) => toHeaders(provider, secret)));

  return (address, query) => {
    const url = toWebAddress(provider, address);
    if (base !== undefined && origins.has(url.origin)) moveTo(url, base);
    // Left alone without a query: rewriting the text of a signed URL would break its signature.
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value);
    const trusted = base === undefined ? origins.has(url.origin) : url.origin === base.origin;
    return { url, trusted, headers: trusted ? keyHeaders : {} };
  };
}

/** Addresses come in answers too. */
function toWebAddress(provider: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new WanError('network.failed', `${provider}: ${JSON.stringify(address.slice(0, 100))} is not a web address`, {
    delivery: 'not-accepted',
    provider,
  });
}

function toOrigin(provider: string, baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const bare = url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
  if (bare) return url;
  throw new WanError('config.invalid', `the base URL of ${provider} must be scheme, host and port, and nothing else`, {
    hint: 'for example https://gateway.example:8443; the paths of the service are kept',
    provider,
  });
}

function toHeaders(provider: string, { header, value }: Credential): Readonly<Record<string, string>> {
  // The platform's own error for such a header repeats the value.
  if (/^[\t\x20-\x7e]+$/.test(value)) return { [header.toLowerCase()]: value };
  throw new WanError('key.rejected', `the key of ${provider} holds characters that no key has (a line break?)`, {
    hint: 'copy the key again, on one line',
    provider,
  });
}

function moveTo(url: URL, base: URL): void {
  url.protocol = base.protocol;
  url.host = base.host;
  // Setting `host` keeps the old port where the new host names none.
  url.port = base.port;
}
