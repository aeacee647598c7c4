import { z } from 'zod';
import type { JsonObject } from '../../json.js';
import type { Call, Money, SubmitIntent } from '../provider.js';
import { readAnswer } from './failure.js';
import { platformOrigin } from './place.js';

/** Endpoints of which it is documented what a unit is, and what counts as more or less: Wan 2.1, read 2026-11-21. */
const wan21: ReadonlySet<string> = new Set(['fal-ai/wan-flf2v', 'fal-ai/wan-i2v', 'fal-ai/wan-i2v-lora']);

const pricesSchema = z.object({ prices: z.array(z.object({ endpoint_id: z.string(), unit: z.string() })) });
const estimateSchema = z.object({ total_cost: z.number().nonnegative(), currency: z.literal('USD') });
const creditsSchema = z.object({
  credits: z.object({ current_balance: z.number(), currency: z.literal('USD') }),
});

/**
 * What fal's estimate says for the units of this request. Its price list has one base price for an endpoint, without
 * tiers of resolution or length, and does not say which tier it is: it may be the cheapest. So it is a price only where
 * the units of a request are documented. Undefined for every other endpoint, and for one without a price.
 */
export async function quote({ endpoint, body }: SubmitIntent, call: Call): Promise<Money | undefined> {
  const quantity = wan21.has(endpoint) ? unitsOfWan21(body) : undefined;
  if (quantity === undefined) return undefined;
  const listed = await call.http.send({
    method: 'GET',
    url: `${platformOrigin}/v1/models/pricing`,
    query: { endpoint_id: endpoint },
  });
  if (listed.status === 404) return undefined;
  const { prices } = readAnswer(listed, { schema: pricesSchema, now: call.now() });
  if (prices.find((price) => price.endpoint_id === endpoint)?.unit !== 'video') return undefined;
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

/**
 * A video of 81 frames at 720p is one unit, of more frames 1.25, at 480p half of that. Only what the request itself says
 * counts: a default of the service's may change under us.
 */
function unitsOfWan21({ num_frames: frames, resolution }: JsonObject): number | undefined {
  if (typeof frames !== 'number') return undefined;
  const units = frames > 81 ? 1.25 : 1;
  if (resolution === '720p') return units;
  return resolution === '480p' ? units / 2 : undefined;
}
