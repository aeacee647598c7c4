import { baseUrl } from '../config/base-url.js';
import { findKey } from '../config/keys.js';
import { proxyHeaders, secretsIn } from '../config/proxy-headers.js';
import type { ProviderSettings } from '../config/schema.js';
import type { Settings } from '../config/settings.js';
import { WanError } from '../errors.js';
import type { HttpClient } from '../http/client.js';
import type { ClientOptions } from '../http/client-context.js';
import type { Connections } from '../http/connection.js';
import type { EventReader, EventReaderOptions } from '../http/event-stream.js';
import { leadsToPrivate } from '../http/public-address.js';
import { createResultKey } from '../http/result-key.js';
import { createRoute, type Route, type RouteOptions } from '../http/route.js';
import type { SocketReader } from '../http/web-socket.js';
import type { Account } from '../jobs/engine.js';
import { fingerprintOf } from '../jobs/plan/identity.js';
import type { Provider } from '../providers/provider.js';
import type { RegisteredProvider } from '../providers/registry.js';
import type { ProviderId } from '../providers/request.js';
import type { Session } from './session.js';
import { version } from './version.js';
import { namedSecret } from './webhook/named-secret.js';

export interface Accounts {
  /** @throws WanError `request.unknown-provider`, `key.missing` */
  of(provider: ProviderId): Account;
  /** Whether the provider's API is one on this machine or network, so that its files may be too. */
  isPrivate(provider: ProviderId): Promise<boolean>;
  /** Where a result really lies: links to an API host follow the base URL that stands in for it. */
  reach(provider: ProviderId, url: string): string;
  /** Headers with the key for a result that is refused without it; undefined where the key must not go. */
  resultKey(provider: ProviderId, url: string): Readonly<Record<string, string>> | undefined;
  /** Headers for a proxy in front of the API, for a result that lies behind it; none for any other. */
  resultHeaders(provider: ProviderId, url: string): Readonly<Record<string, string>>;
  /** Keys and webhook secrets in use, for redaction. */
  readonly keys: readonly string[];
  readonly connections: Connections;
}

export interface AccountsOptions {
  readonly session: Session;
  readonly settings: Settings;
  readonly registry: ReadonlyMap<ProviderId, RegisteredProvider>;
  /** Providers whose keys are read; a key that is missing is an error only when its account is asked for. */
  readonly providers: readonly ProviderId[];
  readonly salt: string;
}

