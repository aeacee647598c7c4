import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulators/kit/fault.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itFollowsNoRedirect, itGoesOnAtAnUnknownWord, itJudgesNoJobBy } from '../check-rules.js';
import { failureOf, setUp, submitted } from './setup.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('checking a task', () => {
  it('goes from the queue over progress to the URL inside the string, with its credits and a day to live', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: minuteMs, renderingMs: 4 * minuteMs };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(minuteMs);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering', fraction: 0.4 });
    simulator.advance(4 * minuteMs + 10_000);
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      expiresAt: simulator.now() - 10_000 + dayMs,
      cost: { amount: 80, currency: 'credits' },
    });
  });

  it('asks recordInfo for the id, whatever is in it', async () => {
    const { simulator, provider, call } = await submitted();
    await failureOf(provider.check({ remoteId: 'a/b&c=d' }, call));
    expect(simulator.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/api/v1/jobs/recordInfo',
      query: { taskId: 'a/b&c=d' },
    });
  });

  it('tells a failure with its words and code, and takes no credits for it', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    simulator.fail({ on: 'status', how: { kind: 'task-failed' } });
    expect(await provider.check(operation, call)).toEqual({
      status: 'failed',
      reason: 'Internal server error (500)',
      moderated: false,
      retryable: false,
    });
    expect(await provider.balance(call)).toEqual({ amount: 10_000, currency: 'credits' });
  });

  it('takes the failure of this very task also under an error code, and no other', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'out of memory', type: '', status: 501 } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'failed', reason: 'out of memory' });
    const body = { code: 501, msg: 'failed', data: { taskId: 'another', state: 'fail' } };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'provider.refused' });
  });

  it('knows a moderation verdict by its words', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    simulator.fail({ on: 'status', how: { kind: 'moderated-at-result' } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      moderated: true,
      retryable: false,
    });
  });

  itGoesOnAtAnUnknownWord(submitted);

  itJudgesNoJobBy(
    [
      ['a 500 inside a 200', { kind: 'http', status: 200, body: { code: 500, msg: 'busy' } }, 'provider.unavailable'],
      ['maintenance', { kind: 'http', status: 200, body: { code: 455, msg: 'soon' } }, 'provider.unavailable'],
      ['a 408 inside a 200', { kind: 'http', status: 200, body: { code: 408, msg: 'slow' } }, 'provider.unavailable'],
      [
        'a success without data',
        { kind: 'http', status: 200, body: { code: 200, data: null } },
        'provider.unavailable',
      ],
      ['a throttle inside a 200', { kind: 'http', status: 200, body: { code: '429' } }, 'provider.throttled'],
    ],
    submitted,
  );

  it.each([404, 422])('of an id that is not there (%i) is no verdict on the job', async (code) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body: { code, msg: 'not found', data: null } } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({
      code: 'job.not-found',
      retryable: false,
      remoteId: operation.remoteId,
    });
  });

  itFollowsNoRedirect(submitted);
});

describe('the address of a result', () => {
  it('is another one when asked for later: the first may have stopped working', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    await provider.check(operation, call);
    simulator.advance(20 * minuteMs);
    const progress = await provider.check(operation, call);
    const [url = ''] = progress.status === 'succeeded' ? progress.urls : [];
    expect(url).toContain('/files/temporary/');
    expect((await call.http.send({ method: 'GET', url })).status).toBe(200);
    expect(simulator.requests.at(-1)).toMatchObject({
      path: '/api/v1/common/download-url',
      json: { url: simulator.media.clipUrl(operation.remoteId) },
    });
  });

  it('stays as it is where there is no other: a verdict is never lost for that', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(60 * minuteMs);
    const own = { status: 'succeeded', urls: [simulator.media.clipUrl(operation.remoteId)] };
    for (const how of [
      { kind: 'answer-lost' },
      { kind: 'html' },
      { kind: 'http', status: 200, body: { code: 422, msg: 'no' } },
      { kind: 'http', status: 200, body: { code: 200, data: 'soon' } },
    ] satisfies Fault[]) {
      simulator.fail({ on: 'result', how });
      expect(await provider.check(operation, call)).toMatchObject(own);
    }
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    expect(await provider.check(operation, call)).toMatchObject(own);
  });
});

describe('adopting a task', () => {
  it('needs nothing but its id', async () => {
    const { provider, call, operation } = await submitted();
    expect(provider.adopt(operation.remoteId, undefined)).toEqual(operation);
    expect((await provider.check(provider.adopt(operation.remoteId, undefined), call)).status).toBe('queued');
  });

  it.each(['', 'a b', 'a\nb', 'x'.repeat(201)])('refuses %j', async (id) => {
    const { provider } = await setUp();
    expect(() => provider.adopt(id, undefined)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
