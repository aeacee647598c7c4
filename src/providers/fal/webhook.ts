import { isSignedBy, sha256Hex } from '../signature.js';
import { jsonIn, textIn, type WebhookRule } from '../webhook.js';
import { restOrigin } from './place.js';

const idHeader = 'x-fal-webhook-request-id';
const userHeader = 'x-fal-webhook-user-id';
const timeHeader = 'x-fal-webhook-timestamp';
const signatureHeader = 'x-fal-webhook-signature';

/** Ed25519 over three headers and the digest of the body, by any key of the set: which one is not said. */
export const webhook: WebhookRule = {
  kind: 'keys',
  keysUrl: `${restOrigin}/.well-known/jwks.json`,
  headers: [idHeader, userHeader, timeHeader, signatureHeader],
  timeHeader,
  covers: 'body',
  isSigned: ({ headers, body }, keys) => {
    const signature = headers[signatureHeader] ?? '';
    // Node reads hex up to the first other sign and drops the rest.
    if (!/^[0-9a-fA-F]{128}$/.test(signature)) return false;
    const lines = [headers[idHeader], headers[userHeader], headers[timeHeader], sha256Hex(body)];
    const signed = { message: Buffer.from(lines.join('\n')), signature: Buffer.from(signature, 'hex') };
    return keys.some((key) => isSignedBy(key, signed));
  },
  read: (delivery) => {
    const { request_id: id, status } = jsonIn(delivery);
    return {
      remoteId: textIn(id, delivery.headers[idHeader]),
      status: status === 'OK' ? 'succeeded' : status === 'ERROR' ? 'failed' : null,
    };
  },
};
