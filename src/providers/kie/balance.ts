import { z } from 'zod';
import type { Call, Money } from '../provider.js';
import { readAnswer } from './answer.js';
import { apiOrigin } from './place.js';

const amountSchema = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number);
/** A number by the documentation; an object is what some clients are ready for. */
const creditSchema = z.union([
  amountSchema,
  z.object({ credits: amountSchema }).transform(({ credits }) => credits),
  z.object({ credit: amountSchema }).transform(({ credit }) => credit),
]);

/** The credits left; one is sold at $0.005. */
export async function balance(call: Call): Promise<Money | undefined> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/api/v1/chat/credit` });
  return { amount: readAnswer(response, { schema: creditSchema, now: call.now() }), currency: 'credits' };
}
