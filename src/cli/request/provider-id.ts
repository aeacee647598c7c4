import { didYouMean } from '../../closest.js';
import { WanError } from '../../errors.js';
import { type ProviderId, providerIds } from '../../providers/request.js';

/** The provider that a word names. @throws WanError `request.unknown-provider` */
export function toProviderId(text: string): ProviderId {
  const id = providerIds.find((known) => known === text);
  if (id !== undefined) return id;
  throw new WanError('request.unknown-provider', `unknown provider ${text}${didYouMean(text, providerIds)}`, {
    hint: `one of: ${providerIds.join(', ')}`,
  });
}
