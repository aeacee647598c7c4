import { describe, expect, it } from 'vitest';
import { createWavespeed } from '../../../src/providers/wavespeed.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itFollowsNoRedirect, itGoesOnAtAnUnknownWord, itJudgesNoJobBy, itRefusesToAdopt } from '../check-rules.js';
import { dayMs, failureOf, intentOf, setUp, startedAt, submitted } from './setup.js';

describe('checking a task', () => {
  it('goes from the queue over rendering to a URL that lives for 7 days', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 60_000, renderingMs: 240_000 };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(60_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering' });
    simulator.advance(240_000);
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      expiresAt: startedAt + 7 * dayMs,
      cost: { amount: 0.15, currency: 'USD' },
    });
  });

  it('asks /result, not the path without it that popular guides name', async () => {
    const { simulator, provider, call, operation } = await submitted();
    await provider.check(operation, call);
    expect(simulator.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: `/api/v3/predictions/${operation.remoteId}/result`,
    });
    const url = `https://api.wavespeed.ai/api/v3/predictions/${operation.remoteId}`;
    expect((await call.http.send({ method: 'GET', url })).status).toBe(404);
  });

  it('is expired, not failed, once the 7 days are over', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(7 * dayMs - 1);
    expect((await provider.check(operation, call)).status).toBe('succeeded');
    simulator.advance(1);
    expect(await provider.check(operation, call)).toMatchObject({ status: 'expired' });
  });

  it('is expired when it was deleted with its result', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().outcome = { kind: 'result-expired' };
    simulator.advance(dayMs);
    expect(await provider.check(operation, call)).toEqual({
      status: 'expired',
      reason: 'WaveSpeed has deleted the task and its result',
    });
  });

  it('knows no verdict on a task that is not there before its time, or of which the time is not known', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(dayMs);
    const unknown = { ...operation, remoteId: 'ff'.repeat(16) };
    expect(await failureOf(provider.check(unknown, call))).toMatchObject({
      code: 'job.not-found',
      retryable: false,
      remoteId: unknown.remoteId,
    });
    simulator.advance(7 * dayMs);
    expect((await failureOf(provider.check({ remoteId: operation.remoteId }, call))).code).toBe('job.not-found');
  });

  it('takes no verdict from a 404 page of something in between', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(8 * dayMs);
    simulator.fail({ on: 'status', how: { kind: 'html', status: 404 } });
    expect((await failureOf(provider.check(operation, call))).code).toBe('provider.unavailable');
  });

  it('tells a moderation verdict by its number 1200', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'moderated-at-result' } });
    expect(await provider.check(operation, call)).toEqual({
      status: 'failed',
      reason: 'Content moderation: the output was flagged (1200)',
      moderated: true,
      retryable: false,
    });
  });

  it.each([
    [
      { kind: 'task-failed', message: 'bad image', status: 1401 },
      { status: 'failed', retryable: false },
    ],
    [
      { kind: 'task-failed', status: 5003 },
      { status: 'failed', retryable: true },
    ],
    [
      { kind: 'task-failed', type: 'timeout', status: 0 },
      { status: 'failed', retryable: true, moderated: false },
    ],
    [{ kind: 'task-failed', type: 'deleted', status: 0 }, { status: 'expired' }],
    [{ kind: 'task-failed', type: 'cancelled' }, { status: 'cancelled' }],
  ] as const)('reads %j as %j', async (outcome, progress) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().outcome = outcome;
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject(progress);
  });

  it('fails when the media could not be fetched', async () => {
    const { simulator, provider, call } = await setUp();
    const image = `${simulator.media.url}/files/none/a.png`;
    const operation = await provider.submit(intentOf({ wire: { image, prompt: 'a' } }), call);
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/fetch media.*1402/),
    });
  });

  itGoesOnAtAnUnknownWord(submitted);

  itJudgesNoJobBy(
    [
      ['a 504', { kind: 'http', status: 504 }, 'provider.unavailable'],
      ['a 500 in a 200', { kind: 'http', status: 200, body: { code: 500, message: 'busy' } }, 'provider.unavailable'],
      ['a throttle', { kind: 'throttle', retryAfter: 2 }, 'provider.throttled'],
    ],
    submitted,
  );

  it('waits for a slow answer', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'slow', ms: 20 } });
    expect((await provider.check(operation, call)).status).toBe('queued');
  });

  itFollowsNoRedirect(submitted);
});

describe('what WaveSpeed lacks', () => {
  it('is a cancel: the task runs on and is billed', () => {
    expect(createWavespeed()).not.toHaveProperty('cancel');
  });
});

describe('adopting a task', () => {
  it('needs nothing but its id', async () => {
    const { provider, call, operation } = await submitted();
    expect(provider.adopt(operation.remoteId, undefined)).toEqual({ remoteId: operation.remoteId });
    expect((await provider.check(provider.adopt(operation.remoteId, undefined), call)).status).toBe('queued');
  });

  itRefusesToAdopt(['', '../balance', 'a/b', 'https://api.wavespeed.ai/api/v3/predictions/x', 'x?y'], setUp);
});
