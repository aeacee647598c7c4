import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulators/kit/fault.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import {
  type Bench,
  failureOf,
  intentOf,
  passedOn,
  passedOnIntent,
  passedOnWire,
  setUp,
  startedAt,
  wire,
} from './setup.js';

const webhook = 'https://hooks.example/end?job=1';
const surfaces = [
  ['unified', intentOf],
  ['passed-on', passedOnIntent],
] as const;

describe('preparing a submit', () => {
  it('names the model in the body for a plain name', () => {
    expect(intentOf()).toEqual({ endpoint: 'wan2.7', body: { ...wire, model: 'wan2.7' } });
  });

  it("sends the body as WaveSpeed's for an id with a slash", () => {
    expect(passedOnIntent()).toEqual({ endpoint: passedOn, body: passedOnWire });
  });

  it.each(surfaces)('puts a webhook into the query on the %s surface', (_, intent) => {
    expect(intent({ webhook }).query).toEqual({ webhook });
  });

  it.each(['predictions/delete', 'a/../b', 'a//b'])('refuses %j, which is no model', (endpoint) => {
    expect(() => intentOf({ endpoint })).toThrow(expect.objectContaining({ code: 'request.unknown-model' }));
  });
});

describe('a submit', () => {
  it('to the unified surface is one POST, and keeps the number of the call', async () => {
    const { simulator, provider, call } = await setUp();
    const intent = intentOf({ webhook });
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({ remoteId: '301504317665393', surface: 'unified', requestId: 'req-1' });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ path: '/302/v2/video/create', query: { webhook }, json: intent.body });
    expect(request?.headers.authorization).toBe('Bearer sk-simulated');
    expect(simulator.billableSubmits).toBe(1);
  });

  it("to WaveSpeed's surface is one POST under /ws", async () => {
    const { simulator, provider, call } = await setUp();
    const operation = await provider.submit(passedOnIntent(), call);
    expect(operation).toEqual({
      remoteId: expect.stringMatching(/^[0-9a-f]{32}$/),
      submittedAt: startedAt,
      surface: 'wavespeed',
      requestId: 'req-1',
    });
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]).toMatchObject({ path: `/ws/api/v3/${passedOn}`, json: passedOnWire });
  });

  it('takes a task id that is a number', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { task_id: 42, status: 'pending' };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await provider.submit(intentOf(), call)).toEqual({ remoteId: '42', surface: 'unified' });
  });

  it('keeps the id of a task that has failed already: a check says so', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { task_id: '7', status: 'failed' };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await provider.submit(intentOf(), call)).toMatchObject({ remoteId: '7' });
  });
});

describe.each(surfaces)('a submit whose outcome nobody knows, %s', (_, intent) => {
  itSendsOnceAt(
    [
      ['no id', { kind: 'http', status: 200, body: { code: 200, data: {} } }, 0],
      ['a network error upstream', { kind: 'http', status: 400, body: { error: { err_code: -10003 } } }, 0],
      ['a time-out upstream', { kind: 'http', status: 400, body: { error: { err_code: -1024, message: 'x' } } }, 0],
      ['an internal error by its word', { kind: 'http', status: 400, body: { code: 'InternalError' } }, 0],
    ],
    { setUp, intentOf: intent },
  );
});

describe('a lost answer', () => {
  it('names the number of the call where one came, and how to go on', async () => {
    const { simulator, provider, call } = await setUp();
    const headers = { 'request-id': 'req-77' };
    simulator.fail({ on: 'submit', how: { kind: 'http', status: 200, headers, body: { status: 'pending' } } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
      message: 'ai302: accepted (200, request-id req-77), but the id of the task is missing',
      hint: expect.stringContaining('wan adopt ai302'),
    });
  });
});

describe.each(surfaces)('a submit that 302.AI refuses, %s', (_, intent) => {
  const refused = (bench: Bench, sent = intent()) => refusalOf(bench, sent);
  const refusedWith = async (status: number, body: NonNullable<Extract<Fault, { kind: 'http' }>['body']>) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status, body } });
    return await refused(bench);
  };

  it('for its key', async () => {
    expect(await refused(await setUp({ key: 'sk-other' }))).toMatchObject({
      code: 'key.rejected',
      message: 'ai302: Missing 302 API key; -10001 (401)',
    });
  });

  it.each([
    [-10002, 'key.rejected'],
    [-10005, 'key.rejected'],
    [-10004, 'money.no-credit'],
    [-10006, 'money.no-credit'],
    [-10007, 'money.no-credit'],
    [-10018, 'money.no-credit'],
    [-10012, 'money.no-credit'],
    [-10008, 'provider.throttled'],
    [-10009, 'provider.refused'],
    [-10010, 'provider.refused'],
    [-10011, 'provider.refused'],
  ])('by its number %i as %s, whatever the status', async (number, code) => {
    for (const status of [400, 403, 503]) {
      const error = await refusedWith(status, { error: { err_code: number, message_en: 'in English', message: 'x' } });
      expect(error).toMatchObject({ code, retryable: code === 'provider.throttled' });
      expect(error.message).toContain(`in English; ${number}`);
    }
  });

  it.each([
    ['Unauthorized', 401, 'key.rejected'],
    ['InsufficientBalance', 400, 'money.no-credit'],
    ['RateLimitExceeded', 429, 'provider.throttled'],
    ['MissingParameter', 400, 'provider.refused'],
  ])('by its word %s', async (word, status, code) => {
    expect(await refusedWith(status, { code: word, message: 'so it is', request_id: 'x' })).toMatchObject({ code });
  });

  it('for want of credit in its own way', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
    expect(await refused(bench)).toMatchObject({ code: 'money.no-credit' });
  });

  it('for its content', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'moderated-at-submit' } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.moderated', retryable: false });
  });

  it('in words, although not in every language', async () => {
    const texts = { message: '', message_en: '', message_cn: '内容敏感 (sensitive)' };
    expect(await refusedWith(400, { error: { err_code: -10011, ...texts } })).toMatchObject({
      code: 'provider.moderated',
      message: 'ai302: 内容敏感 (sensitive); -10011 (400)',
    });
  });

  it('for a while', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'throttle', retryAfter: 7 } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.throttled', retryAfterMs: 7000 });
  });
});

describe('a model that 302.AI does not sell', () => {
  it('is refused before anything is billed', async () => {
    const bench = await setUp({ notSold: [passedOn] });
    for (const intent of [passedOnIntent(), intentOf({ endpoint: 'wan9' })]) {
      expect(await failureOf(bench.provider.submit(intent, bench.call))).toMatchObject({
        code: 'provider.refused',
        delivery: 'not-accepted',
        message: expect.stringContaining('not supported; -10009; request-id req-'),
      });
    }
    expect(bench.simulator.billableSubmits).toBe(0);
  });

  it("is told in WaveSpeed's own envelope as well", async () => {
    const { provider, call } = await setUp();
    const wrong = passedOnIntent({ wire: { ...passedOnWire, duration: 7 } });
    expect((await failureOf(provider.submit(wrong, call))).message).toContain('duration must be one of 5, or 8');
  });
});
