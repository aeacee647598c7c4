import { describe, expect, it } from 'vitest';
import { createEachlabs, credential } from '../../../src/providers/eachlabs.js';
import { eachlabsKey } from '../../simulators/eachlabs.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import { type Bench, failureOf, intentOf, requestOf, setUp, turbo, wire } from './setup.js';

const prepare = (fields: Parameters<typeof requestOf>[0]) =>
  createEachlabs().prepare(requestOf(fields), () => 'unused');

describe('preparing a submit', () => {
  it('names the model and puts the wire values under input, and nothing else', () => {
    expect(prepare({})).toEqual({ endpoint: turbo, body: { model: turbo, input: wire } });
  });

  it('asks for a report of the end only when a webhook is set', () => {
    const { body } = prepare({ webhook: 'https://hooks.example/end' });
    expect(body).toEqual({ model: turbo, input: wire, webhook_url: 'https://hooks.example/end' });
  });

  it.each([
    ['image_url', 'data:image/png;base64,cGl4ZWxz'],
    ['image_url', 'http://images.example/fox.png'],
    ['end_image_url', 'data:image/png;base64,cGl4ZWxz'],
    ['image_urls', ['https://images.example/fox.png', 'http://images.example/fox.png']],
  ])('refuses %s as %j, which Eachlabs would not read, before anything is sent', (key, value) => {
    expect(() => prepare({ wire: { ...wire, [key]: value } })).toThrow(
      expect.objectContaining({ code: 'request.invalid', message: expect.stringContaining(key) }),
    );
  });

  it('leaves a prompt alone that looks like a link', () => {
    expect(prepare({ wire: { ...wire, prompt: 'http: the novel' } }).body).toMatchObject({ model: turbo });
  });
});

