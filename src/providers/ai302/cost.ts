import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import type { Call, Money } from '../provider.js';
import { costDeadlineMs } from '../with-cost.js';
import { apiOrigin, readAnswer } from './answer.js';

/** A request id as it is sent in a path: nothing that could lead elsewhere. */
const idPattern = /^\w[\w-]*$/;
/** More calls than this make no clip. */
const mostCalls = 20;

const costSchema = z.object({ cost: z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]) });
/** The documents show it with an envelope and without one. */
const recordSchema = z.union([z.object({ data: costSchema }).transform(({ data }) => data), costSchema]);

/** What the calls of a task cost. All of them or none: a part of the cost would pass for the whole. */
export async function readCost(requestIds: readonly JsonValue[], call: Call): Promise<Money | undefined> {
  const ids = [...new Set(requestIds)].filter((id) => typeof id === 'string' && idPattern.test(id));
  if (ids.length === 0 || ids.length < new Set(requestIds).size || ids.length > mostCalls) return undefined;
  const amounts = await Promise.all(ids.map((id) => readOne(String(id), call).catch(() => Number.NaN)));
  const amount = amounts.reduce((sum, each) => sum + each, 0);
  // Nothing is not told apart from what is not booked yet.
  return Number.isFinite(amount) && amount > 0 ? { amount, currency: 'USD' } : undefined;
}

/** In PTC, of which one is a dollar. @throws WanError where it can't be read */
async function readOne(id: string, call: Call): Promise<number> {
  const url = `${apiOrigin}/dashboard/record/${id}`;
  const response = await call.http.send({ method: 'GET', url, timeoutMs: costDeadlineMs });
  return Number(readAnswer(response, { schema: recordSchema, now: call.now() }).cost);
}