/** The accounts that a command may use: key, API origin and HTTP client of each provider. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { session, settings, registry } = options;
  // Loaded here, because commands that call nobody should not wait for the HTTP libraries.
  const [{ createConnections }, { createHttpClient }, { createEventReader }, { createSocketReader }] =
    await Promise.all([
      import('../http/connection.js'),
      import('../http/create-client.js'),
      import('../http/event-stream.js'),
      import('../http/web-socket.js'),
    ]);
  const connections = createConnections({ env: session.runtime.env });
  const found = new Map<ProviderId, Account | WanError>();
  const keys: string[] = [];
  const bases = new Map<ProviderId, string>();
  const reaches = new Map<ProviderId, (url: string) => string>();
  const resultKeys = new Map<ProviderId, ReturnType<typeof createResultKey>>();
  const resultRoutes = new Map<ProviderId, Route>();
  for (const id of new Set(options.providers)) {
    const entry = registry.get(id);
    if (entry === undefined) continue;
    try {
      const own = settings.providers?.value[id];
      const base = baseUrl({ provider: id, env: session.runtime.env, configured: own?.baseUrl });
      if (base !== undefined) bases.set(id, base);
      const place = { provider: id, apiOrigins: entry.provider.facts.apiOrigins, baseUrl: base };
      if (base !== undefined) {
        const route = createRoute(place);
        reaches.set(id, (url) => (/^https?:/.test(url) ? route(url).url.href : url));
      }
      const wanted = proxyHeaders({ provider: id, headers: own?.headers, env: session.runtime.env });
      keys.push(...secretsIn(wanted));
      resultRoutes.set(id, createRoute({ ...place, proxyHeaders: wanted }));
      const key = await findKey({
        provider: { id, keyVariables: entry.provider.facts.keyVariables },
        env: session.runtime.env,
        settings: own,
      });
      if (key !== undefined) keys.push(key.value);
      const { webhook } = entry.provider;
      const told = webhook?.kind === 'secret' && webhook.toldAtSubmit === true ? webhook : undefined;
      const webhookSecret = told && (await namedSecret(id, told, session.runtime.env));
      if (webhookSecret !== undefined) keys.push(webhookSecret);
      const calling = callingSettings(own, base);
      const route: RouteOptions = {
        ...place,
        credential: key === undefined ? undefined : entry.credential?.(key.value, calling),
      };
      resultKeys.set(id, createResultKey({ ...route, domains: entry.provider.facts.keyedResultDomains }));
      found.set(
        id,
        createAccount({
          ...options,
          provider: entry.provider,
          key: key?.value,
          webhookSecret,
          calling,
          route: { ...route, proxyHeaders: wanted, connections, userAgent: `wan-cli/${version}` },
          http: { createHttpClient, createEventReader, createSocketReader },
        }),
      );
    } catch (error) {
      if (!(error instanceof WanError)) throw error;
      found.set(id, error);
    }
  }
  return {
    of: (provider) => {
      const account = found.get(provider);
      if (account instanceof WanError) throw account;
      if (account === undefined) throw notHere(provider, registry);
      return account;
    },
    isPrivate: async (provider) => {
      const base = bases.get(provider);
      return base === undefined ? isLoopback(registry.get(provider)) : leadsToPrivate(new URL(base));
    },
    reach: (provider, url) => reaches.get(provider)?.(url) ?? url,
    resultKey: (provider, url) => resultKeys.get(provider)?.(url),
    resultHeaders: (provider, url) =>
      (/^https?:/.test(url) ? resultRoutes.get(provider)?.(url).headers : undefined) ?? {},
    keys,
    connections,
  };
}

/** A provider that runs on this machine unless told otherwise: ComfyUI. */
function isLoopback(entry: RegisteredProvider | undefined): boolean {
  return entry?.provider.facts.apiOrigins.some((origin) => new URL(origin).hostname === '127.0.0.1') ?? false;
}

/** Settings of a provider as its functions get them. */
function callingSettings(
  own: ProviderSettings | undefined,
  base: string | undefined,
): Readonly<Record<string, string>> {
  const named = {
    ...own?.settings,
    ...(own?.region === undefined ? {} : { region: own.region }),
    ...(base === undefined ? {} : { baseUrl: base }),
  };
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, String(value)]));
}

interface AccountParts extends AccountsOptions {
  readonly provider: Provider;
  readonly key: string | undefined;
  readonly webhookSecret: string | undefined;
  readonly calling: Readonly<Record<string, string>>;
  readonly route: Omit<EventReaderOptions, 'signal'>;
  readonly http: {
    readonly createHttpClient: (options: ClientOptions) => HttpClient;
    readonly createEventReader: (options: EventReaderOptions) => EventReader;
    readonly createSocketReader: (options: EventReaderOptions) => SocketReader;
  };
}

function createAccount(parts: AccountParts): Account {
  const { session, provider, key, webhookSecret, calling, route, salt, http } = parts;
  const { runtime, flags, reporter } = session;
  return {
    provider,
    keyFingerprint: fingerprintOf(key, salt),
    apiOrigin: route.baseUrl ?? provider.facts.apiOrigins[0] ?? '',
    call: (confirmSend) => ({
      http: http.createHttpClient({
        ...route,
        clock: runtime.clock,
        signal: session.stop,
        confirmSend,
        log:
          flags.debug === true
            ? (text) => reporter.report({ type: 'note', level: 'debug', job: null, text })
            : undefined,
      }),
      events: http.createEventReader({ ...route, signal: session.stop }),
      sockets: http.createSocketReader({ ...route, signal: session.stop }),
      settings: calling,
      webhookSecret,
      signal: session.stop,
      now: runtime.clock.now,
      confirmSend,
    }),
  };
}

/** Named in the help, but not part of this build. */
export function notHere(provider: string, registry: ReadonlyMap<ProviderId, RegisteredProvider>): WanError {
  return new WanError('request.unknown-provider', `this version of wan has no provider ${provider}`, {
    hint: `one of: ${[...registry.keys()].join(', ')}`,
  });
}
