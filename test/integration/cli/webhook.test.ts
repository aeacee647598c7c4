import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonValue } from '../../../src/json.js';
import type { WebhookDelivery } from '../../../src/providers/webhook.js';
import {
  newSigner,
  type Signer,
  toHttpText,
  type WebhookSender,
  webhookSenders,
} from '../../simulators/kit/webhook-signing.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** A service that answers every request with what `answers` holds for its path, and writes down who asked. */
async function startService(answers: Record<string, JsonValue>) {
  const asked: { path: string; key: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, key: request.headers.authorization });
    const answer = answers[path];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const jwksPath = '/.well-known/jwks.json';
const signer = newSigner();
const senderOf = (provider: string): WebhookSender => {
  const sender = webhookSenders.find((each) => each.provider === provider);
  if (sender === undefined) throw new Error(`no sender ${provider}`);
  return sender;
};
const bytesOf = (value: JsonValue) => new TextEncoder().encode(JSON.stringify(value));

/** A place where nothing but the service answers; `check` runs `wan webhook verify` over a delivery on stdin. */
async function open(answers: Record<string, JsonValue> = {}, env: Record<string, string> = {}) {
  const service = await startService(answers);
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const bases = Object.fromEntries(
    webhookSenders.map(({ provider }) => [`WAN_${provider.toUpperCase()}_BASE_URL`, service.url]),
  );
  const cache = join(cwd, 'cache');
  const run = (stdin: Uint8Array | undefined, ...argv: string[]) =>
    createDesk({
      cwd,
      stateDirectory: join(cwd, 'state'),
      clock,
      env: { ...bases, WAN_CACHE_DIR: cache, ...env },
      ...(stdin === undefined ? {} : { stdin }),
    }).run('webhook', 'verify', ...argv, '--json');
  const check = (delivery: WebhookDelivery, provider: string, ...more: string[]) =>
    run(toHttpText(delivery), '--provider', provider, ...more);
  const sent = (provider: string, by: Signer = signer, at = clock.now()) =>
    senderOf(provider).send(bytesOf(senderOf(provider).news), at, by);
  return { service, cwd, clock, run, check, sent, cache };
}

const publishing = (...signers: readonly Signer[]) => ({ keys: signers.map(({ jwk }) => jwk) });

describe('a genuine delivery', () => {
  it.each(webhookSenders.map(({ provider, remoteId }) => [provider, remoteId]))(
    'of %s is told apart, with its job',
    async (provider, remoteId) => {
      const { check, sent } = await open(
        { [jwksPath]: publishing(signer), '/api/v1/webhooks/jwks.json': publishing(newSigner(), signer) },
        { [`${provider.toUpperCase()}_WEBHOOK_SECRET`]: signer.secret },
      );
      const ended = await check(sent(provider), provider);
      expect(ended.exitCode, ended.stdout).toBe(0);
      expect(ended.document().data).toMatchObject({ genuine: true, provider, remoteId, status: 'succeeded' });
    },
  );

  it('may come as JSON, or as a file with its headers', async () => {
    const { run, sent, cwd } = await open({ [jwksPath]: publishing(signer) });
    const { headers, body } = sent('fal');
    const json = new TextEncoder().encode(JSON.stringify({ headers, body: new TextDecoder().decode(body) }));
    expect((await run(json, '--provider', 'fal')).exitCode).toBe(0);
    writeFileSync(join(cwd, 'body.json'), body);
    const named = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    expect((await run(undefined, '--provider', 'fal', '--body', 'body.json', ...named)).exitCode).toBe(0);
    expect((await run(body, '--provider', 'fal', '--body', '-', ...named)).exitCode).toBe(0);
  });

  it('opens no ledger', async () => {
    const { check, sent, cwd } = await open({ [jwksPath]: publishing(signer) });
    await check(sent('fal'), 'fal');
    expect(readdirSync(cwd)).toEqual(['cache']);
  });

  it('says what is not proven by its signature', async () => {
    const { check, sent } = await open({}, { KIE_WEBHOOK_SECRET: signer.secret });
    expect((await check(sent('kie'), 'kie')).document().data).toMatchObject({ genuine: true, covers: 'task-and-time' });
  });
});

describe('a delivery that is not genuine', () => {
  const cases: [string, (from: Awaited<ReturnType<typeof open>>) => WebhookDelivery, string][] = [
    ['a changed body', ({ sent }) => ({ ...sent('fal'), body: bytesOf({ status: 'OK' }) }), 'signature'],
    ['another key', ({ sent }) => sent('fal', newSigner()), 'signature'],
    ['an old time', ({ sent, clock }) => sent('fal', signer, clock.now() - 301_000), 'timestamp'],
    ['no headers', () => ({ headers: {}, body: bytesOf({}) }), 'header'],
  ];

  it.each(cases)('is refused for %s', async (_, make, failedCheck) => {
    const desk = await open({ [jwksPath]: publishing(signer) });
    const ended = await desk.check(make(desk), 'fal');
    expect(ended.exitCode).toBe(2);
    expect(ended.document()).toMatchObject({
      data: { genuine: false, provider: 'fal', failedCheck, remoteId: null },
      error: { code: 'webhook.not-genuine', message: expect.stringContaining(failedCheck), retryable: false },
    });
  });

  it('is old by --tolerance', async () => {
    const { check, sent, clock } = await open({ [jwksPath]: publishing(signer) });
    const delivery = sent('fal', signer, clock.now() - 600_000);
    expect((await check(delivery, 'fal', '--tolerance', '10m')).exitCode).toBe(0);
    expect((await check(delivery, 'fal', '--tolerance', '9m')).exitCode).toBe(2);
  });
});

