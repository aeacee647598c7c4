import { isSignedBy } from '../signature.js';
import { jsonIn, objectIn, textIn, type WebhookRule } from '../webhook.js';
import { mediaRoot } from './place.js';

const keyHeader = 'x-atlascloud-webhook-key-id';
const timeHeader = 'x-atlascloud-webhook-timestamp';
const signatureHeader = 'x-atlascloud-webhook-signature-ed25519';

/** Ed25519 over `timestamp.body`, by the key of the set that the delivery names. The older HMAC header is not looked at. */
export const webhook: WebhookRule = {
  kind: 'keys',
  keysUrl: `${mediaRoot}/webhooks/jwks.json`,
  headers: [keyHeader, timeHeader, signatureHeader],
  timeHeader,
  covers: 'body',
  isSigned: ({ headers, body }, keys) => {
    const signature = headers[signatureHeader] ?? '';
    if (!/^[A-Za-z0-9_-]{86}(==)?$/.test(signature)) return false;
    const message = Buffer.concat([Buffer.from(`${headers[timeHeader]}.`), body]);
    const signed = { message, signature: Buffer.from(signature, 'base64url') };
    return keys.some((key) => key.id === headers[keyHeader] && isSignedBy(key, signed));
  },
  read: (delivery) => {
    const { session_id: id, status, payload } = jsonIn(delivery);
    const detail = objectIn({ payload: payload ?? null }, 'payload');
    const cancelled = detail.status === 'canceled' || detail.status === 'cancelled';
    return {
      remoteId: textIn(id),
      status: cancelled ? 'cancelled' : status === 'OK' ? 'succeeded' : status === 'ERROR' ? 'failed' : null,
    };
  },
};
