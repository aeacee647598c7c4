import { describe, expect, it } from 'vitest';
import { createKie } from '../../../src/providers/kie.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import { type Bench, failureOf, intentOf, requestOf, setUp, turbo, wire } from './setup.js';

const prepare = (fields: Parameters<typeof requestOf>[0]) => createKie().prepare(requestOf(fields), () => 'unused');

describe('preparing a submit', () => {
  it('puts every parameter inside input: beside it Kie ignores them and bills the defaults', async () => {
    const { endpoint, body } = prepare({});
    expect({ endpoint, body }).toEqual({ endpoint: turbo, body: { model: turbo, input: wire } });
    const { simulator, provider, call } = await setUp();
    const beside = { endpoint, body: { model: turbo, resolution: '480p', input: { ...wire, resolution: '720p' } } };
    await provider.submit(beside, call);
    expect(await provider.balance(call)).toEqual({ amount: 10_000 - 80, currency: 'credits' });
    expect(simulator.billableSubmits).toBe(1);
  });

  it('names the webhook beside the input', () => {
    expect(prepare({ webhook: 'https://hooks.example/end?job=1' }).body).toEqual({
      model: turbo,
      callBackUrl: 'https://hooks.example/end?job=1',
      input: wire,
    });
  });
});

describe('a submit', () => {
  it('is one POST to createTask with the prepared body and the key', async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const intent = intentOf({ webhook: 'https://hooks.example/end' });
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({ remoteId: simulator.jobs.last().id });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/jobs/createTask', json: intent.body });
    expect(request?.headers.authorization).toBe('Bearer simulated-kie-key');
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it.each(['bd3a5f20c1', 'task_wan_1765172522239', 'wan:7/x'])('takes the id %j as it is', async (taskId) => {
    const { simulator, provider, call } = await setUp();
    const body = { code: 200, msg: 'success', data: { taskId } };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await provider.submit(intentOf(), call)).toEqual({ remoteId: taskId });
  });

  it('keeps an id that comes with an error code: it is a task', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { code: 500, msg: 'busy', data: { taskId: 'abc' } };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await provider.submit(intentOf(), call)).toEqual({ remoteId: 'abc' });
  });

  it.each(['', 'a b', 7, null])('calls an accepted task with the id %j unknown', async (taskId) => {
    const { simulator, provider, call } = await setUp();
    const body = { code: 200, msg: 'success', data: { taskId } };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
      code: 'submit.unknown',
      delivery: 'unknown',
    });
  });
});

describe('a submit whose outcome nobody knows', () => {
  const inner = (code: number | string): Fault => ({ kind: 'http', status: 200, body: { code, msg: 'sorry' } });

  itSendsOnceAt(
    [
      ['a 500 inside a 200', inner(500), 0],
      ['a 408 inside a 200', inner(408), 0],
      ['a 501 inside a 200', inner(501), 0],
      ['a code that nobody documents', inner(433), 0],
      ['a server error under HTTP 400', { kind: 'http', status: 400, body: { code: 500, msg: 'sorry' } }, 0],
      ['a 455 that is not of Kie', { kind: 'http', status: 455 }, 0],
      ['a 505 that is not of Kie', { kind: 'html', status: 505 }, 0],
      ['a 200 without a code', { kind: 'http', status: 200, body: { ok: true } }, 0],
      ['a 200 whose code is no number', inner('fine'), 0],
    ],
    { setUp, intentOf },
  );

  it('says where a person can look, as no list can be searched', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: inner(500) });
    const { hint } = await failureOf(provider.submit(intentOf(), call));
    expect(hint).toContain('https://kie.ai/logs');
    expect(provider.facts).toMatchObject({ dashboard: 'https://kie.ai/logs', reconcileWindowMs: 0 });
    expect([provider.findSubmitted, provider.listSince, provider.cancel]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a submit that Kie refuses inside HTTP 200', () => {
  const refused = (bench: Bench, intent = intentOf()) => refusalOf(bench, intent);
  const refusedWith = async (how: Fault) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how });
    return await refused(bench);
  };
  const inner = (code: number, msg: string): Fault => ({ kind: 'http', status: 200, body: { code, msg, data: null } });

  it('for its key is a rejected key', async () => {
    expect(await refused(await setUp({ key: 'other' }))).toMatchObject({
      code: 'key.rejected',
      message: 'kie: You do not have access permissions (401)',
    });
  });

  it('for want of credits says so', async () => {
    expect(await refused(await setUp({ credits: 79 }))).toMatchObject({ code: 'money.no-credit' });
    expect((await refusedWith({ kind: 'no-credit' })).message).toContain('top up');
  });

  it('for its values names the one that is wrong', async () => {
    const error = await refused(await setUp(), intentOf({ wire: { ...wire, resolution: '4k' } }));
    expect(error).toMatchObject({ code: 'provider.refused', retryable: false });
    expect(error.message).toContain('resolution');
  });

  it('for its content is moderated, by the words alone', async () => {
    expect(await refusedWith({ kind: 'moderated-at-submit' })).toMatchObject({ code: 'provider.moderated' });
  });

  it('for a model that it does not know is a refusal, whatever the code', async () => {
    expect((await refused(await setUp(), intentOf({ endpoint: 'wan/9' }))).code).toBe('provider.refused');
    const words = 'The model name you specified is not supported';
    expect((await refusedWith(inner(500, words))).code).toBe('provider.refused');
  });

  it.each([
    [400, 'provider.refused'],
    [403, 'key.rejected'],
    [404, 'provider.refused'],
    [455, 'provider.unavailable'],
    [505, 'provider.refused'],
  ])('with the code %i is %s', async (code, expected) => {
    const error = await refusedWith(inner(code, 'sorry'));
    expect(error).toMatchObject({ code: expected, message: `kie: sorry (${code})`, retryable: false });
  });

  it('may come with an HTTP status too, and a message under another name', async () => {
    const body = { code: 422, message: 'duration is required' };
    expect((await refusedWith({ kind: 'http', status: 500, body })).message).toBe('kie: duration is required (422)');
    expect((await refusedWith({ kind: 'http', status: 402 })).code).toBe('money.no-credit');
  });
});

describe('a submit that is throttled', () => {
  it('was refused, not queued: the 21st in 10 s waits those 10 s', async () => {
    const { simulator, provider, call } = await setUp();
    for (let count = 0; count < 20; count += 1) await provider.submit(intentOf(), call);
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({
      code: 'provider.throttled',
      delivery: 'not-accepted',
      retryable: true,
      retryAfterMs: 10_000,
    });
    simulator.advance(error.retryAfterMs ?? 0);
    await provider.submit(intentOf(), call);
    expect(simulator.billableSubmits).toBe(21);
  });

  it('waits as a header says, if there is one', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'throttle', retryAfter: 30 } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({ retryAfterMs: 30_000 });
    simulator.fail({ on: 'submit', how: { kind: 'throttle' } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({ retryAfterMs: 10_000 });
  });
});
