import { describe, expect, it } from 'vitest';
import { createAi302 } from '../../../src/providers/ai302.js';
import { itFollowsNoRedirect, itJudgesNoJobBy, itRefusesToAdopt } from '../check-rules.js';
import { failureOf, intentOf, passedOn, passedOnIntent, setUp } from './setup.js';

const surfaces = [
  ['unified', intentOf, /^\/302\/v2\/video\/fetch\/\d+$/, 0.75],
  ['passed-on', passedOnIntent, /^\/ws\/api\/v3\/predictions\/[0-9a-f]{32}\/result$/, 0.5],
] as const;

describe.each(surfaces)('checking a task, %s', (_, intent, path, amount) => {
  const submitted = async () => {
    const bench = await setUp();
    return { ...bench, operation: await bench.provider.submit(intent(), bench.call) };
  };

  it('goes from the queue over rendering to a URL, of which no expiry is documented', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect(await provider.check(operation, call)).toEqual({ status: 'queued' });
    expect(simulator.requests.at(-1)?.path).toMatch(path);
    simulator.advance(60_000);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering' });
    simulator.advance(240_000);
    const urls = [simulator.media.clipUrl(operation.remoteId)];
    const cost = { amount, currency: 'USD' };
    expect(await provider.check(operation, call)).toEqual({ status: 'succeeded', urls, expiresAt: null, cost });
  });

  it('fails with the words that it finds', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().outcome = { kind: 'task-failed', message: 'no GPU' };
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('no GPU'),
      moderated: false,
    });
  });

  it('tells a refusal of the content', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().outcome = { kind: 'moderated-at-result' };
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      moderated: true,
      retryable: false,
    });
  });

  it('goes on at a word that it does not know', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'unknown-status-word', word: 'warming' } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'rendering',
      note: expect.stringMatching(/302\.AI.*warming/),
    });
  });

  itJudgesNoJobBy(
    [
      [
        'an upstream error',
        { kind: 'http', status: 400, body: { error: { err_code: -10003 } } },
        'provider.unavailable',
      ],
      ['no channel', { kind: 'http', status: 400, body: { error: { err_code: -10008 } } }, 'provider.throttled'],
      ['a throttle', { kind: 'throttle' }, 'provider.throttled'],
    ],
    submitted,
  );

  it('of an id that the account does not have is no verdict, by status or by number', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect(await failureOf(provider.check({ ...operation, remoteId: '99' }, call))).toMatchObject({
      code: 'job.not-found',
      remoteId: '99',
    });
    const body = { error: { err_code: -10010, message: 'gone' } };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 400, body } });
    expect((await failureOf(provider.check(operation, call))).code).toBe('job.not-found');
    simulator.fail({ on: 'status', how: { kind: 'html', status: 404 } });
    expect((await failureOf(provider.check(operation, call))).code).toBe('provider.unavailable');
  });

  itFollowsNoRedirect(submitted);
});

describe('a result that is gone', () => {
  it('is still named by the unified surface: the download says so', async () => {
    const { simulator, provider, call } = await setUp();
    const operation = await provider.submit(intentOf(), call);
    simulator.jobs.last().outcome = { kind: 'result-expired' };
    simulator.advance(300_000);
    const progress = await provider.check(operation, call);
    expect(progress.status).toBe('succeeded');
    const [url = ''] = progress.status === 'succeeded' ? progress.urls : [];
    expect((await call.http.send({ method: 'GET', url })).status).toBe(404);
  });
});

describe('adopting a task', () => {
  it('goes by the model, else by the look of the id', async () => {
    const { provider } = await setUp();
    const hex = 'c0ffee00'.repeat(4);
    expect(provider.adopt('301504317665393', undefined)).toEqual({ remoteId: '301504317665393', surface: 'unified' });
    expect(provider.adopt(hex, undefined)).toEqual({ remoteId: hex, surface: 'wavespeed' });
    expect(provider.adopt('abc', passedOn)).toEqual({ remoteId: 'abc', surface: 'wavespeed' });
    expect(provider.adopt(hex, 'wan2.7')).toEqual({ remoteId: hex, surface: 'unified' });
  });

  it('is enough to go on', async () => {
    const { provider, call } = await setUp();
    for (const intent of [intentOf(), passedOnIntent()]) {
      const { remoteId } = await provider.submit(intent, call);
      expect((await provider.check(provider.adopt(remoteId, undefined), call)).status).toBe('queued');
    }
  });

  itRefusesToAdopt(['', '../x', 'a/b', 'x?y'], setUp);
});

describe('what 302.AI lacks', () => {
  it.each(['cancel', 'findSubmitted', 'listSince', 'quote'])('is %s: nothing pretends otherwise', (name) => {
    expect(createAi302()).not.toHaveProperty(name);
    expect(createAi302().facts.reconcileWindowMs).toBe(0);
  });
});
