import { describe, expect, it } from 'vitest';
import { createAtlascloud } from '../../../src/providers/atlascloud.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import { type Bench, failureOf, intentOf, lora, requestOf, setUp, turbo, wire } from './setup.js';

describe('preparing a submit', () => {
  const prepare = (fields: Parameters<typeof requestOf>[0]) =>
    createAtlascloud().prepare(requestOf(fields), () => 'unused');

  it('makes a flat body with the full model id, not {version, input}', () => {
    expect(prepare({})).toEqual({ endpoint: turbo, body: { ...wire, model: turbo } });
  });

  it('names the webhook in the body', () => {
    expect(prepare({ webhook: 'https://hooks.example/end?job=1' }).body).toEqual({
      ...wire,
      model: turbo,
      webhook_url: 'https://hooks.example/end?job=1',
    });
  });

  it('never lets a parameter stand in for the model', () => {
    expect(prepare({ wire: { ...wire, model: 'another/model' } }).body.model).toBe(turbo);
  });
});

describe('a submit', () => {
  it('is one POST to generateVideo with the key and an ordinary User-Agent', async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const intent = intentOf({ webhook: 'https://hooks.example/end' });
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({ remoteId: simulator.jobs.last().id, submittedAt: simulator.now() });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/model/generateVideo', json: intent.body });
    expect(request?.headers.authorization).toBe('Bearer apikey-simulated');
    expect(request?.headers['user-agent']).toMatch(/^Mozilla\/5\.0 /);
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it.each([
    ['a code that is a text', { code: '200', data: { id: 'abc' } }, 200],
    ['no code', { data: { id: 'abc' } }, 201],
    ['an error status, as failed tasks have', { code: 500, data: { id: 'abc', status: 'failed' } }, 500],
    ['an inner error code', { code: '500', data: { id: 'abc', status: 'failed' } }, 200],
  ])('keeps an id that comes with %s: it is a task', async (_, body, status) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status, body } });
    expect(await provider.submit(intentOf(), call)).toMatchObject({ remoteId: 'abc' });
  });

  it.each(['../../balance', 'a b', '', 7, null])('calls an accepted task with the id %j unknown', async (id) => {
    const { simulator, provider, call } = await setUp();
    const body = { code: 200, message: 'success', data: { id } };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
      code: 'submit.unknown',
      delivery: 'unknown',
    });
  });
});

describe('a submit whose outcome nobody knows', () => {
  itSendsOnceAt(
    [
      ['a 500 inside a 200', { kind: 'http-after-acceptance', status: 200, body: { code: 500, msg: 'busy' } }, 1],
      ['an inner code that nobody documents', { kind: 'http', status: 200, body: { code: 1039, msg: 'no' } }, 0],
      ['an inner code that is no number', { kind: 'http', status: 200, body: { code: 'SUCCESS' } }, 0],
      ['a 408', { kind: 'http', status: 408 }, 0],
      ['a 503 about the balance', { kind: 'http', status: 503, body: { msg: 'balance service is down' } }, 0],
    ],
    { setUp, intentOf },
  );
});

