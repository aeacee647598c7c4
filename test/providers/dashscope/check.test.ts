import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itFollowsNoRedirect, itGoesOnAtAnUnknownWord, itJudgesNoJobBy, itRefusesToAdopt } from '../check-rules.js';
import { failureOf, intentOf, setUp, submitted } from './setup.js';

const dayMs = 86_400_000;

describe('checking a task', () => {
  it('goes from the queue over rendering to a signed URL that lives 24 h from the end', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 10_000, renderingMs: 60_000 };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(10_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering' });
    const asked = simulator.requests.at(-1);
    expect(asked).toMatchObject({ method: 'GET', path: `/api/v1/tasks/${operation.remoteId}` });
    expect(asked?.headers).not.toHaveProperty('x-dashscope-async');
    simulator.advance(60_000);
    const endedAt = simulator.now();
    simulator.advance(3_600_000);
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [expect.stringContaining(simulator.media.clipUrl(operation.remoteId))],
      // The signature names whole seconds.
      expiresAt: Math.floor((endedAt + dayMs) / 1000) * 1000,
    });
  });

  it('finds the clip of the speech models in its own place', async () => {
    const { simulator, provider, call } = await setUp({ region: 'cn' });
    const wire = { input: { image_url: 'https://a.example/a.png', audio_url: 'https://a.example/a.wav' } };
    const operation = await provider.submit(intentOf({ endpoint: 'wan2.2-s2v', wire }), call);
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'succeeded',
      urls: [expect.stringContaining(simulator.media.clipUrl(operation.remoteId))],
    });
  });

  it('tells a moderation verdict on the result from any other failure', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'moderated-at-result' } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      moderated: true,
      retryable: false,
    });
    simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'it broke' } });
    expect(await provider.check(operation, call)).toEqual({
      status: 'failed',
      reason: 'InternalError.Algo: it broke',
      moderated: false,
      retryable: true,
    });
  });

  it('says when the address of a result has run out', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    const progress = await provider.check(operation, call);
    expect(progress.status === 'succeeded' && Number(progress.expiresAt) < simulator.now()).toBe(true);
  });

  itGoesOnAtAnUnknownWord(submitted, 'WARMING');

  itJudgesNoJobBy([['a throttle', { kind: 'throttle', retryAfter: 2 }, 'provider.throttled']], submitted);

  itFollowsNoRedirect(submitted);
});

describe('a task that DashScope calls UNKNOWN', () => {
  it('is expired once its 24 h are over, not failed and not missing', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(dayMs - 1);
    expect((await provider.check(operation, call)).status).toBe('succeeded');
    simulator.advance(1);
    expect(await provider.check(operation, call)).toMatchObject({ status: 'expired' });
    expect(simulator.billableSubmits).toBe(1);
  });

  it('is asked for again before that: the list of tasks may lag behind the submit', async () => {
    const { simulator, provider, call, operation } = await submitted();
    const body = { request_id: 'r', output: { task_id: operation.remoteId, task_status: 'UNKNOWN' } };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'rendering', note: expect.any(String) });
    expect((await provider.check(operation, call)).status).toBe('queued');
  });

  it('is no verdict when nobody knows how old it is: the region may be another', async () => {
    const { provider, call } = await setUp();
    const error = await failureOf(provider.check(provider.adopt('nosuch', undefined), call));
    expect(error).toMatchObject({ code: 'job.not-found', retryable: false, remoteId: 'nosuch' });
    expect(error.hint).toContain('region');
  });

  it('answered with a 404 is the same', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'http', status: 404, body: { code: 'NotFound', message: 'no' } } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'job.not-found' });
  });
});

describe('cancelling a task', () => {
  it('that waits is asked for: the verdict comes with a later check', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect(await provider.cancel(operation, call)).toEqual({ status: 'requested' });
    expect(simulator.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: `/api/v1/tasks/${operation.remoteId}/cancel`,
      json: undefined,
    });
    expect(await provider.check(operation, call)).toEqual({ status: 'cancelled' });
  });

  it.each([120_000, 300_000])('comes too late %i ms after the submit, and leaves it as it is', async (age) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(age);
    expect(await provider.cancel(operation, call)).toEqual({ status: 'too-late' });
    simulator.advance(300_000);
    expect((await provider.check(operation, call)).status).toBe('succeeded');
  });

  it.each(['native', 'compatible'] as const)('comes too late in the %s form of errors as well', async (errorForm) => {
    const { simulator, provider, call, operation } = await submitted({ errorForm });
    simulator.advance(120_000);
    expect(await provider.cancel(operation, call)).toEqual({ status: 'too-late' });
  });

  it.each([
    { code: 'unsupported_operation', message: 'no' },
    { code: null, error: { code: 'UnsupportedOperation', message: 'no', type: 'UnsupportedOperation' } },
  ])('comes too late when it is refused with %j', async (body) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'cancel', how: { kind: 'http', status: 400, body } });
    expect(await provider.cancel(operation, call)).toEqual({ status: 'too-late' });
  });

  it('of an unknown id, without an answer, or refused otherwise, is an error', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect(await failureOf(provider.cancel({ remoteId: 'nosuch' }, call))).toMatchObject({ code: 'job.not-found' });
    simulator.fail({ on: 'cancel', how: { kind: 'answer-lost' } });
    expect(await failureOf(provider.cancel(operation, call))).toMatchObject({
      code: 'network.failed',
      retryable: true,
    });
    simulator.fail({
      on: 'cancel',
      how: { kind: 'http', status: 400, body: { code: 'InvalidParameter', message: 'no' } },
    });
    expect(await failureOf(provider.cancel(operation, call))).toMatchObject({ code: 'provider.refused' });
  });
});

describe('adopting a task', () => {
  it('needs nothing but its id', async () => {
    const { simulator, provider, call, operation } = await submitted();
    const adopted = provider.adopt(operation.remoteId, undefined);
    expect(adopted).toEqual({ remoteId: operation.remoteId });
    simulator.advance(300_000);
    expect(await provider.check(adopted, call)).toMatchObject({ status: 'succeeded', expiresAt: expect.any(Number) });
  });

  itRefusesToAdopt(['', '../tasks', 'a/b', 'https://dashscope.aliyuncs.com/api/v1/tasks/x', 'x?y'], setUp);
});
