import { WanError } from '../errors.js';
import type { ProviderId } from '../providers/request.js';
import { isKeySet, type KeyedProvider, type KeyFrom, keyVariableText } from './keys.js';

export interface ProviderChoice {
  readonly providers: readonly KeyedProvider[];
  readonly env: KeyFrom['env'];
  /** `providers` of the config, which may name other variables. */
  readonly settings?: Readonly<Partial<Record<ProviderId, KeyFrom['settings']>>> | undefined;
}

/**
 * The provider when the user named none: the only one whose key is set.
 *
 * @throws WanError `request.no-provider` with the list, when several keys are set or none is
 */
export function chooseProvider({ providers, env, settings }: ProviderChoice): ProviderId {
  const ready = providers.filter((provider) => isKeySet({ provider, env, settings: settings?.[provider.id] }));
  const [only] = ready;
  if (only !== undefined && ready.length === 1) return only.id;
  throw only === undefined ? noKey(providers) : severalKeys(ready);
}

function severalKeys(ready: readonly KeyedProvider[]): WanError {
  const ids = ready.map(({ id }) => id).join(', ');
  return new WanError('request.no-provider', `no provider was chosen, and the keys of several are set: ${ids}`, {
    hint: `add --provider ${ready[0]?.id} or set WAN_PROVIDER; --provider local is the free way to try`,
  });
}

function noKey(providers: readonly KeyedProvider[]): WanError {
  const lines = providers
    .filter(({ keyVariables }) => keyVariables.length > 0)
    .map((provider) => `${provider.id}: ${keyVariableText(provider)}`);
  return new WanError('request.no-provider', `no provider was chosen, and no key is set (${lines.join('; ')})`, {
    hint: '--provider local is the free way to try; wan providers lists them all',
  });
}
