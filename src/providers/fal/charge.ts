import { z } from 'zod';
import type { HttpResponse } from '../../http/client.js';
import type { Call, Progress } from '../provider.js';
import { costDeadlineMs } from '../with-cost.js';
import { readAnswer } from './failure.js';
import { platformOrigin } from './place.js';

const unitsHeader = 'x-fal-billable-units';

const pricesSchema = z.object({
  prices: z.array(
    z
      .object({ endpoint_id: z.string(), unit_price: z.number().positive(), currency: z.literal('USD') })
      .nullable()
      .catch(null),
  ),
});

/** Unit prices, each asked for once. */
export interface PriceList {
  /** USD; undefined where fal does not tell it. */
  unitPrice(endpoint: string, call: Call): Promise<number | undefined>;
}

export function createPriceList(): PriceList {
  const asked = new Map<string, Promise<number | undefined>>();
  return {
    unitPrice: (endpoint, call) => {
      const price = asked.get(endpoint) ?? readUnitPrice(endpoint, call).catch(() => undefined);
      asked.set(endpoint, price);
      return price;
    },
  };
}

/** Where what was charged for a job is read. */
export interface Charged {
  /** The answer with its result, or with why there is none. */
  readonly response: Pick<HttpResponse, 'headers'>;
  readonly endpoint: string | undefined;
  readonly prices: PriceList;
}

/**
 * The verdict on a job with what it cost: the billable units of its result times the price of a unit. By fal's page for those
 * who sell models there (docs.fal.ai/documentation/serverless/publishing-to-marketplace, read 2026-11-22) the header is how
 * many units a caller is charged, whatever a unit is, and the price of one is kept apart: a cheaper tier is fewer units, and
 * some endpoints count cents. So the name of the unit says nothing, and discounts of the account are not in it. A failure
 * of no units was not charged (FAQ); a success of none is not believed.
 */
export async function withCharge(
  progress: Progress,
  { response, endpoint, prices }: Charged,
  call: Call,
): Promise<Progress> {
  if (progress.status !== 'succeeded' && progress.status !== 'failed') return progress;
  const units = unitsIn(response);
  if (units === 0 && progress.status === 'failed') return { ...progress, cost: { amount: 0, currency: 'USD' } };
  if (units === undefined || units === 0 || endpoint === undefined || call.wantsCost !== true) return progress;
  const unitPrice = await prices.unitPrice(endpoint, call);
  if (unitPrice === undefined) return progress;
  const amount = Math.round(units * unitPrice * 1_000_000) / 1_000_000;
  return { ...progress, cost: { amount, currency: 'USD' }, isReckoned: true };
}

function unitsIn({ headers }: Charged['response']): number | undefined {
  const text = headers[unitsHeader]?.trim() ?? '';
  return /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

async function readUnitPrice(endpoint: string, call: Call): Promise<number | undefined> {
  const response = await call.http.send({
    method: 'GET',
    url: `${platformOrigin}/v1/models/pricing`,
    query: { endpoint_id: endpoint },
    timeoutMs: costDeadlineMs,
  });
  const { prices } = readAnswer(response, { schema: pricesSchema, now: call.now() });
  const own = prices.filter((price) => price?.endpoint_id === endpoint);
  return own.length === 1 ? own[0]?.unit_price : undefined;
}