describe('published keys', () => {
  it('are asked for without the key of the account, and kept for a day', async () => {
    const { check, sent, service, clock } = await open({ [jwksPath]: publishing(signer) }, { FAL_KEY: 'a-secret-key' });
    await check(sent('fal'), 'fal');
    clock.advance(23 * 3_600_000);
    await check(sent('fal'), 'fal');
    expect(service.asked).toEqual([{ path: jwksPath, key: undefined }]);
    clock.advance(2 * 3_600_000);
    await check(sent('fal'), 'fal');
    expect(service.asked).toHaveLength(2);
  });

  it('that were changed are read anew before a delivery is called forged', async () => {
    const { check, sent, service, clock } = await open({ [jwksPath]: publishing(signer) });
    await check(sent('fal'), 'fal');
    const next = newSigner();
    service.answers[jwksPath] = publishing(next);
    clock.advance(3_600_000);
    expect((await check(sent('fal', next), 'fal')).exitCode).toBe(0);
    expect((await check(sent('fal', signer), 'fal')).exitCode).toBe(2);
  });

  it('are not asked for again by every forgery', async () => {
    const { check, sent, service } = await open({ [jwksPath]: publishing(signer) });
    for (let turn = 0; turn < 3; turn += 1) expect((await check(sent('fal', newSigner()), 'fal')).exitCode).toBe(2);
    expect(service.asked).toHaveLength(1);
  });

  it('may come from a file, and then nobody is asked', async () => {
    const { check, sent, service, cwd } = await open();
    writeFileSync(join(cwd, 'keys.json'), JSON.stringify(publishing(newSigner(), signer)));
    expect((await check(sent('atlascloud'), 'atlascloud', '--jwks', 'keys.json')).exitCode).toBe(0);
    expect((await check(sent('fal', newSigner()), 'fal', '--jwks', 'keys.json')).exitCode).toBe(2);
    expect(service.asked).toEqual([]);
  });

  it('that can’t be read are no verdict', async () => {
    const { check, sent } = await open();
    const ended = await check(sent('fal'), 'fal');
    expect([ended.exitCode, ended.document().error?.code]).toEqual([6, 'provider.unavailable']);
  });
});

describe('a shared secret', () => {
  it.each([
    ['replicate', 'REPLICATE_API_TOKEN', '/v1/webhooks/default/secret', { key: signer.secret }],
    ['wavespeed', 'WAVESPEED_API_KEY', '/api/v3/webhook/secret', { code: 200, data: { secret: signer.secret } }],
    ['wavespeed', 'WAVESPEED_API_KEY', '/api/v3/webhook/secret', { code: 200, data: signer.secret }],
  ])(
    'of %s is asked for with the key %s where none is named, and kept nowhere',
    async (provider, key, path, answer) => {
      const { check, sent, service, cwd } = await open({ [path]: answer }, { [key]: 'the-account-key' });
      const ended = await check(sent(provider), provider);
      expect(ended.exitCode, ended.stdout).toBe(0);
      expect(service.asked).toEqual([{ path, key: 'Bearer the-account-key' }]);
      expect(readdirSync(cwd)).toEqual([]);
      expect(ended.stdout + ended.stderr).not.toContain(signer.secret);
    },
  );

  it('may stand in a file', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'secret');
    writeFileSync(file, `${signer.secret}\n`);
    const { check, sent } = await open({}, { EACHLABS_WEBHOOK_SECRET_FILE: file });
    expect((await check(sent('eachlabs'), 'eachlabs')).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(`${signer.secret}\n`);
  });

  it.each([
    ['kie', {}, /KIE_WEBHOOK_SECRET is not set/],
    ['replicate', {}, /REPLICATE_WEBHOOK_SECRET is not set/],
    ['replicate', { REPLICATE_WEBHOOK_SECRET: 'whsec_' }, /does not hold a webhook secret/],
    ['wavespeed', { WAVESPEED_WEBHOOK_SECRET: 'whsec_' }, /does not hold a webhook secret/],
  ] as const)('of %s that is not there is no verdict (%j)', async (provider, env, says) => {
    const { check, sent } = await open({}, env);
    const ended = await check(sent(provider), provider);
    expect([ended.exitCode, ended.document().error?.code]).toEqual([4, 'key.missing']);
    expect(ended.document().error?.message).toMatch(says);
  });
});

describe('wan webhook', () => {
  it.each([
    ['puter', /sends no webhooks/],
    ['ai302', /does not sign its webhooks/],
    ['comfyui', /sends no webhooks/],
  ])('refuses %s, and names those that can be checked', async (provider, says) => {
    const { run } = await open();
    const { error } = (await run(undefined, '--provider', provider)).document();
    expect(error).toMatchObject({
      code: 'request.option-not-taken',
      exitCode: 2,
      message: expect.stringMatching(says),
    });
    expect(error?.hint).toContain('fal, replicate, wavespeed, atlascloud, kie, eachlabs');
  });

  it.each([
    [['--provider', 'fal'], /nothing came on stdin/],
    [['--provider', 'fal', '--header', 'a: b'], /--header goes with --body/],
    [['--provider', 'fal', '--body', 'gone.json'], /gone\.json cannot be read/],
    [['--provider', 'fal', '--tolerance', 'long'], /not a duration/],
    [['--provider', 'kie', '--jwks', 'keys.json'], /signs with a secret/],
    [[], /--provider/],
  ])('refuses %j', async (words, says) => {
    const { run } = await open();
    const ended = await run(undefined, ...words);
    expect(ended.exitCode).toBe(2);
    expect(ended.document().error?.message).toMatch(says);
  });
});