describe('the key', () => {
  it('goes as X-API-Key, or as a bearer token by setting', () => {
    expect(credential('k')).toEqual({ header: 'x-api-key', value: 'k' });
    expect(credential('k', { auth: 'header' })).toEqual({ header: 'x-api-key', value: 'k' });
    expect(credential('k', { auth: 'bearer' })).toEqual({ header: 'authorization', value: 'Bearer k' });
  });

  it('goes in no way that is misspelled, and is not repeated in the error', () => {
    const misspelled = () => credential('secret', { auth: 'barer' });
    expect(misspelled).toThrow(expect.objectContaining({ code: 'config.invalid' }));
    expect(misspelled).not.toThrow(/secret/);
  });

  it('is taken by a service that has moved to bearer tokens only with the setting', async () => {
    const plain = await setUp({ auth: 'bearer' });
    expect(await failureOf(plain.provider.submit(intentOf(), plain.call))).toMatchObject({ code: 'key.rejected' });
    const { provider, call, simulator } = await setUp({ auth: 'bearer', settings: { auth: 'bearer' } });
    await provider.submit(intentOf(), call);
    expect(simulator.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${eachlabsKey}` });
    expect(simulator.requests[0]?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('a submit', () => {
  it('is one POST with the prepared body and the key', async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const intent = intentOf();
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({ remoteId: simulator.jobs.last().id, submittedAt: simulator.now() });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/prediction/', json: intent.body });
    expect(request?.headers).toMatchObject({ 'x-api-key': eachlabsKey });
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it.each(['predictionID', 'prediction_id', 'id'])(
    'reads the id under %s; "success" only means accepted',
    async (key) => {
      const { simulator, provider, call } = await setUp();
      const body = { status: 'success', message: 'Prediction created successfully', [key]: 'abc-1' };
      simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
      expect(await provider.submit(intentOf(), call)).toMatchObject({ remoteId: 'abc-1' });
    },
  );

  it.each(['../../executions', 'a b', '', 7, null])(
    'calls an accepted prediction with the id %j unknown',
    async (id) => {
      const { simulator, provider, call } = await setUp();
      const body = { status: 'success', predictionID: id };
      simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
      expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
        code: 'submit.unknown',
        delivery: 'unknown',
      });
    },
  );
});

describe('the path of a submit, which the pages of Eachlabs spell in two ways', () => {
  const slashed = '/v1/prediction/';
  const plain = '/v1/prediction';
  const pathsOf = ({ simulator }: Bench) => simulator.requests.map(({ path }) => path);

  it.each([301, 307, 308, 404] as const)(
    "is at first the one of the vendor's pages, so that a service with that one alone (else %i) takes it",
    async (otherPathStatus) => {
      const bench = await setUp({ onlySubmitPath: slashed, otherPathStatus });
      await bench.provider.submit(intentOf(), bench.call);
      expect(pathsOf(bench)).toEqual([slashed]);
      expect(bench.simulator.billableSubmits).toBe(1);
    },
  );

  it('is the other one after the 404 of a router, each time with the look before the first byte', async () => {
    const bench = await setUp({ onlySubmitPath: plain, otherPathStatus: 404 });
    await bench.provider.submit(intentOf(), bench.call);
    expect(pathsOf(bench)).toEqual([slashed, plain]);
    expect(bench.confirmations()).toBe(2);
    expect(bench.simulator.billableSubmits).toBe(1);
  });

  it.each([301, 307, 308] as const)('is never the other one after a %i', async (otherPathStatus) => {
    const bench = await setUp({ onlySubmitPath: plain, otherPathStatus });
    expect(await failureOf(bench.provider.submit(intentOf(), bench.call))).toMatchObject({ code: 'submit.unknown' });
    expect(pathsOf(bench)).toEqual([slashed]);
  });

  it('is not tried in the other spelling after a 404 for the model, be it cut off', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'truncated' } });
    const error = await refusalOf(bench, intentOf({ endpoint: 'wan-9' }));
    expect(error).toMatchObject({ code: 'provider.refused', message: 'eachlabs: the service answered 404' });
  });

  it.each([{ detail: 'Not Found' }, { message: 'Cannot POST', error: 'Not Found', statusCode: 404 }, {}])(
    'is tried in both spellings after a 404 that Eachlabs does not write: %j',
    async (body) => {
      const bench = await setUp();
      bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 404, body } });
      await bench.provider.submit(intentOf(), bench.call);
      expect(pathsOf(bench)).toEqual([slashed, plain]);
    },
  );
});

describe('the version, which the pages of Eachlabs call required, or ignored, or leave out', () => {
  const sent = ({ simulator }: Bench) => simulator.requests.map(({ json }) => json);

  it('is left out, and sent once it is asked for, where the request was taken to', async () => {
    const bench = await setUp({ wantsVersion: true, onlySubmitPath: '/v1/prediction', otherPathStatus: 404 });
    const { body } = intentOf();
    await bench.provider.submit(intentOf(), bench.call);
    expect(sent(bench)).toEqual([body, body, { ...body, version: '0.0.1' }]);
    expect(bench.simulator.requests.at(-1)?.path).toBe('/v1/prediction');
    expect(bench.confirmations()).toBe(3);
    expect(bench.simulator.billableSubmits).toBe(1);
  });

  it('goes along with the secret of the webhook', async () => {
    const bench = await setUp({ wantsVersion: true });
    const webhook = 'https://hooks.example/end';
    await bench.provider.submit(intentOf({ webhook }), { ...bench.call, webhookSecret: 'whsec' });
    expect(sent(bench).at(-1)).toMatchObject({ version: '0.0.1', webhook_url: webhook, webhook_secret: 'whsec' });
  });

  it('is sent once only: what is said then is the verdict', async () => {
    const bench = await setUp();
    const body = { error: 'this version of the model is gone' };
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 400, body }, times: 2 });
    const error = await failureOf(bench.provider.submit(intentOf(), bench.call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted' });
    expect(error.message).toContain('this version of the model is gone');
    expect(bench.simulator.requests).toHaveLength(2);
  });

  it.each([
    [422, { error: 'version is required' }],
    [500, { error: 'version is required' }],
    [400, { error: 'conversion failed' }],
    [400, { error: 'no version of this passes content_moderation' }],
  ])('is not sent after a %i with %j', async (status, body) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status, body } });
    await failureOf(bench.provider.submit(intentOf(), bench.call));
    expect(bench.simulator.requests).toHaveLength(1);
  });
});

describe('a submit whose outcome nobody knows', () => {
  itSendsOnceAt(
    [
      ['a 504 after acceptance', { kind: 'http-after-acceptance', status: 504 }, 1],
      ['a 200 with an error and no id', { kind: 'http', status: 200, body: { status: 'error', message: 'no' } }, 0],
      ['a redirect to the path without a slash', { kind: 'redirect', location: '/v1/prediction', status: 301 }, 0],
      ['a 408', { kind: 'http', status: 408 }, 0],
      ['a 503', { kind: 'http', status: 503, body: { error: 'content_moderation is down' } }, 0],
    ],
    { setUp, intentOf },
  );
});

describe('a submit that Eachlabs refuses', () => {
  const refused = (bench: Bench, intent = intentOf()) => refusalOf(bench, intent);

  it('for its key is a rejected key', async () => {
    expect(await refused(await setUp({ key: 'other' }))).toMatchObject({
      code: 'key.rejected',
      message: expect.stringMatching(/^eachlabs: Missing or invalid API key; .*settings\.auth.* \(401\)$/),
    });
  });

  it.each(['vendor', 'docs'] as const)(
    'for want of balance is about money, in the words of the %s',
    async (dialect) => {
      const bench = await setUp({ dialect });
      bench.simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
      expect(await refused(bench)).toMatchObject({
        code: 'money.no-credit',
        message: 'eachlabs: Insufficient balance (402)',
      });
    },
  );

  it('as forbidden is about the key', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 403, body: { error: 'forbidden' } } });
    expect(await refused(bench)).toMatchObject({ code: 'key.rejected' });
  });

  it('for a model that it does not have keeps the sentence', async () => {
    const error = await refused(await setUp(), intentOf({ endpoint: 'wan-9' }));
    expect(error).toMatchObject({
      code: 'provider.refused',
      message: 'eachlabs: Model not found: no model "wan-9" (404)',
    });
  });

  it.each(['vendor', 'docs'] as const)('for invalid values names every one of them (%s)', async (dialect) => {
    const bad = { image_url: 'fox.png', resolution: '4k', enable_safety_checker: 'yes' };
    const error = await refused(await setUp({ dialect }), intentOf({ wire: bad }));
    expect(error.code).toBe('provider.refused');
    for (const part of ['prompt is required', 'public HTTPS', 'one of 480p, 580p, 720p', 'of type boolean']) {
      expect(error.message).toContain(part);
    }
  });

  it('for its content is moderated, not merely refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'moderated-at-submit' } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.moderated', retryable: false });
  });

  it('as a conflict is refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 409, body: { error: { code: 7 } } } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.refused', message: 'eachlabs: {"code":7} (409)' });
  });
});

describe('a submit that is throttled', () => {
  const throttled = async (bench: Bench) => {
    const error = await failureOf(bench.provider.submit(intentOf(), bench.call));
    expect(error).toMatchObject({ code: 'provider.throttled', delivery: 'not-accepted', retryable: true });
    return error.retryAfterMs;
  };

  it('waits as the header says, or says nothing', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'throttle', retryAfter: 7 } });
    bench.simulator.fail({ on: 'submit', how: { kind: 'throttle' } });
    expect(await throttled(bench)).toBe(7000);
    expect(await throttled(bench)).toBeUndefined();
  });

  it('goes through again once one of ten has ended', async () => {
    const bench = await setUp();
    bench.simulator.jobs.profile = stuckProfile;
    for (let count = 0; count < 10; count += 1) await bench.provider.submit(intentOf(), bench.call);
    await throttled(bench);
    bench.simulator.jobs.last().cancelledAt = bench.simulator.now();
    await bench.provider.submit(intentOf(), bench.call);
    expect(bench.simulator.billableSubmits).toBe(11);
  });

  it('goes through again a minute after the hundredth', async () => {
    const bench = await setUp({ createsPerMinute: 2, concurrent: 100 });
    await bench.provider.submit(intentOf(), bench.call);
    await bench.provider.submit(intentOf(), bench.call);
    await throttled(bench);
    bench.simulator.advance(60_000);
    await bench.provider.submit(intentOf(), bench.call);
  });

  it('is planned for by the facts: 100 a minute, 10 at once', () => {
    expect(createEachlabs().facts).toMatchObject({ submitsPerMinute: 100, concurrency: 10, failuresFree: false });
  });
});
