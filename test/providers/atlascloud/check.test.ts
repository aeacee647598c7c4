import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itFollowsNoRedirect, itGoesOnAtAnUnknownWord, itJudgesNoJobBy, itRefusesToAdopt } from '../check-rules.js';
import { failureOf, setUp, submitted } from './setup.js';

const dayMs = 86_400_000;

describe('checking a prediction', () => {
  it('goes from the queue over work to a URL with its price and 14 days to live', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 60_000, renderingMs: 240_000 };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(60_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering' });
    simulator.advance(250_000);
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      expiresAt: simulator.now() - 10_000 + 14 * dayMs,
      cost: { amount: 0.1, currency: 'USD' },
    });
  });

  it('asks the path of the id with an ordinary User-Agent, whatever the answers named', async () => {
    const { simulator, provider, call, operation } = await submitted();
    await provider.check(operation, call);
    expect(simulator.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: `/api/v1/model/prediction/${operation.remoteId}`,
      headers: { 'user-agent': expect.stringMatching(/^Mozilla/) },
    });
  });

  it('takes 404 and 400 for "not there yet" in the first 30 s, and for an answer afterwards', async () => {
    const { simulator, provider, call, operation } = await submitted({ hiddenLooks: 2 });
    simulator.advance(20_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    const missing = { kind: 'http', status: 404, body: { code: 404, msg: 'not found' } } as const;
    simulator.fail({ on: 'status', how: missing, times: 2 });
    simulator.advance(10_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(1);
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'job.not-found', retryable: false });
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body: { code: '400', msg: 'bad id' } } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'provider.refused' });
    expect((await provider.check(operation, call)).status).toBe('queued');
  });

  it.each([401, 403, 422])('takes a %i for an answer at once', async (status) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'http', status } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ retryable: false });
  });

  it.each([500, 400, 503])('reads a failed task out of HTTP %i, even in the first seconds', async (status) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0, renderingMs: 0 };
    simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'out of memory', status } });
    expect(await provider.check(operation, call)).toEqual({
      status: 'failed',
      reason: 'out of memory',
      moderated: false,
      retryable: false,
    });
  });

  it('reads an error that is an object', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'bad image', type: 'object' } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'failed', reason: 'bad image' });
  });

  it('takes no verdict on another prediction for ours', async () => {
    const { simulator, provider, call, operation } = await submitted();
    const body = { code: 500, data: { id: 'another', status: 'failed' } };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 500, body } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ retryable: true });
  });

  it.each(['code', 'empty'] as const)('knows a moderation verdict that comes as %s', async (moderation) => {
    const { simulator, provider, call, operation } = await submitted({ moderation });
    simulator.advance(300_000);
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
      [
        'a running task in a 500',
        { kind: 'http', status: 500, body: { data: { status: 'processing' } } },
        'provider.unavailable',
      ],
      ['a throttle', { kind: 'throttle', retryAfter: 2 }, 'provider.throttled'],
    ],
    submitted,
  );

  it('still gives the address of a result that is gone: its download tells', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    const progress = await provider.check(operation, call);
    const [url = ''] = progress.status === 'succeeded' ? progress.urls : [];
    expect((await call.http.send({ method: 'GET', url })).status).toBe(404);
  });

  itFollowsNoRedirect(submitted);
});

describe('adopting a prediction', () => {
  it('needs nothing but its id, and has no grace for one that is not there', async () => {
    const { simulator, provider, call, operation } = await submitted();
    const adopted = provider.adopt(operation.remoteId, undefined);
    expect(adopted).toEqual({ remoteId: operation.remoteId });
    expect((await provider.check(adopted, call)).status).toBe('queued');
    expect(await failureOf(provider.check(provider.adopt('nosuch', undefined), call))).toMatchObject({
      code: 'job.not-found',
      remoteId: 'nosuch',
    });
    expect(simulator.billableSubmits).toBe(1);
  });

  itRefusesToAdopt(['', '../history', 'a/b', 'https://api.atlascloud.ai/api/v1/model/prediction/x', 'x?y'], setUp);
});
