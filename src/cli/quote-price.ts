import type { ModelSpec } from '../catalogue/model.js';
import { estimate } from '../catalogue/price.js';
import { toWire } from '../catalogue/wire.js';
import { freeCall } from '../jobs/account.js';
import type { Account } from '../jobs/engine.js';
import type { Money } from '../providers/provider.js';
import type { HostedFile, RequestFields } from '../providers/request.js';

export interface PriceQuestion {
  readonly spec: ModelSpec;
  readonly fields: RequestFields;
  readonly account: Account;
  /** Files of the request, by role; a quote gets a stand-in for each, because nothing is uploaded for it. */
  readonly sources: Readonly<Record<string, string>>;
}

/** The catalogue's price; where it knows none, the provider's own quote. Null is unknown, which is never nothing. */
export async function priceOf({ spec, fields, account, sources }: PriceQuestion): Promise<Money | null> {
  const listed = estimate(spec, fields);
  if (listed !== undefined) return listed;
  const { provider } = account;
  if (provider.quote === undefined) return null;
  const media = standIns(sources);
  const request = {
    endpoint: spec.endpoint,
    wire: toWire(spec, { ...fields, ...media.fields }, media.hosted).wire,
    options: fields,
    media: media.hosted,
  };
  try {
    const quoted = await provider.quote(
      provider.prepare(request, () => 'quote'),
      freeCall(account),
    );
    return quoted ?? null;
  } catch {
    // A price that can't be had is unknown; the cap and the confirmation deal with that.
    return null;
  }
}

function standIns(sources: Readonly<Record<string, string>>) {
  const hosted: Record<string, HostedFile> = {};
  const fields: Record<string, string> = {};
  for (const [role, source] of Object.entries(sources)) {
    const url = source.startsWith('http') ? source : `https://media.invalid/${source.slice(0, 16)}.png`;
    hosted[role] = { url, expiresAt: null };
    if (!role.startsWith('lora:')) fields[role] = url;
  }
  return { hosted, fields };
}
