import { WanError } from '../errors.js';

export interface ProxyHeader {
  /** Lower-case header name. */
  readonly header: string;
  readonly value: string;
}

export interface ProxyHeadersFrom {
  readonly provider: string;
  /** `providers.<id>.headers`: the variable of each value, by header name. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The headers that a proxy in front of a provider asks for, with their values from the environment.
 *
 * @throws WanError `key.missing` naming the variable that is not set
 */
export function proxyHeaders({ provider, headers, env }: ProxyHeadersFrom): readonly ProxyHeader[] {
  return Object.entries(headers ?? {}).map(([name, variable]) => {
    const value = env[variable]?.trim();
    if (value) return { header: name.toLowerCase(), value };
    throw new WanError('key.missing', `${variable} is not set, which providers.${provider}.headers names for ${name}`, {
      hint: `set ${variable} to the whole value of the header, or take ${name} out of the config`,
      provider,
    });
  });
}

/** What must not be shown of them: the values, and what follows a word such as `Bearer`. */
export function secretsIn(headers: readonly ProxyHeader[]): readonly string[] {
  return headers.flatMap(({ value }) => [value, value.slice(value.lastIndexOf(' ') + 1)]);
}
