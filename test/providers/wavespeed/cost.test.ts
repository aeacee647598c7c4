import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/json.js';
import { type BenchOptions, dayMs, startedAt, submitted } from './setup.js';

const billing = '/api/v3/billings/search';

describe('what a task of WaveSpeed cost', () => {
  const finished = async (options: BenchOptions = {}) => {
    const bench = await submitted(options);
    bench.simulator.advance(300_000);
    const succeeded = {
      status: 'succeeded',
      urls: [bench.simulator.media.clipUrl(bench.operation.remoteId)],
      expiresAt: startedAt + 7 * dayMs,
    };
    const asked = () => bench.simulator.requests.filter(({ path }) => path === billing);
    return { ...bench, succeeded, asked };
  };

  it('is read from the billing history once it has succeeded, free of charge', async () => {
    const { simulator, provider, call, operation, succeeded, asked, confirmations } = await finished();
    const before = confirmations();
    expect(await provider.check(operation, call)).toEqual({ ...succeeded, cost: { amount: 0.15, currency: 'USD' } });
    expect(asked()).toMatchObject([
      {
        method: 'POST',
        json: {
          page: 1,
          page_size: 100,
          prediction_uuids: [operation.remoteId],
          start_time: '2026-11-21T09:55:00.123Z',
        },
      },
    ]);
    expect([confirmations(), simulator.billableSubmits]).toEqual([before, 1]);
  });

  it('is found among the bookings of others where its id is no filter', async () => {
    const { simulator, provider, call, operation } = await submitted({ filtersPredictions: false });
    const { endpoint, input } = simulator.jobs.last();
    simulator.jobs.seed({ endpoint, input: { ...input, resolution: '720p' } });
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({ cost: { amount: 0.15 } });
  });

  it('is asked for without a time where nobody knows when it was submitted', async () => {
    const { provider, call, operation, asked } = await finished();
    const adopted = provider.adopt(operation.remoteId, undefined);
    expect(await provider.check(adopted, call)).toMatchObject({ cost: { amount: 0.15 } });
    expect(asked()[0]?.json).not.toHaveProperty('start_time');
  });

  it('is the sum of its charges, each counted once', async () => {
    const billingItems = (item: JsonObject) => [item, item, { ...item, uuid: 'sound', price: 0.05 }];
    const { provider, call, operation } = await finished({ billingItems });
    const progress = await provider.check(operation, call);
    expect(progress).toMatchObject({ cost: { amount: expect.closeTo(0.2), currency: 'USD' } });
  });

  it('is told beside an order of credit', async () => {
    const order = { uuid: 'o', billing_type: 'deduct', price: 100, order: { uuid: 'o' }, prediction: null };
    const { provider, call, operation } = await finished({ billingItems: (item) => [order, item] });
    expect(await provider.check(operation, call)).toMatchObject({ cost: { amount: 0.15 } });
  });

  it.each<[string, (item: JsonObject) => readonly JsonValue[]]>([
    ['nothing, as a charge that shows late', () => []],
    ['a refund alone', (item) => [{ ...item, billing_type: 'refund' }]],
    ['a refund beside the charge', (item) => [{ ...item, uuid: 'r', billing_type: 'refund' }, item]],
    ['a booking of a kind that we do not know', (item) => [{ ...item, billing_type: 'freeze' }]],
    ['the charge of another task', (item) => [{ ...item, prediction: { uuid: 'another' } }]],
    ['a price of 0', (item) => [{ ...item, price: 0 }]],
    ['a price below 0', (item) => [{ ...item, price: -0.15 }]],
    ['a price in words', (item) => [{ ...item, price: '0.15' }]],
    ['no price', ({ price: _, ...item }) => [item]],
    ['a charge without an id', ({ uuid: _, ...item }) => [item]],
    ['no objects', () => [null, 7, 'deduct', []]],
    ['more than a page', (item) => Array.from({ length: 101 }, (_, index) => ({ ...item, uuid: `${index}` }))],
  ])('is not known from a history with %s', async (_what, billingItems) => {
    const { provider, call, operation, succeeded, asked } = await finished({ billingItems });
    expect(await provider.check(operation, call)).toEqual(succeeded);
    expect(asked()).toHaveLength(1);
  });

  it.each<[string, JsonValue]>([
    ['no items', { code: 200, data: {} }],
    ['items that are no list', { code: 200, data: { items: {} } }],
    ['an error of its own', { code: 500, message: 'busy' }],
    ['a list', []],
    ['null', null],
  ])('is not known from an answer with %s', async (_what, body) => {
    const { simulator, provider, call, operation, succeeded } = await finished();
    simulator.fail({ on: 'cost', how: { kind: 'http', status: 200, body } });
    expect(await provider.check(operation, call)).toEqual(succeeded);
  });

  it.each([
    ['a server error', { kind: 'http', status: 500 }],
    ['a rejected key', { kind: 'http', status: 401 }],
    ['no such route', { kind: 'http', status: 404 }],
    ['a throttle', { kind: 'throttle', retryAfter: 60 }],
    ['a page', { kind: 'html' }],
    ['a redirect', { kind: 'redirect' }],
    ['half an answer', { kind: 'truncated' }],
    ['a broken connection', { kind: 'lost-before' }],
  ] as const)('does not stand in the way of the success by %s', async (_what, how) => {
    const { simulator, provider, call, operation, succeeded, asked } = await finished();
    simulator.fail({ on: 'cost', how });
    expect(await provider.check(operation, call)).toEqual(succeeded);
    expect(asked()).toHaveLength(1);
  });

  it('is not told to a key without the role for it', async () => {
    const { provider, call, operation, succeeded } = await finished({ billingRole: false });
    expect(await provider.check(operation, call)).toEqual(succeeded);
  });

  it('is not waited for longer than a moment', async () => {
    const { simulator, provider, call, operation, succeeded } = await finished();
    simulator.fail({ on: 'cost', how: { kind: 'hang' } });
    const tooLong = wait(4_500, 'it was waited for');
    expect(await Promise.race([provider.check(operation, call), tooLong])).toEqual(succeeded);
  });

  it('is not asked for before the end, of a task that failed, nor where nobody wants it', async () => {
    const { simulator, provider, call, operation, succeeded, asked } = await finished();
    expect(await provider.check(operation, { ...call, wantsCost: false })).toEqual(succeeded);
    const { endpoint, input } = simulator.jobs.last();
    const other = { remoteId: simulator.jobs.seed({ endpoint, input, outcome: { kind: 'task-failed' } }).id };
    expect((await provider.check(other, call)).status).toBe('queued');
    simulator.advance(300_000);
    expect((await provider.check(other, call)).status).toBe('failed');
    expect(asked()).toEqual([]);
  });
});
