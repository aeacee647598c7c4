import { z } from 'zod';
import type { Call, Money } from '../provider.js';
import { readAnswer } from './answer.js';
import { apiOrigin } from './place.js';

const usageSchema = z.object({ allowanceInfo: z.object({ remaining: z.number() }) });

/** Amounts are in micro-cents: 1,000,000 make $0.01. */
const microCentsPerDollar = 100_000_000;

/** What is left of the month's allowance. */
export async function balance(call: Call): Promise<Money> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/metering/usage` });
  const { allowanceInfo } = readAnswer(response, { schema: usageSchema, now: call.now() });
  return { amount: allowanceInfo.remaining / microCentsPerDollar, currency: 'USD' };
}
