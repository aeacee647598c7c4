import { hmacSha256, isSameText } from '../signature.js';
import { jsonIn, objectIn, textIn, type WebhookDelivery, type WebhookRule } from '../webhook.js';

const timeHeader = 'x-webhook-timestamp';
const signatureHeader = 'x-webhook-signature';

/** Base64 of HMAC-SHA256 over `taskId.timestamp`: what the body says besides the id is not signed. */
export const webhook: WebhookRule = {
  kind: 'secret',
  secretPattern: /^\S+$/,
  headers: [timeHeader, signatureHeader],
  timeHeader,
  covers: 'task-and-time',
  isSigned: (delivery, secret) => {
    const { headers } = delivery;
    const id = taskIdIn(delivery);
    if (id === null) return false;
    const signed = hmacSha256(secret, [`${id}.${headers[timeHeader]}`]).toString('base64');
    return isSameText(headers[signatureHeader] ?? '', signed);
  },
  read: (delivery) => {
    const { state } = objectIn(jsonIn(delivery), 'data');
    return {
      remoteId: taskIdIn(delivery),
      status: state === 'success' ? 'succeeded' : state === 'fail' ? 'failed' : null,
    };
  },
};

function taskIdIn(delivery: WebhookDelivery): string | null {
  const { task_id: documented, taskId } = objectIn(jsonIn(delivery), 'data');
  return textIn(documented, taskId);
}
