import { z } from 'zod';
import type { Call, Money, SubmitIntent } from '../provider.js';
import { readData } from '../wavespeed-surface.js';
import { surface } from './surface.js';

const amount = z.number().nonnegative();
const currency = z.literal('USD').nullish();
const priceSchema = z.object({ price: amount, discounted_price: amount.nullish(), currency });
const olderPriceSchema = z.object({ unit_price: amount, currency });
const balanceSchema = z.object({ balance: z.number() });

/** What WaveSpeed asks for this very body. A part of it would give the base price, so it goes whole. */
export async function quote({ endpoint, body }: SubmitIntent, call: Call): Promise<Money | undefined> {
  const json = { model_id: endpoint, inputs: body };
  const response = await call.http.send({ method: 'POST', url: `${surface.base}/model/price`, json });
  if (response.status !== 404 && response.status !== 405) {
    const answer = readData(response, { surface, schema: priceSchema, now: call.now() });
    // Whether 0 means "free" or "no discount" is not said.
    return { amount: answer.discounted_price || answer.price, currency: 'USD' };
  }
  const older = await call.http.send({ method: 'POST', url: `${surface.base}/model/pricing`, json });
  if (older.status === 404 || older.status === 405) return undefined;
  const { unit_price: price } = readData(older, { surface, schema: olderPriceSchema, now: call.now() });
  return { amount: price, currency: 'USD' };
}

/** What is left on the account. */
export async function balance(call: Call): Promise<Money> {
  const response = await call.http.send({ method: 'GET', url: `${surface.base}/balance` });
  return {
    amount: readData(response, { surface, schema: balanceSchema, now: call.now() }).balance,
    currency: 'USD',
  };
}
