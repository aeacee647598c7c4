import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { JsonObject } from '../../../src/json.js';
import type { WebhookDelivery } from '../../../src/providers/webhook.js';

/** Deliveries as each service would send them, written from its document. */
export interface WebhookSender {
  readonly provider: 'fal' | 'replicate' | 'wavespeed' | 'atlascloud' | 'kie' | 'eachlabs';
  /** What a job that went well is told with. */
  readonly news: JsonObject;
  readonly remoteId: string;
  /** `at` is epoch milliseconds. */
  send(body: Uint8Array, at: number, signer: Signer): WebhookDelivery;
}

/** All that a service may sign with; each takes what it uses. */
export interface Signer {
  /** After `whsec_` base64, so that it serves both ways of reading one. */
  readonly secret: string;
  readonly privateKey: KeyObject;
  readonly keyId: string;
  /** The public half, as a key set holds it. */
  readonly jwk: JsonObject;
}

let made = 0;

export function newSigner(): Signer {
  made += 1;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const secret = `whsec_${Buffer.from(`a secret that nobody knows, number ${made}`).toString('base64')}`;
  const keyId = `key-${made}`;
  return {
    secret,
    privateKey,
    keyId,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig' } as JsonObject,
  };
}

const seconds = (at: number) => String(Math.floor(at / 1000));
const hmac = (key: string | Uint8Array, ...parts: readonly (string | Uint8Array)[]) =>
  createHmac('sha256', key)
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

const fal: WebhookSender = {
  provider: 'fal',
  remoteId: '764cabcf-b745-4b3e-ae38-1200304cf45b',
  news: {
    request_id: '764cabcf-b745-4b3e-ae38-1200304cf45b',
    gateway_request_id: '11111111-b745-4b3e-ae38-1200304cf45b',
    status: 'OK',
    payload: { video: { url: 'https://v3.fal.media/files/a/b.mp4' }, seed: 1 },
  },
  send: (body, at, { privateKey }) => {
    const lines = [fal.remoteId, 'user-7', seconds(at), createHash('sha256').update(body).digest('hex')];
    return {
      body,
      headers: {
        'x-fal-webhook-request-id': fal.remoteId,
        'x-fal-webhook-user-id': 'user-7',
        'x-fal-webhook-timestamp': seconds(at),
        'x-fal-webhook-signature': sign(null, Buffer.from(lines.join('\n')), privateKey).toString('hex'),
      },
    };
  },
};

const replicate: WebhookSender = {
  provider: 'replicate',
  remoteId: 'gm3qorzdhgbfurvjtvhg6dckhu',
  news: { id: 'gm3qorzdhgbfurvjtvhg6dckhu', status: 'succeeded', output: 'https://replicate.delivery/a.mp4' },
  send: (body, at, { secret }) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signature = hmac(key, `msg_1.${seconds(at)}.`, body).toString('base64');
    return {
      body,
      headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': seconds(at), 'webhook-signature': `v1,${signature}` },
    };
  },
};

const wavespeed: WebhookSender = {
  provider: 'wavespeed',
  remoteId: '45b392b22c3b449fa935bd4dc',
  news: { id: '45b392b22c3b449fa935bd4dc', status: 'completed', outputs: ['https://cdn.example/a.mp4'] },
  send: (body, at, { secret }) => {
    const id = wavespeed.remoteId;
    const signature = hmac(secret.slice('whsec_'.length), `${id}.${seconds(at)}.`, body).toString('hex');
    return {
      body,
      headers: { 'webhook-id': id, 'webhook-timestamp': seconds(at), 'webhook-signature': `v3,${signature}` },
    };
  },
};

const atlascloud: WebhookSender = {
  provider: 'atlascloud',
  remoteId: 'pred-42',
  news: {
    session_id: 'pred-42',
    event_type: 'video.task.terminal',
    status: 'OK',
    payload: { status: 'completed', outputs: ['https://cdn.example/a.mp4'] },
  },
  send: (body, at, { privateKey, keyId }) => {
    const message = Buffer.concat([Buffer.from(`${seconds(at)}.`), body]);
    return {
      body,
      headers: {
        'x-atlascloud-webhook-id': 'wh_1',
        'x-atlascloud-webhook-event': 'video.task.terminal',
        'x-atlascloud-webhook-timestamp': seconds(at),
        'x-atlascloud-webhook-key-id': keyId,
        'x-atlascloud-webhook-signature-ed25519': sign(null, message, privateKey).toString('base64url'),
      },
    };
  },
};

const kie: WebhookSender = {
  provider: 'kie',
  remoteId: 'bd3a0f',
  news: { code: 200, msg: 'Playground task completed successfully.', data: { taskId: 'bd3a0f', state: 'success' } },
  send: (body, at, { secret }) => ({
    body,
    headers: {
      'x-webhook-timestamp': seconds(at),
      'x-webhook-signature': hmac(secret, `${kie.remoteId}.${seconds(at)}`).toString('base64'),
    },
  }),
};

const eachlabs: WebhookSender = {
  provider: 'eachlabs',
  remoteId: '6f0f2a0e-0000',
  news: {
    exec_id: '6f0f2a0e-0000',
    flow_id: null,
    status: 'succeeded',
    output: 'https://cdn.example/a.mp4',
    error: '',
  },
  send: (body, _at, { secret }) => ({ body, headers: { 'x-webhook-secret': secret } }),
};

export const webhookSenders: readonly WebhookSender[] = [fal, replicate, wavespeed, atlascloud, kie, eachlabs];

/** A delivery as the text that a logging endpoint would have kept. */
export function toHttpText({ headers, body }: WebhookDelivery, lineEnd = '\r\n'): Buffer {
  const lines = ['POST /hook HTTP/1.1', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${lines.join(lineEnd)}${lineEnd}${lineEnd}`), body]);
}
