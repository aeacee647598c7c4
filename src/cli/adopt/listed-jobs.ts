import { WanError } from '../../errors.js';
import type { Account } from '../../jobs/engine.js';
import type { Provider } from '../../providers/provider.js';

/** The list of a provider that keeps one. @throws WanError `request.invalid` for one that does not */
export function jobsListedBy({ provider }: Account): NonNullable<Provider['listSince']> {
  if (provider.listSince !== undefined) return provider.listSince;
  throw new WanError('request.invalid', `${provider.id} keeps no list of jobs`, {
    hint: `wan adopt ${provider.id} <remote-id>`,
    provider: provider.id,
  });
}
