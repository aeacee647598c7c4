import { z } from 'zod';
import type { Call } from '../provider.js';
import { hmacSha256, isSameText } from '../signature.js';
import { readData } from '../wavespeed-surface.js';
import { jsonIn, textIn, type WebhookNews, type WebhookRule } from '../webhook.js';
import { surface } from './surface.js';

const idHeader = 'webhook-id';
const timeHeader = 'webhook-timestamp';
const signatureHeader = 'webhook-signature';

/** The shape of the answer is not documented, only that the secret in it begins with `whsec_`. */
const secretText = z.string().startsWith('whsec_');
const secretSchema = z.union([
  secretText,
  z
    .record(z.string(), z.json())
    .transform((data) => Object.values(data).find((value) => secretText.safeParse(value).success))
    .pipe(secretText),
]);

/**
 * Hex of HMAC-SHA256 over `id.timestamp.body`. The headers look like those of Standard Webhooks, but the secret after
 * `whsec_` is the key as it is written, not the bytes that it would encode.
 */
export const webhook: WebhookRule = {
  kind: 'secret',
  secretPattern: /^(whsec_)?(?!whsec_)\S+$/,
  headers: [idHeader, timeHeader, signatureHeader],
  timeHeader,
  covers: 'body',
  fetchSecret,
  isSigned: ({ headers, body }, secret) => {
    const key = secret.replace(/^whsec_/, '');
    const signed = hmacSha256(key, [`${headers[idHeader]}.${headers[timeHeader]}.`, body]).toString('hex');
    const given = (headers[signatureHeader] ?? '').split(' ');
    return given.some((signature) => isSameText(signature, `v3,${signed}`));
  },
  read: (delivery) => {
    const { id, status } = jsonIn(delivery);
    return { remoteId: textIn(id), status: statuses.get(textIn(status) ?? '') ?? null };
  },
};

const statuses: ReadonlyMap<string, WebhookNews['status']> = new Map([
  ['created', 'queued'],
  ['processing', 'rendering'],
  ['completed', 'succeeded'],
  ['failed', 'failed'],
  ['timeout', 'failed'],
  ['cancelled', 'cancelled'],
] as const);

async function fetchSecret(call: Call): Promise<string> {
  const response = await call.http.send({ method: 'GET', url: `${surface.base}/webhook/secret` });
  return readData(response, { surface, schema: secretSchema, now: call.now() });
}
