import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itFollowsNoRedirect, itGoesOnAtAnUnknownWord, itJudgesNoJobBy, itRefusesToAdopt } from '../check-rules.js';
import { failureOf, setUp, submitted } from './setup.js';

const dayMs = 86_400_000;

describe('checking a prediction', () => {
  it('goes from the queue over rendering to a URL that is good for a day, in the words of the vendor page', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 10_000, renderingMs: 60_000 };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    simulator.advance(10_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering' });
    const asked = simulator.requests.at(-1);
    expect(asked).toMatchObject({ method: 'GET', path: `/v1/prediction/${operation.remoteId}` });
    simulator.advance(60_000);
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      expiresAt: simulator.now() - 70_000 + dayMs,
      cost: undefined,
    });
  });

  it('understands the words and the list of the docs as well, and the cost', async () => {
    const { simulator, provider, call, operation } = await submitted({ dialect: 'docs' });
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      cost: { amount: 0.5, currency: 'USD' },
    });
  });

  it.each(['vendor', 'docs'] as const)('tells moderation from any other failure (%s)', async (dialect) => {
    const { simulator, provider, call, operation } = await submitted({ dialect });
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'moderated-at-result' } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      moderated: true,
      retryable: false,
      reason: expect.stringContaining('content_moderation'),
    });
    simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'the model broke' } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      moderated: false,
      reason: expect.stringContaining('the model broke'),
    });
  });

  it('trusts what the envelope says about trying again', async () => {
    const { simulator, provider, call, operation } = await submitted({ dialect: 'docs' });
    simulator.advance(300_000);
    for (const [type, retryable] of [
      ['NETWORK_ERROR', true],
      ['PROVIDER_BAD_REQUEST', false],
    ] as const) {
      simulator.fail({ on: 'status', how: { kind: 'task-failed', message: 'no', type } });
      expect(await provider.check(operation, call)).toEqual({
        status: 'failed',
        reason: `no (${type})`,
        moderated: false,
        retryable,
      });
    }
  });

  it('says of an input that could not be fetched what the service said', async () => {
    const { simulator, provider, call } = await setUp({ dialect: 'docs' });
    const image_url = 'https://cdn-us.eachlabs.ai/uploads/gone.png';
    const body = { model: 'wan-v2-2-a14b-image-to-video-turbo', input: { image_url, prompt: 'a fox' } };
    const operation = await provider.submit({ endpoint: body.model, body }, call);
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: 'The input could not be downloaded (INPUT_DOWNLOAD_ERROR)',
    });
  });

  it('is expired, not failed, when a success has nothing to show any more', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(dayMs);
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'expired' });
    expect(simulator.billableSubmits).toBe(1);
  });

  it('goes on when a fresh success has nothing to show yet: it is billed', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'rendering' });
    expect(simulator.billableSubmits).toBe(1);
  });

  itGoesOnAtAnUnknownWord(submitted);

  itJudgesNoJobBy([['a throttle', { kind: 'throttle', retryAfter: 2 }, 'provider.throttled']], submitted);

  itFollowsNoRedirect(submitted);

  it('of an id that the organisation does not have is no verdict on the job', async () => {
    const { provider, call } = await setUp();
    expect(await failureOf(provider.check({ remoteId: 'nosuch' }, call))).toMatchObject({
      code: 'job.not-found',
      retryable: false,
      remoteId: 'nosuch',
    });
  });
});

describe('cancelling a prediction', () => {
  it.each(['vendor', 'docs'] as const)(
    'is only asked for: the verdict comes with a later check (%s)',
    async (dialect) => {
      const { simulator, provider, call, operation } = await submitted({ dialect });
      expect(await provider.cancel(operation, call)).toEqual({ status: 'requested' });
      expect(simulator.requests.at(-1)).toMatchObject({
        method: 'POST',
        path: `/v1/prediction/${operation.remoteId}/cancel`,
        json: undefined,
      });
      expect(await provider.check(operation, call)).toEqual({ status: 'cancelled' });
      expect(await provider.cancel(operation, call)).toEqual({ status: 'cancelled' });
    },
  );

  it('comes too late for one that has ended, and leaves it as it is', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(300_000);
    expect(await provider.cancel(operation, call)).toEqual({ status: 'too-late' });
    expect((await provider.check(operation, call)).status).toBe('succeeded');
  });

  it('that is refused though the job goes on is an error', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'cancel', how: { kind: 'http', status: 400, body: { error: 'not now' } } });
    expect(await failureOf(provider.cancel(operation, call))).toMatchObject({
      code: 'provider.refused',
      message: 'eachlabs: not now (400)',
    });
  });

  it('of an unknown id, or without an answer, is an error', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect(await failureOf(provider.cancel({ remoteId: 'nosuch' }, call))).toMatchObject({ code: 'job.not-found' });
    simulator.fail({ on: 'cancel', how: { kind: 'answer-lost' } });
    expect(await failureOf(provider.cancel(operation, call))).toMatchObject({
      code: 'network.failed',
      retryable: true,
    });
  });
});

describe('adopting a prediction', () => {
  it('needs nothing but its id, and then does not know when the result expires', async () => {
    const { simulator, provider, call, operation } = await submitted();
    const adopted = provider.adopt(operation.remoteId, undefined);
    expect(adopted).toEqual({ remoteId: operation.remoteId });
    simulator.advance(300_000);
    expect(await provider.check(adopted, call)).toMatchObject({ status: 'succeeded', expiresAt: null });
  });

  itRefusesToAdopt(['', '../executions', 'a/b', 'https://api.eachlabs.ai/v1/prediction/x', 'x?y'], setUp);
});
