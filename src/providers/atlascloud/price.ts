import { z } from 'zod';
import type { Call, Money, SubmitIntent } from '../provider.js';
import { unreadable } from '../read-answer.js';
import { isSuccess, readAnswer, readEnvelope, toFailedRead } from './answer.js';
import { apiOrigin, mediaRoot, ordinaryHeaders } from './place.js';

const amountSchema = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)])
  .transform(Number)
  .pipe(z.number().nonnegative());
const quoteSchema = z.object({ price: amountSchema });
const balanceSchema = z.object({ available: z.object({ value: amountSchema, currency: z.literal('USD') }) });

/**
 * What this very body would cost; undefined for a model that Atlas Cloud does not know. Whether `discount` is in the
 * price already is not stated, so it is left alone: the figure may be too high, never too low.
 */
export async function quote({ body }: SubmitIntent, call: Call): Promise<Money | undefined> {
  const response = await call.http.send({
    method: 'POST',
    url: `${mediaRoot}/model/calculate`,
    headers: ordinaryHeaders,
    json: body,
  });
  if (readEnvelope(response).status === 404) return undefined;
  const { price } = readAnswer(response, { schema: quoteSchema, now: call.now() });
  return { amount: price, currency: 'USD' };
}

/** What can be spent now; this answer alone has no envelope, and its values are texts. */
export async function balance(call: Call): Promise<Money | undefined> {
  const response = await call.http.send({
    method: 'GET',
    url: `${apiOrigin}/public/v1/balance`,
    headers: ordinaryHeaders,
  });
  const envelope = readEnvelope(response);
  if (!isSuccess(envelope.status)) throw toFailedRead(envelope, { response, now: call.now() });
  const account = balanceSchema.safeParse(response.json);
  if (!account.success) throw unreadable('atlascloud');
  const { value, currency } = account.data.available;
  return { amount: value, currency };
}
