import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/providers/provider.js';
import { createWavespeed } from '../../../src/providers/wavespeed.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { type Bench, dayMs, failureOf, intentOf, setUp, startedAt } from './setup.js';

async function submitted(options: Parameters<typeof setUp>[0] = {}): Promise<Bench & { operation: Operation }> {
  const bench = await setUp(options);
  return { ...bench, operation: await bench.provider.submit(intentOf(), bench.call) };
}

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
    expect((await failureOf(provider.check(operation, call))).code).toBe('provider.refused');
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
    expect(await provider.check(operation, call)).toMatchObject({ status: 'failed', reason: /fetch media.*1402/ });
  });

  it('goes on at a word that it does not know', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'unknown-status-word', word: 'warming' } });
    expect(await provider.check(operation, call)).toMatchObject({ status: 'rendering', note: /warming/ });
  });

  it.each<[string, Fault, string]>([
    ['a reset', { kind: 'answer-lost' }, 'network.failed'],
    ['a 500', { kind: 'http', status: 500 }, 'provider.unavailable'],
    ['a 504', { kind: 'http', status: 504 }, 'provider.unavailable'],
    ['a 500 in a 200', { kind: 'http', status: 200, body: { code: 500, message: 'busy' } }, 'provider.unavailable'],
    ['a page', { kind: 'html' }, 'provider.unavailable'],
    ['half an answer', { kind: 'truncated' }, 'provider.unavailable'],
    ['a throttle', { kind: 'throttle', retryAfter: 2 }, 'provider.throttled'],
  ])('says nothing about the job at %s, and may be repeated', async (_, how, code) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code, retryable: true });
    simulator.advance(300_000);
    expect((await provider.check(operation, call)).status).toBe('succeeded');
  });

  it('waits for a slow answer', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'slow', ms: 20 } });
    expect((await provider.check(operation, call)).status).toBe('queued');
  });

  it('does not follow a redirect with the key', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'redirect', location: `${simulator.media.url}/files/x` } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'network.failed' });
    expect(simulator.downloads).toEqual([]);
  });
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

  it.each(['', '../balance', 'a/b', 'https://api.wavespeed.ai/api/v3/predictions/x', 'x?y'])(
    'refuses %j, which could lead a request elsewhere',
    async (id) => {
      const { provider } = await setUp();
      expect(() => provider.adopt(id, undefined)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    },
  );
});