describe('a submit that Atlas Cloud refuses', () => {
  const refused = (bench: Bench, intent = intentOf()) => refusalOf(bench, intent);
  const refusedWith = async (how: Fault) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how });
    return await refused(bench);
  };

  it('for its key is a rejected key', async () => {
    expect(await refused(await setUp({ key: 'other' }))).toMatchObject({
      code: 'key.rejected',
      message: 'atlascloud: invalid api key (401)',
    });
  });

  it('for want of credit says so, inside HTTP 200 as well as by 402 or by the words alone', async () => {
    expect(await refusedWith({ kind: 'no-credit' })).toMatchObject({
      code: 'money.no-credit',
      message: 'atlascloud: Insufficient balance, please top up (402)',
    });
    expect((await refusedWith({ kind: 'http', status: 402 })).code).toBe('money.no-credit');
    const body = { code: 400, message: 'your balance is too low' };
    expect((await refusedWith({ kind: 'http', status: 400, body })).code).toBe('money.no-credit');
  });

  it('for its values names the one that is wrong', async () => {
    const bad = intentOf({ wire: { ...wire, resolution: '4k' } });
    expect(await refused(await setUp(), bad)).toMatchObject({
      code: 'provider.refused',
      message: 'atlascloud: invalid parameters: resolution must be one of 480p, 720p, 1080p (422)',
      retryable: false,
    });
  });

  it('for an unknown model inside HTTP 200 is a refusal, no task', async () => {
    const error = await refused(await setUp(), intentOf({ endpoint: 'atlascloud/wan-9' }));
    expect(error).toMatchObject({
      code: 'provider.refused',
      message: 'atlascloud: model not found: atlascloud/wan-9 (400)',
    });
  });

  it('by 404 may be a model that was withdrawn', async () => {
    const error = await refusedWith({ kind: 'http', status: 200, body: { code: 404, msg: 'not found' } });
    expect(error.message).toBe('atlascloud: not found; Atlas Cloud may have withdrawn the model (404)');
  });

  it('for its content is moderated', async () => {
    expect(await refusedWith({ kind: 'moderated-at-submit' })).toMatchObject({
      code: 'provider.moderated',
      retryable: false,
    });
  });

  it('through Cloudflare is about the User-Agent, not about the key', async () => {
    const bench = await setUp();
    const { http } = bench.call;
    const plain = {
      ...http,
      submit: (request: Parameters<typeof http.submit>[0]) => http.submit({ ...request, headers: {} }),
    };
    const error = await failureOf(bench.provider.submit(intentOf(), { ...bench.call, http: plain }));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain('1010');
    expect(bench.simulator.billableSubmits).toBe(0);
  });

  it('by any other 403 page is about the key', async () => {
    expect((await refusedWith({ kind: 'html', status: 403 })).code).toBe('key.rejected');
  });

  it('takes the words from the first of msg, message and error, which may be an object', async () => {
    const say = async (body: Extract<Fault, { kind: 'http' }>['body']) =>
      (await refusedWith({ kind: 'http', status: 400, ...(body === undefined ? {} : { body }) })).message;
    expect(await say({ msg: 'one', message: 'two', error: 'three' })).toBe('atlascloud: one (400)');
    expect(await say({ message: 'two', error: 'three' })).toBe('atlascloud: two (400)');
    expect(await say({ error: { message: 'three' } })).toBe('atlascloud: three (400)');
    expect(await say({ error: { reason: 'four' } })).toBe('atlascloud: {"reason":"four"} (400)');
    expect(await say({})).toBe('atlascloud: the service answered 400');
  });
});

describe('a submit that is throttled', () => {
  it.each<[string, Fault, number | undefined]>([
    ['by 429', { kind: 'throttle' }, undefined],
    ['by 429 with a time', { kind: 'throttle', retryAfter: 7 }, 7000],
    ['inside HTTP 200', { kind: 'http', status: 200, body: { code: '429', msg: 'too many requests' } }, undefined],
  ])('%s was not taken and may be sent again', async (_, how, retryAfterMs) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how });
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code: 'provider.throttled', delivery: 'not-accepted', retryable: true });
    expect(error.retryAfterMs).toBe(retryAfterMs);
  });
});

describe('what popular guides get wrong', () => {
  const refusedKey = async (endpoint: string, extra: Readonly<Record<string, string | number>>) => {
    const { provider, call } = await setUp();
    return (await failureOf(provider.submit(intentOf({ endpoint, wire: { ...wire, ...extra } }), call))).message;
  };

  it('is a LoRA as lora_url, or on the model without LoRAs: it takes lists, on the -lora model', async () => {
    expect(await refusedKey(lora, { lora_url: 'https://models.example/a.safetensors' })).toContain('lora_url');
    expect(await refusedKey(lora, { loras: 'https://models.example/a.safetensors' })).toContain('loras');
    const { simulator, provider, call } = await setUp();
    const high_noise_loras = [{ path: 'https://models.example/a.safetensors', scale: 0.8 }];
    await provider.submit(intentOf({ endpoint: lora, wire: { ...wire, high_noise_loras } }), call);
    expect(simulator.billableSubmits).toBe(1);
  });

  it('is num_frames: clips are 5 or 8 seconds', async () => {
    expect(await refusedKey(lora, { num_frames: 81 })).toContain('num_frames');
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf({ endpoint: lora, wire: { ...wire, duration: 8, resolution: '1080p' } }), call);
    expect(simulator.billableSubmits).toBe(1);
  });
});
