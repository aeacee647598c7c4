import { WanError } from '../errors.js';
import type { ProviderId } from '../providers/request.js';

export interface BaseUrlFrom {
  readonly provider: ProviderId;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `providers.<id>.baseUrl` of the config. */
  readonly configured?: string | undefined;
}

/** The variable that replaces the API hosts of a provider. */
export function baseUrlVariable(provider: ProviderId): string {
  return `WAN_${provider.toUpperCase()}_BASE_URL`;
}

/**
 * `scheme://host:port` that stands for every API host of the provider, or undefined for its own. `WAN_<PROVIDER>_BASE_URL`
 * comes first, for ComfyUI then `COMFYUI_URL`, then the config.
 *
 * @throws WanError `config.invalid` for anything that is more or less than scheme, host and port
 */
export function baseUrl({ provider, env, configured }: BaseUrlFrom): string | undefined {
  const candidates = [
    [baseUrlVariable(provider), env[baseUrlVariable(provider)]],
    ...(provider === 'comfyui' ? [['COMFYUI_URL', env.COMFYUI_URL] as const] : []),
    [`providers.${provider}.baseUrl`, configured],
  ] as const;
  const [name, text] = candidates.find(([, value]) => value !== undefined && value !== '') ?? [];
  return name === undefined || text === undefined ? undefined : originOf(name, text);
}

function originOf(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain =
    url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.href === `${url.origin}/`;
  if (plain) return url.origin;
  // The text itself stays out of the message: it may hold a password.
  throw new WanError('config.invalid', `${name}: must be scheme, host and port, nothing else`, {
    hint: `${name}=http://127.0.0.1:8080, for example`,
  });
}
