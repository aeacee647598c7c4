import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itFollowsNoRedirect, itGoesOnAtAnUnknownWord, itJudgesNoJobBy, itRefusesToAdopt } from '../check-rules.js';
import { failureOf, setUp, submitted } from './setup.js';

const hourMs = 3_600_000;

describe('checking a prediction', () => {
  it('goes from the queue over growing progress to a URL that lives an hour', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 60_000, renderingMs: 240_000 };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(60_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering', fraction: 0 });
    simulator.advance(84_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering', fraction: 0.35 });
    simulator.advance(156_000 + 10_000);
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      expiresAt: simulator.now() - 10_000 + hourMs,
      seed: 0,
    });
  });

  it('asks the path of the id, whatever the answers named', async () => {
    const { simulator, provider, call, operation } = await submitted();
    await provider.check(operation, call);
    expect(simulator.requests.at(-1)).toMatchObject({ method: 'GET', path: `/v1/predictions/${operation.remoteId}` });
  });

  it('is expired, not failed, once the hour is over', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000 + hourMs);
    expect((await provider.check(operation, call)).status).toBe('succeeded');
    simulator.advance(1000);
    expect((await provider.check(operation, call)).status).toBe('expired');
    expect(simulator.billableSubmits).toBe(1);
  });

  it('tells a moderation verdict on the result from any other failure', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'moderated-at-result' } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'failed', moderated: true });
    simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'Prediction interrupted (code: PA)' } });
    expect(await provider.check(operation, call)).toEqual({
      status: 'failed',
      reason: 'Prediction interrupted (code: PA)',
      moderated: false,
      retryable: true,
    });
  });

  itGoesOnAtAnUnknownWord(submitted);

  itJudgesNoJobBy([['a throttle', { kind: 'throttle', retryAfter: 2 }, 'provider.throttled']], submitted);

  itFollowsNoRedirect(submitted);

  it('of an id that the account does not have is no verdict on the job', async () => {
    const { provider, call } = await setUp();
    expect(await failureOf(provider.check({ remoteId: 'nosuchprediction' }, call))).toMatchObject({
      code: 'job.not-found',
      retryable: false,
      remoteId: 'nosuchprediction',
    });
  });
});

describe('cancelling a prediction', () => {
  it('is only asked for: the verdict comes with a later check', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(120_000);
    expect(await provider.cancel(operation, call)).toEqual({ status: 'requested' });
    expect(simulator.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: `/v1/predictions/${operation.remoteId}/cancel`,
      json: undefined,
    });
    expect(await provider.check(operation, call)).toEqual({ status: 'cancelled' });
    expect(await provider.cancel(operation, call)).toEqual({ status: 'cancelled' });
  });

  it('before the start ends it as aborted, which is cancelled too', async () => {
    const { simulator, provider, call, operation } = await submitted();
    await provider.cancel(operation, call);
    const listed = await call.http.send({ method: 'GET', url: 'https://api.replicate.com/v1/predictions' });
    expect(listed.json).toMatchObject({ results: [{ id: operation.remoteId, status: 'aborted', started_at: null }] });
    expect(await provider.check(operation, call)).toEqual({ status: 'cancelled' });
    expect(simulator.jobs.last().cancelledAt).toBe(simulator.now());
  });

  it('comes too late for one that has ended, and leaves it as it is', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    expect(await provider.cancel(operation, call)).toEqual({ status: 'too-late' });
    expect((await provider.check(operation, call)).status).toBe('succeeded');
  });

  it('of an unknown id, or without an answer, is an error', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect(await failureOf(provider.cancel({ remoteId: 'nosuchprediction' }, call))).toMatchObject({
      code: 'job.not-found',
    });
    simulator.fail({ on: 'cancel', how: { kind: 'answer-lost' } });
    expect(await failureOf(provider.cancel(operation, call))).toMatchObject({
      code: 'network.failed',
      retryable: true,
    });
  });
});

describe('adopting a prediction', () => {
  it('needs nothing but its id', async () => {
    const { provider, call, operation } = await submitted();
    expect(provider.adopt(operation.remoteId, undefined)).toEqual(operation);
    expect((await provider.check(provider.adopt(operation.remoteId, undefined), call)).status).toBe('queued');
  });

  itRefusesToAdopt(['', '../account', 'a/b', 'https://api.replicate.com/v1/predictions/x', 'x?y'], setUp);
});
