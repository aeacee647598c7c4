import type { JsonObject, JsonValue } from '../../src/json.js';
import type { Answer, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';
import { failure, success } from './wavespeed-answers.js';
import { chargeOf, isRefunded } from './wavespeed-price.js';
import { isObject } from './wavespeed-properties.js';

export interface BillingOptions {
  /** False: the key lacks the role for it. */
  readonly billingRole?: boolean | undefined;
  /** A charge shows this long after its submit, ms; at once when left out. */
  readonly billingLagMs?: number | undefined;
  /** False: `prediction_uuids`, which is in no document, is dropped like any unknown key. */
  readonly filtersPredictions?: boolean | undefined;
  /** What the list has in the place of an item: none, several, or of another shape. */
  readonly billingItems?: ((item: JsonObject) => readonly JsonValue[]) | undefined;
}

/** Charges at the submit and refunds of what failed, newest first; a read, although it is a POST. */
export function billingRoute(kit: Kit, options: BillingOptions): Route {
  return {
    method: 'POST',
    path: /^\/api\/v3\/billings\/search$/,
    operation: 'cost',
    answer: ({ request }) => {
      if (options.billingRole === false) {
        return failure(403, 'the key needs the role "billing"', { error_code: 'permission_denied' });
      }
      return isObject(request.json) ? search(kit, options, request.json) : failure(400, 'invalid request body');
    },
  };
}

function search(kit: Kit, options: BillingOptions, query: JsonObject): Answer {
  const { billingLagMs = 0, filtersPredictions = true, billingItems = (item: JsonObject) => [item] } = options;
  const { page = 1, page_size: size = 20, start_time: start, end_time: end } = query;
  if (typeof page !== 'number' || typeof size !== 'number' || size < 1 || size > 100) {
    return failure(400, 'invalid request body field, page_size must be between 1 and 100');
  }
  const after = start === undefined ? Number.NEGATIVE_INFINITY : Date.parse(String(start));
  const before = end === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(end));
  if (Number.isNaN(after) || Number.isNaN(before)) return failure(400, 'invalid request body field, start_time');
  const wanted = filtersPredictions && Array.isArray(query.prediction_uuids) ? query.prediction_uuids : undefined;
  const items = kit.jobs.all
    .filter(({ createdAt }) => createdAt + billingLagMs <= kit.now() && createdAt >= after && createdAt <= before)
    .filter(({ id }) => wanted === undefined || wanted.includes(id))
    .flatMap((job) => bookingsOf(kit, job))
    .filter(({ billing_type: type }) => query.billing_type === undefined || type === query.billing_type)
    .toReversed()
    .flatMap(billingItems);
  const shown = items.slice((page - 1) * size, page * size);
  return success({ page, has_more: items.length > page * size, items: shown });
}

function bookingsOf(kit: Kit, job: SimulatedJob): readonly JsonObject[] {
  const { id, endpoint, createdAt } = job;
  const status = kit.jobs.phase(job) === 'done' ? (isRefunded(job) ? 'failed' : 'completed') : 'processing';
  const booking = (type: string): JsonObject => ({
    uuid: `${type}-${id}`,
    billing_type: type,
    price: chargeOf(kit, job),
    created_at: new Date(createdAt).toISOString(),
    access_key_name: 'default',
    order: { uuid: `order-${id}`, state: 'completed' },
    prediction: { uuid: id, model_uuid: endpoint, status },
  });
  return status === 'failed' ? [booking('deduct'), booking('refund')] : [booking('deduct')];
}
