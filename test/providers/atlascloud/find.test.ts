import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import {
  itAllowsForASlowClock,
  itLeavesAnEndlessList,
  itListsAgainAfterABreak,
  itOutwaitsALaggingList,
  itPicksNoneOfSeveral,
  itTellsHowFarItRead,
  searchFor,
} from '../find-rules.js';
import { type Bench, failureOf, intentOf, lora, setUp, startedAt, turbo, wire } from './setup.js';

const minuteMs = 60_000;
const lookBackMs = 15 * minuteMs;
const body = { ...wire, model: turbo };
const dataUri = `data:image/png;base64,${Buffer.from('pixels').toString('base64')}`;
const digest = `data:image/png;sha256,${createHash('sha256').update('pixels').digest('hex')}`;

const search = searchFor(intentOf, startedAt);
const { find, lose } = search;
const rule = { setUp, search };

function page({ simulator }: Bench, data: JsonObject): void {
  simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { code: 200, data } } });
}

function item(fields: JsonObject = {}): JsonObject {
  const createdAt = Math.floor(startedAt / 1000);
  return { ID: 'a', createdAt, model: turbo, requestBody: JSON.stringify(body), status: 'created', ...fields };
}

describe('looking for a lost submit', () => {
  it('finds it by its whole body, in whatever order its keys are listed', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: turbo, input: { ...body, seed: 1 } });
    bench.simulator.jobs.seed({ endpoint: lora, input: { ...body, model: lora } });
    const id = await lose(bench);
    bench.simulator.jobs.seed({ endpoint: turbo, input: { model: turbo, prompt: 'another' } });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    expect(bench.simulator.billableSubmits).toBe(1);
    expect(await find(bench, { intent: intentOf({ wire: { ...wire, seed: 2 } }) })).toMatchObject({ kind: 'absent' });
  });

  it('counts the webhook as part of the body', async () => {
    const bench = await setUp();
    const intent = intentOf({ webhook: 'https://hooks.example/1' });
    const id = await lose(bench, intent);
    expect(await find(bench, { intent })).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    expect((await find(bench, { intent: intentOf({ webhook: 'https://hooks.example/2' }) })).kind).not.toBe('one');
  });

  it('asks page by page, 50 a page, without a filter that could hide the task', async () => {
    const bench = await setUp();
    await find(bench);
    expect(bench.simulator.requests[0]).toMatchObject({
      path: '/api/v1/model/history',
      query: { no: '1', size: '50' },
    });
    expect(Object.keys(bench.simulator.requests[0]?.query ?? {})).toEqual(['no', 'size']);
  });

  itPicksNoneOfSeveral(rule);

  it('takes one that seems a few seconds older, and none that is older still', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: turbo, input: body });
    expect((await find(bench, { intentAt: startedAt + 4000 })).kind).toBe('one');
    expect((await find(bench, { intentAt: startedAt + 7000 })).kind).toBe('absent');
  });

  itTellsHowFarItRead(rule, startedAt - lookBackMs);

  itOutwaitsALaggingList(rule);

  itAllowsForASlowClock(rule);
});

