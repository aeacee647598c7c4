import { isIPv6 } from 'node:net';
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
 * @throws WanError `config.invalid` when a proxy variable is not the URL of an http or https proxy; its value is not repeated,
 * it may hold a password
 */
export function readProxySettings(env: Environment): ProxySettings {
  return {
    httpProxy: proxyUrl(env, 'HTTP_PROXY'),
    httpsProxy: proxyUrl(env, 'HTTPS_PROXY'),
    noProxy: read(env, 'NO_PROXY')
      .split(/[,\s]+/)
      .map(bracketed)
      .join(','),
  };
}

function proxyUrl(env: Environment, name: string): string {
  const value = read(env, name);
  if (value === '') return '';
  // curl takes `host:port` too.
  const text = value.includes('://') ? value : `http://${value}`;
  const hint = `export ${name}=http://proxy.example:3128`;
  if (!URL.canParse(text)) throw new WanError('config.invalid', `${name} is not a URL`, { hint });
  const { protocol, username, password, host } = new URL(text);
  // Through SOCKS undici dials as often as it likes, past the one connection that a billable request may have.
  if (/^https?:$/.test(protocol)) {
    const login = username + password === '' ? '' : `${decodable(username)}:${decodable(password)}@`;
    return `${protocol}//${login}${host}`;
  }
  throw new WanError('config.invalid', `${name} is ${protocol}//, and only http and https proxies are supported`, {
    hint,
  });
}

/** Part of a login as undici will decode it; a percent sign that begins no code stands for itself. */
function decodable(part: string): string {
  const whole = part.replace(/%(?![0-9a-f]{2})/gi, '%25');
  try {
    decodeURIComponent(whole);
    return whole;
  } catch {
    return part.replaceAll('%', '%25');
  }
}

/** An IPv6 address as the hosts of URLs have it: its last group would be taken for a port. */
function bracketed(entry: string): string {
  return isIPv6(entry) ? `[${entry}]` : entry;
}

function read(env: Environment, name: string): string {
  return (env[name.toLowerCase()] ?? env[name] ?? '').trim();
}
