import { isSameText } from '../signature.js';
import { jsonIn, textIn, type WebhookRule } from '../webhook.js';

const secretHeader = 'x-webhook-secret';

/** The secret that the submit named comes back as it is: it proves who sends, nothing of what is sent or when. */
export const webhook: WebhookRule = {
  kind: 'secret',
  secretPattern: /^\S+$/,
  toldAtSubmit: true,
  headers: [secretHeader],
  timeHeader: undefined,
  covers: 'nothing',
  isSigned: ({ headers }, secret) => isSameText(headers[secretHeader] ?? '', secret),
  read: (delivery) => {
    const { exec_id: id, status } = jsonIn(delivery);
    return {
      remoteId: textIn(id),
      status: status === 'succeeded' ? 'succeeded' : status === 'failed' ? 'failed' : null,
    };
  },
};
