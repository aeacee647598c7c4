import { WanError } from '../../errors.js';
import type { Account } from '../../jobs/engine.js';
import type { Provider } from '../../providers/provider.js';

/**
 * The list of a provider that keeps one.
 *
 * @param manifest of the rows that are to be found
 * @throws WanError `request.invalid` for a provider without one, with the way that is left
 */
export function jobsListedBy({ provider }: Account, manifest?: string): NonNullable<Provider['listSince']> {
  if (provider.listSince !== undefined) return provider.listSince;
  throw new WanError('request.invalid', `${provider.id} keeps no list of jobs`, {
    hint:
      manifest === undefined
        ? `wan adopt ${provider.id} <remote-id>`
        : `wan batch ${manifest} ... --max-cost 0 --until-cap writes the rows down and sends nothing at known prices; then for each: wan adopt ${provider.id} <remote-id> --job <id>`,
    provider: provider.id,
  });
}