describe('a history of many pages', () => {
  const pagesOf = ({ simulator }: Bench) => simulator.requests.filter(({ operation }) => operation === 'list').length;

  it('is read on until the time of the submit is passed', async () => {
    const bench = await setUp();
    for (let hour = 9; hour >= 1; hour -= 1) {
      const createdAt = startedAt - hour * 60 * minuteMs;
      bench.simulator.jobs.seed({ endpoint: turbo, input: { ...body, seed: hour }, createdAt });
    }
    const id = await lose(bench);
    for (let seed = 1; seed <= 4; seed += 1) bench.simulator.jobs.seed({ endpoint: turbo, input: { ...body, seed } });
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 3 } });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    expect(pagesOf(bench)).toBe(2);
  });

  it('is read to its end when it turns out not to be newest first', async () => {
    const bench = await setUp();
    const old = (ID: string) => item({ ID, createdAt: 1000, requestBody: '{}' });
    page(bench, { items: [old('b'), item({ ID: 'c', requestBody: '{}' }), old('d')], total: 4 });
    page(bench, { items: [item()], total: 4 });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: 'a' } });
    expect(pagesOf(bench)).toBe(2);
  });

  it('counts a task once that shows up on two pages', async () => {
    const bench = await setUp();
    page(bench, { items: [item({ ID: 'b', requestBody: '{}' }), item()], total: 3 });
    page(bench, { items: [item(), item({ ID: 'c', requestBody: '{}' })], total: 3 });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: 'a' } });
  });

  it('proves nothing when it ends too early, or turns in circles', async () => {
    const early = await setUp();
    page(early, { items: [item({ requestBody: '{}' })], total: 3 });
    page(early, { items: null, total: 3 });
    expect(await find(early)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('1 of 3') });
    const circle = await setUp();
    for (let no = 0; no < 2; no += 1) page(circle, { items: [item({ requestBody: '{}' })], total: 3 });
    expect(await find(circle)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('repeat') });
  });

  it('without a total ends with an empty page', async () => {
    const bench = await setUp();
    page(bench, { items: [item({ requestBody: '{}' })] });
    page(bench, { items: [] });
    expect((await find(bench)).kind).toBe('absent');
  });

  itLeavesAnEndlessList(rule, (page) => ({ code: 200, data: { items: [item({ ID: `${page}` })] } }));

  itListsAgainAfterABreak(rule);
});

describe('what the history does not tell', () => {
  it.each(['not JSON', '[]', ''])('leaves it open: a body that is %j', async (requestBody) => {
    const bench = await setUp();
    page(bench, { items: [item({ requestBody })], total: 1 });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining(': a') });
  });

  it('leaves it open: a task without time, body or model', async () => {
    const bench = await setUp();
    page(bench, { items: [{ ID: 'a' }], total: 1 });
    expect((await find(bench)).kind).toBe('unknowable');
  });

  it('leaves it open without a date', async () => {
    const bench = await setUp();
    const headers = { date: '' };
    bench.simulator.fail({
      on: 'list',
      how: { kind: 'http', status: 200, headers, body: { code: 200, data: { items: [] } } },
    });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('date') });
  });

  it('leaves it open when defaults were filled in, or the image became a link', async () => {
    const bench = await setUp();
    page(bench, { items: [item({ requestBody: JSON.stringify({ ...body, shot_type: 'multi' }) })], total: 1 });
    expect((await find(bench)).kind).toBe('unknowable');
    page(bench, {
      items: [item({ requestBody: JSON.stringify({ ...body, image: 'https://files.example/1' }) })],
      total: 1,
    });
    expect((await find(bench, { intent: intentOf({ wire: { ...wire, image: digest } }) })).kind).toBe('unknowable');
  });

  it('does not care for bodies of other models that it cannot read', async () => {
    const bench = await setUp();
    page(bench, { items: [item({ model: lora, requestBody: '' })], total: 1 });
    expect((await find(bench)).kind).toBe('absent');
  });

  it('knows a data URI by its digest', async () => {
    const bench = await setUp();
    const id = await lose(bench, intentOf({ wire: { ...wire, image: dataUri } }));
    const intent = intentOf({ wire: { ...wire, image: digest } });
    expect(await find(bench, { intent })).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });
});

describe('listing what was made since a time', () => {
  it('gives model, time and body, newest first, and nothing older', async () => {
    const { provider, call, simulator } = await setUp();
    simulator.jobs.seed({ endpoint: turbo, input: body, createdAt: startedAt - minuteMs });
    await provider.submit(intentOf(), call);
    simulator.advance(minuteMs);
    const { remoteId } = await provider.submit(intentOf({ endpoint: lora }), call);
    const seconds = Math.floor(startedAt / 1000) * 1000;
    const jobs = await provider.listSince(seconds, call);
    expect(jobs).toMatchObject([
      { operation: { remoteId }, endpoint: lora, createdAt: seconds + minuteMs, body: { ...wire, model: lora } },
      { endpoint: turbo, createdAt: seconds, body },
    ]);
    expect(jobs).toHaveLength(2);
  });

  it('is an error when the history breaks off, never a part of it', async () => {
    const bench = await setUp();
    page(bench, { items: [], total: 3 });
    expect(await failureOf(bench.provider.listSince(startedAt, bench.call))).toMatchObject({
      code: 'provider.unavailable',
    });
  });
});
