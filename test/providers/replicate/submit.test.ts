import { describe, expect, it } from 'vitest';
import { createReplicate } from '../../../src/providers/replicate.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import { type Bench, community, failureOf, fast, hash, intentOf, requestOf, setUp, wire } from './setup.js';

describe('preparing a submit', () => {
  const prepare = (fields: Parameters<typeof requestOf>[0]) =>
    createReplicate().prepare(requestOf(fields), () => 'unused');

  it('puts the wire values under input and nothing else, for an official model', () => {
    expect(prepare({})).toEqual({ endpoint: fast, body: { input: wire } });
  });

  it('names the version of any other model', () => {
    expect(prepare({ endpoint: community }).body).toEqual({ version: hash, input: wire });
    expect(prepare({ endpoint: hash }).body).toEqual({ version: hash, input: wire });
  });

  it('asks for a report of the end only when a webhook is set', () => {
    expect(prepare({ webhook: 'https://hooks.example/end?job=1' }).body).toEqual({
      input: wire,
      webhook: 'https://hooks.example/end?job=1',
      webhook_events_filter: ['completed'],
    });
  });

  it('refuses an id that is no model before anything is sent', () => {
    expect(() => prepare({ endpoint: 'fal-ai/wan/turbo' })).toThrow(
      expect.objectContaining({ code: 'request.unknown-model' }),
    );
  });
});

describe('a submit', () => {
  it('is one POST with the prepared body and the key, and no wish to wait', async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const intent = intentOf();
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({ remoteId: simulator.jobs.last().id });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: `/v1/models/${fast}/predictions`, json: intent.body });
    expect(request?.headers.authorization).toBe('Bearer r8_simulated');
    expect(request?.headers).not.toHaveProperty('prefer');
    expect(request?.headers).not.toHaveProperty('cancel-after');
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it('by version goes to the common path', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf({ endpoint: community }), call);
    expect(simulator.requests[0]).toMatchObject({ path: '/v1/predictions', json: { version: hash, input: wire } });
    expect(simulator.jobs.last().endpoint).toBe(community);
  });

  it('accepts a 202 as well as a 201', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 202, body: { id: 'abc' } } });
    expect(await provider.submit(intentOf(), call)).toEqual({ remoteId: 'abc' });
  });

  it.each(['../../account', 'a b', '', 7])('calls an accepted prediction with the id %j unknown', async (id) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 201, body: { id } } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
      code: 'submit.unknown',
      delivery: 'unknown',
    });
  });
});

describe('a submit whose outcome nobody knows', () => {
  itSendsOnceAt(
    [
      ['a 408', { kind: 'http', status: 408 }, 0],
      ['a 421', { kind: 'http', status: 421 }, 0],
      ['a 499', { kind: 'http', status: 499 }, 0],
      ['a 503', { kind: 'http', status: 503, body: { detail: 'busy (E005)' } }, 0],
    ],
    { setUp, intentOf },
  );
});

describe('a submit that Replicate refuses', () => {
  const refused = (bench: Bench, intent = intentOf()) => refusalOf(bench, intent);

  it('for its key is a rejected key', async () => {
    expect(await refused(await setUp({ key: 'sk_other' }))).toMatchObject({
      code: 'key.rejected',
      message: 'replicate: Unauthenticated: You did not pass a valid authentication token (401)',
    });
  });

  it('for want of credit keeps the sentence that says where to top up', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
    const error = await refused(bench);
    expect(error.code).toBe('money.no-credit');
    expect(error.message).toContain('https://replicate.com/account/billing');
  });

  it('by permission or region is about the key', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 403, body: { detail: 'not in your region' } } });
    expect(await refused(bench)).toMatchObject({
      code: 'key.rejected',
      message: 'replicate: not in your region (403)',
    });
  });

  it('as a community model on the route of official ones says how to name it', async () => {
    const error = await refused(await setUp(), intentOf({ endpoint: 'prunaai/vace-14b' }));
    expect(error.code).toBe('provider.refused');
    expect(error.message).toContain('owner/name:<version>');
  });

  it('without a sentence still says what to do', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 404, body: { detail: 7 } } });
    expect((await refused(bench)).message).toBe(
      'replicate: a model that is not official is named owner/name:<version> (404)',
    );
  });

  it('for a version that does not exist keeps title and detail', async () => {
    const error = await refused(await setUp(), intentOf({ endpoint: `a/b:${'0'.repeat(64)}` }));
    expect(error).toMatchObject({ code: 'provider.refused', retryable: false });
    expect(error.message).toContain('Invalid version or not permitted: The specified version does not exist');
  });

  it('for invalid values names every one of them on one line', async () => {
    const bad = { image: 'fox.png', num_frames: 500, loras: [], resolution: '720P' };
    const error = await refused(await setUp(), intentOf({ wire: bad }));
    expect(error.code).toBe('provider.refused');
    for (const part of ['prompt is required', 'equal to 121', 'loras is not allowed', 'one of the following: 480p']) {
      expect(error.message).toContain(part);
    }
    expect(error.message).not.toContain('\n');
  });

  it('as too large is refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 413, body: { detail: 'too big' } } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.refused' });
  });

  it('for its content is moderated, not merely refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'moderated-at-submit' } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.moderated', retryable: false });
  });
});

describe('a submit that is throttled', () => {
  const throttled = async (how: Fault) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how });
    const error = await failureOf(bench.provider.submit(intentOf(), bench.call));
    expect(error).toMatchObject({ code: 'provider.throttled', delivery: 'not-accepted', retryable: true });
    return error.retryAfterMs;
  };

  it('waits as the body says, before the header', async () => {
    const headers = { 'retry-after': '3' };
    const body = { detail: 'Your rate limit resets in ~30s.', retry_after: 10 };
    expect(await throttled({ kind: 'http', status: 429, headers, body })).toBe(10_000);
  });

  it('waits as the sentence says when there is no number', async () => {
    const body = { detail: 'Request was throttled. Your rate limit resets in ~30s.' };
    expect(await throttled({ kind: 'http', status: 429, body })).toBe(30_000);
  });

  it('waits as the header says, or says nothing', async () => {
    expect(await throttled({ kind: 'throttle', retryAfter: 7 })).toBe(7000);
    expect(await throttled({ kind: 'throttle' })).toBeUndefined();
  });

  it('goes through again after that time on an account with little credit', async () => {
    const { simulator, provider, call } = await setUp({ lowCredit: true });
    await provider.submit(intentOf(), call);
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code: 'provider.throttled', retryAfterMs: 10_000 });
    simulator.advance(error.retryAfterMs ?? 0);
    await provider.submit(intentOf(), call);
    expect(simulator.billableSubmits).toBe(2);
  });
});
