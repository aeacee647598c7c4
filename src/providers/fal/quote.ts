import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../json.js';
import type { Call, Money, SubmitIntent } from '../provider.js';
import { readAnswer } from './failure.js';
import { platformOrigin } from './place.js';

/** Wan 2.1 and 2.2 bill the frames at 16 a second, whatever rate the clip is played at. */
const billedFps = 16;

const pricesSchema = z.object({ prices: z.array(z.object({ endpoint_id: z.string(), unit: z.string() })) });
const estimateSchema = z.object({ total_cost: z.number().nonnegative(), currency: z.literal('USD') });
const creditsSchema = z.object({
  credits: z.object({ current_balance: z.number(), currency: z.literal('USD') }),
});

/**
 * What fal's estimate says for the units of this request. Its price list has one base price for an endpoint, without
 * resolution tiers: where the catalogue's figure for the resolution is higher, that one is right. Undefined for units
 * that can't be told beforehand (GPU seconds, say) and for endpoints without a price.
 */
export async function quote({ endpoint, body }: SubmitIntent, call: Call): Promise<Money | undefined> {
  const listed = await call.http.send({
    method: 'GET',
    url: `${platformOrigin}/v1/models/pricing`,
    query: { endpoint_id: endpoint },
  });
  if (listed.status === 404) return undefined;
  const { prices } = readAnswer(listed, { schema: pricesSchema, now: call.now() });
  const quantity = unitsOf(body, prices.find((price) => price.endpoint_id === endpoint)?.unit);
  if (quantity === undefined) return undefined;
  const response = await call.http.send({
    method: 'POST',
    url: `${platformOrigin}/v1/models/pricing/estimate`,
    json: { estimate_type: 'unit_price', endpoints: { [endpoint]: { unit_quantity: quantity } } },
  });
  const { total_cost: amount, currency } = readAnswer(response, { schema: estimateSchema, now: call.now() });
  return { amount, currency };
}

/** The account's credits; undefined for an ordinary key, which may not see them. */
export async function balance(call: Call): Promise<Money | undefined> {
  const response = await call.http.send({
    method: 'GET',
    url: `${platformOrigin}/v1/account/billing`,
    query: { expand: 'credits' },
  });
  if (response.status === 403) return undefined;
  const { credits } = readAnswer(response, { schema: creditsSchema, now: call.now() });
  return { amount: credits.current_balance, currency: credits.currency };
}

/** Only what the request itself says: a default of the service's may change under us. */
function unitsOf(body: JsonObject, unit: string | undefined): number | undefined {
  if (unit === 'video') return 1;
  if (unit !== 'second') return undefined;
  return positive(body.duration) ?? positive(Number(body.num_frames) / billedFps);
}

/** A duration is a text for some models. */
function positive(value: JsonValue | undefined): number | undefined {
  const number = Number(value);
  return number > 0 && Number.isFinite(number) ? number : undefined;
}
