import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/json.js';
import { type BenchOptions, intentOf, passedOnIntent, setUp } from './setup.js';

const surfaces = [
  ['unified', intentOf, 0.75, 2],
  ['passed-on', passedOnIntent, 0.5, 1],
] as const;

describe.each(surfaces)('what a task cost, %s', (_, intent, amount, calls) => {
  const finished = async (options: BenchOptions = {}) => {
    const bench = await setUp(options);
    const operation = await bench.provider.submit(intent(), bench.call);
    bench.simulator.advance(300_000);
    const succeeded = {
      status: 'succeeded',
      urls: [bench.simulator.media.clipUrl(operation.remoteId)],
      expiresAt: null,
    };
    const asked = () => bench.simulator.requests.filter(({ path }) => path.startsWith('/dashboard/record/'));
    return { ...bench, operation, succeeded, asked };
  };

  it('is read from the record of its calls once it has succeeded, in dollars', async () => {
    const { simulator, provider, call, operation, succeeded, asked } = await finished();
    const cost = { amount, currency: 'USD' };
    expect(await provider.check(operation, call)).toEqual({ ...succeeded, cost });
    expect(asked()).toHaveLength(calls);
    // The billing history of WaveSpeed is not passed on.
    expect(simulator.requests.filter(({ path }) => path.includes('billings'))).toEqual([]);
  });

  it.each<[string, (cost: number) => JsonValue]>([
    ['without an envelope', (cost) => ({ cost, model: '' })],
    ['as text', (cost) => ({ code: 0, data: { cost: `${cost}` } })],
  ])('is read %s too', async (_shape, record) => {
    const { provider, call, operation } = await finished({ record });
    expect(await provider.check(operation, call)).toMatchObject({ cost: { amount, currency: 'USD' } });
  });

  it.each<[string, JsonValue]>([
    ['nothing, which may not be known yet', { data: { cost: 0 } }],
    ['less than nothing', { data: { cost: -1 } }],
    ['a word', { data: { cost: 'free' } }],
    ['no number that there is', { data: { cost: '1e999' } }],
    ['no cost', { data: {} }],
    ['a list', []],
    ['null', null],
  ])('is not known from a record that holds %s', async (_what, answer) => {
    const { provider, call, operation, succeeded } = await finished({ record: () => answer });
    expect(await provider.check(operation, call)).toEqual(succeeded);
  });

  it.each([
    ['a refusal', { kind: 'http', status: 403, body: { error: { err_code: -10002 } } }],
    ['a missing record', { kind: 'http', status: 404, body: { error: { err_code: -10010 } } }],
    ['a server error', { kind: 'http', status: 500 }],
    ['a throttle', { kind: 'throttle', retryAfter: 60 }],
    ['a page', { kind: 'html' }],
    ['a redirect', { kind: 'redirect' }],
    ['half an answer', { kind: 'truncated' }],
    ['a broken connection', { kind: 'lost-before' }],
  ] as const)('does not stand in the way of the success by %s', async (_what, how) => {
    const { simulator, provider, call, operation, succeeded, asked } = await finished();
    simulator.fail({ on: 'cost', how, times: calls });
    expect(await provider.check(operation, call)).toEqual(succeeded);
    expect(asked()).toHaveLength(calls);
  });

  it('is not waited for longer than a moment', async () => {
    const { simulator, provider, call, operation, succeeded } = await finished();
    simulator.fail({ on: 'cost', how: { kind: 'hang' }, times: calls });
    // A timer of the same process is as late as the deadline when the machine is busy; a clock would not be.
    const tooLong = wait(4_500, 'it was waited for');
    expect(await Promise.race([provider.check(operation, call), tooLong])).toEqual(succeeded);
  });

  it('is not asked for where nobody wants it', async () => {
    const { provider, call, operation, succeeded, asked } = await finished();
    expect(await provider.check(operation, { ...call, wantsCost: false })).toEqual(succeeded);
    expect(asked()).toEqual([]);
  });

  it('is not asked for before the end, nor of a task that failed', async () => {
    const { simulator, provider, call, asked } = await finished();
    const operation = await provider.submit(intent(), call);
    simulator.jobs.last().outcome = { kind: 'task-failed', message: 'no GPU' };
    expect((await provider.check(operation, call)).status).toBe('queued');
    simulator.advance(300_000);
    expect((await provider.check(operation, call)).status).toBe('failed');
    expect(asked()).toEqual([]);
  });
});

it('is not known of a task that was adopted and names none of its calls', async () => {
  const { simulator, provider, call } = await setUp();
  const { remoteId } = await provider.submit(passedOnIntent(), call);
  simulator.advance(300_000);
  expect(await provider.check(provider.adopt(remoteId, undefined), call)).not.toHaveProperty('cost');
});

it('is asked for under no number that would lead elsewhere', async () => {
  const { simulator, provider, call } = await setUp();
  const operation = await provider.submit(passedOnIntent(), call);
  simulator.advance(300_000);
  for (const requestId of ['../balance', '..', 'a/b', 'a?b', '', 7]) {
    expect(await provider.check({ ...operation, requestId }, call)).toMatchObject({ status: 'succeeded' });
  }
  expect(simulator.requests.filter(({ path }) => path.startsWith('/dashboard'))).toEqual([]);
});
