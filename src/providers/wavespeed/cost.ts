import { z } from 'zod';
import type { Call, Money, Operation } from '../provider.js';
import { readData } from '../wavespeed-surface.js';
import { costDeadlineMs } from '../with-cost.js';
import { surface } from './surface.js';

/** How far WaveSpeed's clock may be behind ours, ms: its bookings are asked for from that much earlier. */
const clockDifferenceMs = 5 * 60_000;
/** The longest page that its own client asks for. */
const pageSize = 100;

/** Orders of credit stand in the history too, without a prediction. */
const pageSchema = z.object({ items: z.array(z.json()), has_more: z.boolean().nullish() });
const bookingSchema = z.object({ prediction: z.object({ uuid: z.string() }) });
const chargesSchema = z
  .array(z.object({ uuid: z.string(), billing_type: z.literal('deduct'), price: z.number().positive() }))
  .nonempty();

/**
 * What the billing history says that a task cost, in USD as its own client prints it; undefined where it has no charge
 * for the task (yet), or anything but charges. One request: `prediction_uuids` is in no document, but in the code of
 * several who ask for one task; where it is dropped, the bookings since the submit fit into a page or nothing is known.
 *
 * @throws WanError for a key without the role for it, among others
 */
export async function readCost({ remoteId, submittedAt }: Operation, call: Call): Promise<Money | undefined> {
  const since =
    typeof submittedAt === 'number' ? { start_time: new Date(submittedAt - clockDifferenceMs).toISOString() } : {};
  // It costs nothing, although it is a POST.
  const response = await call.http.send({
    method: 'POST',
    url: `${surface.base}/billings/search`,
    // Without a type, so that a refund shows.
    json: { page: 1, page_size: pageSize, prediction_uuids: [remoteId], ...since },
    timeoutMs: costDeadlineMs,
  });
  const { items, has_more: more } = readData(response, { surface, schema: pageSchema, now: call.now() });
  const own = items.filter((item) => bookingSchema.safeParse(item).data?.prediction.uuid === remoteId);
  const charges = chargesSchema.safeParse(own);
  // A part of the cost would pass for the whole.
  if (!charges.success || more === true) return undefined;
  const prices = new Map(charges.data.map(({ uuid, price }) => [uuid, price]));
  return { amount: [...prices.values()].reduce((sum, price) => sum + price, 0), currency: 'USD' };
}
