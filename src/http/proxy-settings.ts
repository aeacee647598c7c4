import { WanError } from '../errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Proxies as URLs, empty when there is none; `noProxy` as the environment has it. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/**
 * The proxy variables of an environment. The lower-case name wins, as it does in curl.
 *
 * @throws WanError `config.invalid` when a proxy variable is not a URL; its value is not repeated, it may hold a password
 */
export function readProxySettings(env: Environment): ProxySettings {
  return {
    httpProxy: proxyUrl(env, 'HTTP_PROXY'),
    httpsProxy: proxyUrl(env, 'HTTPS_PROXY'),
    noProxy: read(env, 'NO_PROXY'),
  };
}

function proxyUrl(env: Environment, name: string): string {
  const value = read(env, name);
  if (value === '') return '';
  // curl takes `host:port` too.
  const text = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(text)) return text;
  throw new WanError('config.invalid', `${name} is not a URL`, { hint: `export ${name}=http://proxy.example:3128` });
}

function read(env: Environment, name: string): string {
  return (env[name.toLowerCase()] ?? env[name] ?? '').trim();
}
