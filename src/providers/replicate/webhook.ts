import { z } from 'zod';
import type { Call } from '../provider.js';
import { hmacSha256, isSameText } from '../signature.js';
import { jsonIn, textIn, type WebhookNews, type WebhookRule } from '../webhook.js';
import { readAnswer } from './answer.js';
import { apiOrigin } from './route.js';

const idHeader = 'webhook-id';
const timeHeader = 'webhook-timestamp';
const signatureHeader = 'webhook-signature';

const secretSchema = z.object({ key: z.string() });

/** Standard Webhooks: base64 of HMAC-SHA256 over `id.timestamp.body`; several signatures while a secret is replaced. */
export const webhook: WebhookRule = {
  kind: 'secret',
  secretPattern: /^(whsec_)?[A-Za-z0-9+/]{4,}={0,2}$/,
  headers: [idHeader, timeHeader, signatureHeader],
  timeHeader,
  covers: 'body',
  fetchSecret,
  isSigned: ({ headers, body }, secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signed = hmacSha256(key, [`${headers[idHeader]}.${headers[timeHeader]}.`, body]).toString('base64');
    const given = (headers[signatureHeader] ?? '').split(' ');
    return given.some((signature) => isSameText(signature, `v1,${signed}`));
  },
  read: (delivery) => {
    const { id, status } = jsonIn(delivery);
    return { remoteId: textIn(id), status: statuses.get(textIn(status) ?? '') ?? null };
  },
};

const statuses: ReadonlyMap<string, WebhookNews['status']> = new Map([
  ['starting', 'queued'],
  ['processing', 'rendering'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
  ['aborted', 'cancelled'],
] as const);

/** The secret of the account's default webhook. */
async function fetchSecret(call: Call): Promise<string> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/v1/webhooks/default/secret` });
  return readAnswer(response, { schema: secretSchema, now: call.now() }).key;
}
