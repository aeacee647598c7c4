import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/json.js';
import { failureOf, type Setup, startFalUnderTest, turbo } from './fal-under-test.js';

const base = 'fal-ai/wan/v2.2-a14b/image-to-video';
const wan25 = 'fal-ai/wan-25-preview/image-to-video';
const usd = (amount: number) => ({ amount, currency: 'USD' });
const picture = { image_url: 'https://images.example/hero.png', prompt: 'the door opens' };

async function open(options: Setup = {}) {
  const bench = await startFalUnderTest(options);
  const asked = () => bench.simulator.requests.filter(({ path }) => path === '/v1/models/pricing');
  const price = (prices: JsonValue) =>
    bench.simulator.fail({ on: 'quote', how: { kind: 'http', status: 200, body: { prices } } });
  return { ...bench, asked, price };
}

describe('what fal charged', () => {
  it.each([
    ['a clip', turbo, { resolution: '720p' }, 0.1],
    ['a clip of a cheaper tier', turbo, { resolution: '480p' }, 0.05],
    ['seconds that are counted as frames', base, { resolution: '720p', num_frames: 81 }, 0.405],
    ['the same at a cheaper tier', base, { resolution: '580p', num_frames: 81 }, 0.30375],
    ['seconds', wan25, { resolution: '720p', duration: '5' }, 0.5],
    ['a video and a quarter', 'fal-ai/wan-i2v', { resolution: '720p', num_frames: 100 }, 0.5],
  ] as const)('is %s: the units of the result times the price of one', async (_what, endpoint, fields, amount) => {
    const { submit, checkToEnd, asked } = await open();
    const operation = await submit({ endpoint, wire: { ...picture, ...fields } });
    expect(await checkToEnd(operation)).toMatchObject({ status: 'succeeded', cost: usd(amount), isReckoned: true });
    expect(asked()).toMatchObject([{ method: 'GET', query: { endpoint_id: endpoint } }]);
  });

  it('is reckoned in whatever a unit is', async () => {
    const { submit, checkToEnd, price } = await open({ billableUnits: () => '8.0' });
    price([{ endpoint_id: turbo, unit_price: 0.01, unit: 'cents', currency: 'USD' }]);
    expect(await checkToEnd(await submit())).toMatchObject({ cost: usd(0.08), isReckoned: true });
  });

  it('asks for the price of an endpoint once, and for none where nobody wants the cost', async () => {
    const { fal, call, simulator, submit, asked } = await open();
    const operations = [await submit(), await submit(), await submit({ endpoint: base })];
    simulator.advance(600_000);
    const unwanted = { ...call, wantsCost: false };
    expect(await fal.check(operations[0] ?? { remoteId: '' }, unwanted)).not.toHaveProperty('cost');
    expect(asked()).toEqual([]);
    const told = await Promise.all(operations.map((operation) => fal.check(operation, call)));
    expect(told).toMatchObject([{ cost: usd(0.1) }, { cost: usd(0.1) }, { cost: usd(0.405) }]);
    expect(asked()).toHaveLength(2);
  });

  it.each([
    ['no header', null],
    ['no units, of a clip that is there', '0'],
    ['a word', 'many'],
    ['less than nothing', '-1'],
    ['two numbers', '1, 1'],
    ['no number that there is', '1e999'],
    ['an empty text', ''],
  ] as const)('is not known from %s, and then no price is asked for', async (_what, units) => {
    const { submit, checkToEnd, asked } = await open({ billableUnits: () => units });
    expect(await checkToEnd(await submit())).not.toHaveProperty('cost');
    expect(asked()).toEqual([]);
  });

  const one = { endpoint_id: turbo, unit_price: 0.1, unit: 'video', currency: 'USD' };
  it.each<[string, JsonValue]>([
    ['another currency', [{ ...one, currency: 'EUR' }]],
    ['a price of 0', [{ ...one, unit_price: 0 }]],
    ['a price in words', [{ ...one, unit_price: '0.1' }]],
    ['another endpoint', [{ ...one, endpoint_id: base }]],
    ['two prices', [one, { ...one, unit_price: 0.2 }]],
    ['nothing', []],
    ['no list', {}],
    ['null', [null]],
  ])('is not known from a price list with %s', async (_what, prices) => {
    const { submit, checkToEnd, price, asked } = await open();
    price(prices);
    expect(await checkToEnd(await submit())).not.toHaveProperty('cost');
    // It is not asked again for every clip.
    expect(await checkToEnd(await submit())).not.toHaveProperty('cost');
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['a refusal', { kind: 'http', status: 403 }],
    ['a server error', { kind: 'http', status: 500 }],
    ['a throttle', { kind: 'throttle', retryAfter: 60 }],
    ['a page', { kind: 'html' }],
    ['half an answer', { kind: 'truncated' }],
    ['a broken connection', { kind: 'lost-before' }],
  ] as const)('does not stand in the way of the success by %s', async (_what, how) => {
    const { submit, checkToEnd, simulator } = await open();
    simulator.fail({ on: 'quote', how });
    const progress = await checkToEnd(await submit());
    expect(progress.status).toBe('succeeded');
    expect(progress).not.toHaveProperty('cost');
  });

  it('is not waited for longer than a moment', async () => {
    const { fal, call, submit, simulator } = await open();
    const operation = await submit();
    simulator.advance(600_000);
    simulator.fail({ on: 'quote', how: { kind: 'hang' } });
    const tooLong = wait(4_500, { status: 'it was waited for' });
    expect(await Promise.race([fal.check(operation, call), tooLong])).toMatchObject({ status: 'succeeded' });
  });

  it('is nothing for a refusal of the input that only the runner made', async () => {
    const { submit, checkToEnd, simulator, asked } = await open();
    simulator.fail({ on: 'submit', how: { kind: 'moderated-at-result' } });
    const progress = await checkToEnd(await submit());
    expect(progress).toMatchObject({ status: 'failed', moderated: true, cost: usd(0) });
    expect(progress).not.toHaveProperty('isReckoned');
    expect(asked()).toEqual([]);
  });

  it.each([
    [undefined, undefined],
    ['0', usd(0)],
    ['1', usd(0.1)],
  ])('of a failure after work is what its units say (%s)', async (failureUnits, cost) => {
    const { submit, checkToEnd, simulator } = await open({ failureUnits });
    simulator.fail({ on: 'submit', how: { kind: 'task-failed', type: 'no_media_generated' } });
    const progress = await checkToEnd(await submit());
    expect(progress).toMatchObject({ status: 'failed', ...(cost === undefined ? {} : { cost }) });
    expect('cost' in progress).toBe(cost !== undefined);
  });

  it('is not told by an error that is no verdict', async () => {
    const { submit, checkToEnd, simulator, asked } = await open();
    const headers = { 'x-fal-billable-units': '0' };
    simulator.fail({ on: 'result', how: { kind: 'http', status: 500, headers } });
    simulator.fail({ on: 'list', how: { kind: 'http', status: 500 } });
    expect(await failureOf(checkToEnd(await submit()))).toMatchObject({ retryable: true });
    expect(asked()).toEqual([]);
  });

  it('is not known of an id that was adopted without its endpoint', async () => {
    const { fal, call, submit, simulator } = await open();
    const { remoteId } = await submit();
    simulator.advance(600_000);
    expect(await fal.check(fal.adopt(remoteId, undefined), call)).not.toHaveProperty('cost');
  });
});
