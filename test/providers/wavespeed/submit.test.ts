import { describe, expect, it } from 'vitest';
import { createWavespeed } from '../../../src/providers/wavespeed.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import { type Bench, failureOf, intentOf, setUp, spicy, spicyLora, startedAt, wire } from './setup.js';

describe('preparing a submit', () => {
  it('sends the wire values flat, without the model', () => {
    expect(intentOf()).toEqual({ endpoint: spicy, body: wire });
  });

  it('puts a webhook into the query: in the body it would be dropped', () => {
    expect(intentOf({ webhook: 'https://hooks.example/end?job=1' })).toEqual({
      endpoint: spicy,
      body: wire,
      query: { webhook: 'https://hooks.example/end?job=1' },
    });
  });

  it.each([
    'wan-2.2',
    '../balance',
    'a/../b',
    'a//b',
    'https://x.example/a',
    'media/uploads',
    'predictions/delete',
    'model/price',
    'a/b?webhook=x',
    '',
  ])('refuses %j, which is no model and may be another path of the API', (endpoint) => {
    expect(() => intentOf({ endpoint })).toThrow(expect.objectContaining({ code: 'request.unknown-model' }));
  });
});

describe('a submit', () => {
  it("is one POST of the prepared body to the model's path, with its slashes, and the key", async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const intent = intentOf();
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({ remoteId: simulator.jobs.last().id, submittedAt: startedAt });
    expect(operation.remoteId).toMatch(/^[0-9a-f]{32}$/);
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: `/api/v3/${spicy}`, query: {}, json: wire });
    expect(request?.headers.authorization).toBe('Bearer wsk_simulated');
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it('carries the webhook as ?webhook=', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf({ webhook: 'https://hooks.example/end?job=1' }), call);
    expect(simulator.requests[0]).toMatchObject({ query: { webhook: 'https://hooks.example/end?job=1' }, json: wire });
  });

  it('keeps an id whatever else the answer says: it is a task that may bill', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { code: 500, message: 'busy', data: { id: 'abc', status: 'failed' } };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await provider.submit(intentOf(), call)).toMatchObject({ remoteId: 'abc' });
  });

  it.each([{ id: '../../balance' }, { id: '' }, { id: 7 }, {}, null])(
    'calls an accepted task with the data %j unknown',
    async (data) => {
      const { simulator, provider, call } = await setUp();
      const body = { code: 200, message: 'success', data };
      simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
      expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
        code: 'submit.unknown',
        delivery: 'unknown',
        message: expect.stringContaining('id of the task is missing'),
      });
    },
  );
});

describe('a submit whose outcome nobody knows', () => {
  itSendsOnceAt(
    [
      ['a 408', { kind: 'http', status: 408 }, 0],
      ['a 503', { kind: 'http', status: 503, body: { code: 503, message: 'Insufficient credits' } }, 0],
      ['a 500 in a 200', { kind: 'http', status: 200, body: { code: 500, message: 'internal' } }, 0],
      ['a strange number in a 200', { kind: 'http', status: 200, body: { code: 5004, message: 'late' } }, 0],
    ],
    { setUp, intentOf },
  );
});

describe('a submit that WaveSpeed refuses', () => {
  const refused = (bench: Bench, intent = intentOf()) => refusalOf(bench, intent);

  it('for its key says that a new one has to be topped up first', async () => {
    expect(await refused(await setUp({ key: 'wsk_other' }))).toMatchObject({
      code: 'key.rejected',
      message: 'wavespeed: Unauthorized: invalid API key; a new key works only after the first top-up (401)',
    });
  });

  it.each([400, 402, 403])('for want of credit is told by its text, as a %i', async (status) => {
    const bench = await setUp();
    const body = { code: status, message: 'Insufficient credits. Please top up.' };
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status, body } });
    expect(await refused(bench)).toMatchObject({ code: 'money.no-credit', retryable: false });
  });

  it('for want of credit in its own way', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
    expect(await refused(bench)).toMatchObject({ code: 'money.no-credit' });
  });

  it('by permission names the role that the key needs', async () => {
    const bench = await setUp();
    const body = { code: 403, message: 'the key needs the role "runner"', error_code: 'permission_denied' };
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 403, body } });
    expect(await refused(bench)).toMatchObject({
      code: 'key.rejected',
      message: 'wavespeed: the key needs the role "runner"; permission_denied (403)',
    });
  });

  it.each([
    [{ duration: 8.5 }, 'duration must be integer, got number 8.5'],
    [{ duration: 4 }, 'duration must be one of 5, or 8, got number 4'],
    [{ prompt: '' }, 'prompt is required'],
    [{ seed: '7' }, 'seed must be integer, got string 7'],
  ])('for %j keeps its sentence', async (change, sentence) => {
    const error = await refused(await setUp(), intentOf({ wire: { ...wire, ...change } }));
    expect(error).toMatchObject({ code: 'provider.refused', retryable: false });
    expect(error.message).toContain(sentence);
  });

  it('for its LoRAs', async () => {
    const loras = Array.from({ length: 4 }, () => ({ path: 'https://models.example/a.safetensors' }));
    const error = await refused(await setUp(), intentOf({ endpoint: spicyLora, wire: { ...wire, loras } }));
    expect(error.message).toContain('loras must have at most 3 items');
  });

  it('for a model that it does not have', async () => {
    expect(await refused(await setUp(), intentOf({ endpoint: 'wavespeed-ai/wan-9' }))).toMatchObject({
      code: 'provider.refused',
    });
  });

  it('for its content is moderated, not merely refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'moderated-at-submit' } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.moderated', retryable: false });
  });

  it('with the number in the envelope of a 200', async () => {
    const bench = await setUp();
    const body = { code: 400, message: 'invalid request body field, image is required' };
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 200, body } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.refused' });
  });

  it('as too large is refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 413, body: { code: 413, message: 'too big' } } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.refused' });
  });
});

describe('a submit that is throttled', () => {
  it('waits as long as the header says, and invents no time where none is named', async () => {
    for (const [how, retryAfterMs] of [
      [{ kind: 'throttle' }, undefined],
      [{ kind: 'throttle', retryAfter: 33 }, 33_000],
    ] as const) {
      const { simulator, provider, call } = await setUp();
      simulator.fail({ on: 'submit', how });
      expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
        code: 'provider.throttled',
        delivery: 'not-accepted',
        retryable: true,
        retryAfterMs,
      });
    }
  });

  it('is the third in a minute on the lowest level, and goes through after it', async () => {
    const { simulator, provider, call } = await setUp({ bronze: true });
    await provider.submit(intentOf(), call);
    await provider.submit(intentOf(), call);
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({ code: 'provider.throttled' });
    simulator.advance(60_000);
    await provider.submit(intentOf(), call);
    expect(simulator.billableSubmits).toBe(3);
    expect(createWavespeed().facts).toMatchObject({ concurrency: 2, submitsPerMinute: 2 });
  });
});
