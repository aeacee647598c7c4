import { validateWebhook } from 'replicate';
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../../src/providers/registry.js';
import { providerIds } from '../../../src/providers/request.js';
import { readKeySet } from '../../../src/providers/signature.js';
import type { WebhookDelivery, WebhookRule } from '../../../src/providers/webhook.js';
import { newSigner, type Signer, type WebhookSender, webhookSenders } from '../../simulators/kit/webhook-signing.js';

const at = Date.UTC(2026, 10, 21);
const signer = newSigner();
const other = newSigner();
const registry = createRegistry({ renderer: { accept: never, status: never, cancel: never, list: never } });

function never(): never {
  throw new Error('nothing is rendered here');
}

function ruleOf(provider: WebhookSender['provider']): WebhookRule {
  const rule = registry.get(provider)?.provider.webhook;
  if (rule === undefined) throw new Error(`${provider} has no rule`);
  return rule;
}

function isSigned(rule: WebhookRule, delivery: WebhookDelivery, ...by: readonly Signer[]): boolean {
  if (rule.kind === 'secret') return by.some(({ secret }) => rule.isSigned(delivery, secret));
  return rule.isSigned(delivery, readKeySet({ keys: by.map(({ jwk }) => jwk) }) ?? []);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const newsOf = ({ news }: WebhookSender) => bytesOf(JSON.stringify(news));
const changed = (delivery: WebhookDelivery, header: string, change: (value: string) => string): WebhookDelivery => ({
  ...delivery,
  headers: { ...delivery.headers, [header]: change(delivery.headers[header] ?? '') },
});

const standard = ({ headers }: WebhookDelivery) => ({
  id: headers['webhook-id'] ?? '',
  timestamp: headers['webhook-timestamp'] ?? '',
  signature: headers['webhook-signature'] ?? '',
});

describe('every provider that signs its webhooks', () => {
  it('has a sender here', () => {
    const checkable = providerIds.filter((id) => registry.get(id)?.provider.webhook !== undefined);
    expect(webhookSenders.map(({ provider }) => provider).sort()).toEqual([...checkable].sort());
  });
});

describe.each(webhookSenders.map((sender) => [sender.provider, sender] as const))(
  'a delivery of %s',
  (provider, sender) => {
    const rule = ruleOf(provider);
    const delivery = sender.send(newsOf(sender), at, signer);

    it('is genuine, and tells which job has ended how', () => {
      expect(rule.headers.filter((name) => delivery.headers[name] === undefined)).toEqual([]);
      expect(isSigned(rule, delivery, signer)).toBe(true);
      expect(rule.read(delivery)).toEqual({ remoteId: sender.remoteId, status: 'succeeded' });
    });

    it('is not genuine by another key', () => {
      expect(isSigned(rule, delivery, other)).toBe(false);
    });

    it('is genuine while two keys are in force', () => {
      expect(isSigned(rule, delivery, other, signer)).toBe(true);
    });

    it.each([...rule.headers])('is not genuine when %s was changed', (header) => {
      expect(
        isSigned(
          rule,
          changed(delivery, header, (value) => `${value}0`),
          signer,
        ),
      ).toBe(false);
      expect(
        isSigned(
          rule,
          changed(delivery, header, () => ''),
          signer,
        ),
      ).toBe(false);
    });

    it(rule.covers === 'body' ? 'is not genuine with another body' : 'is genuine with other news of its job', () => {
      const body = bytesOf(JSON.stringify(sender.news).replace(/https:|success/, 'evil'));
      expect(isSigned(rule, { ...delivery, body }, signer)).toBe(rule.covers !== 'body');
    });

    it.each([
      ['line ends of Windows', '{\r\n  "note": "a\\r\\nb"\r\n}\r\n'],
      ['signs beyond ASCII', '{"prompt":"Ärger 🦊 \u2028 e\u0301 \u0000"}'],
      ['a byte order mark', '\uFEFF{"a":1}'],
    ])('is checked byte for byte: %s', (_, text) => {
      if (rule.covers !== 'body') return expect(rule.read({ headers: {}, body: bytesOf(text) }).status).toBeNull();
      const odd = sender.send(bytesOf(text), at, signer);
      expect(isSigned(rule, odd, signer)).toBe(true);
      expect(isSigned(rule, { ...odd, body: bytesOf(`${text}\n`) }, signer)).toBe(false);
      return undefined;
    });

    it('that is no JSON says nothing of a job, and breaks nothing', () => {
      const news = rule.read({ headers: {}, body: new Uint8Array([0xff, 0xfe, 0x7b]) });
      expect(news).toEqual({ remoteId: null, status: null });
    });
  },
);

describe('a signature of Kie', () => {
  it('is for one task', () => {
    const [kie] = webhookSenders.filter(({ provider }) => provider === 'kie');
    const delivery = kie?.send(bytesOf('{"data":{"taskId":"another","state":"success"}}'), at, signer);
    expect(delivery && isSigned(ruleOf('kie'), delivery, signer)).toBe(false);
  });

  it('is for the documented id where there are two', () => {
    const body = bytesOf('{"data":{"task_id":"bd3a0f","taskId":"another","state":"fail"}}');
    const [kie] = webhookSenders.filter(({ provider }) => provider === 'kie');
    const delivery = kie?.send(body, at, signer);
    expect(delivery && isSigned(ruleOf('kie'), delivery, signer)).toBe(true);
    expect(delivery && ruleOf('kie').read(delivery)).toEqual({ remoteId: 'bd3a0f', status: 'failed' });
  });
});

describe('several signatures in one header', () => {
  it.each(['replicate', 'wavespeed'] as const)('of %s: one of them is enough', (provider) => {
    const [sender] = webhookSenders.filter((each) => each.provider === provider);
    const old = sender?.send(newsOf(sender), at, other);
    const now = sender?.send(newsOf(sender), at, signer);
    if (old === undefined || now === undefined) throw new Error('no sender');
    const both = changed(now, 'webhook-signature', (value) => `${old.headers['webhook-signature']} ${value}`);
    expect(isSigned(ruleOf(provider), both, signer)).toBe(true);
    expect(isSigned(ruleOf(provider), both, newSigner())).toBe(false);
  });
});

describe("Replicate's own client", () => {
  const [replicate] = webhookSenders.filter(({ provider }) => provider === 'replicate');
  const delivery = replicate?.send(bytesOf('{"id":"x","logs":"Ä 🦊\\r\\n"}\r\n'), at, signer);

  it.each([
    ['a genuine delivery', delivery],
    ['a changed body', delivery && { ...delivery, body: bytesOf('{"id":"y"}') }],
    ['a changed id', delivery && changed(delivery, 'webhook-id', () => 'msg_2')],
    ['a changed time', delivery && changed(delivery, 'webhook-timestamp', () => '1')],
  ])('agrees on %s', async (_, given) => {
    if (given === undefined) throw new Error('no sender');
    const theirs = await validateWebhook({
      ...standard(given),
      body: new TextDecoder().decode(given.body),
      secret: signer.secret,
    });
    expect(isSigned(ruleOf('replicate'), given, signer)).toBe(theirs);
  });
});

describe('a key set', () => {
  it('is read for its Ed25519 keys alone', () => {
    const foreign = [{ kty: 'RSA', n: 'AQ', e: 'AQAB' }, { kty: 'OKP', crv: 'Ed25519', x: 'short' }, null, 7];
    expect(readKeySet({ keys: [...foreign, signer.jwk] })).toEqual([{ id: signer.keyId, x: signer.jwk.x }]);
  });

  it.each([[undefined], ['keys'], [{ keys: {} }], [[]]])('is not %j', (value) => {
    expect(readKeySet(value)).toBeUndefined();
  });
});

describe('what WaveSpeed and Replicate call a secret', () => {
  it.each([
    ['replicate', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', true],
    ['replicate', 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD', true],
    ['replicate', 'whsec_', false],
    ['replicate', 'not base64!', false],
    ['wavespeed', 'whsec_any-text', true],
    ['wavespeed', 'whsec_', false],
  ] as const)('%s: "%s" is one: %s', (provider, text, expected) => {
    const rule = ruleOf(provider);
    expect(rule.kind === 'secret' && rule.secretPattern.test(text)).toBe(expected);
  });
});
