import { describe, expect, it } from 'vitest';
import { itLeavesAnEndlessList, itListsAgainAfterABreak, searchFor } from '../find-rules.js';
import { failureOf, flash, intentOf, setUp, startedAt, wire } from './setup.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const search = searchFor(intentOf, startedAt);
const { find, lose } = search;
const rule = { setUp, search };

const pageOf = (tasks: readonly object[], total = tasks.length) => ({
  request_id: 'r',
  total,
  data: tasks.map((task) => ({ ...task })),
});

describe('looking for a lost submit', () => {
  it('never adopts by itself: the list shows no inputs, so the task is only named', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    bench.simulator.jobs.seed({ endpoint: 'wan2.2-i2v-plus', input: wire });
    expect(await find(bench)).toEqual({ kind: 'several', remoteIds: [id] });
    expect(bench.simulator.billableSubmits).toBe(1);
  });

  it('asks for no time, as nobody knows whose time the filter counts in', async () => {
    const bench = await setUp();
    await find(bench);
    expect(bench.simulator.requests[0]).toMatchObject({ method: 'GET', path: '/api/v1/tasks/' });
    expect(bench.simulator.requests[0]?.query).toEqual({ page_no: '1', page_size: '10' });
  });

  it('names every task that may be it, and none that the ledger holds', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'duplicate-jobs', count: 3 } });
    await lose(bench);
    const ids = bench.simulator.jobs.all.map(({ id }) => id).toReversed();
    expect(await find(bench)).toEqual({ kind: 'several', remoteIds: ids });
    expect(await find(bench, { known: new Set(ids.slice(1)) })).toEqual({
      kind: 'several',
      remoteIds: ids.slice(0, 1),
    });
    expect((await find(bench, { known: new Set(ids) })).kind).toBe('absent');
  });

  it('counts a task under the dated name of its model, and one without a name', async () => {
    const bench = await setUp();
    const intent = intentOf({ endpoint: 'wan2.7-i2v' });
    const row = { task_id: 'a', gmt_create: startedAt };
    for (const [model_name, kind] of [
      ['wan2.7-i2v-2026-04-25', 'several'],
      [null, 'several'],
      ['wan2.7-i2v-plus', 'absent'],
    ] as const) {
      const body = pageOf([{ ...row, model_name }]);
      bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
      expect((await find(bench, { intent })).kind).toBe(kind);
    }
  });

  it('counts a task whose time is not told', async () => {
    const bench = await setUp();
    const body = pageOf([{ task_id: 'a', model_name: flash, gmt_create: 'today' }]);
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    expect((await find(bench)).kind).toBe('several');
  });

  it('passes over tasks that are older than the intent, clocks allowed for', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: flash, input: wire });
    expect((await find(bench, { intentAt: startedAt + 4000 })).kind).toBe('several');
    expect((await find(bench, { intentAt: startedAt + 7000 })).kind).toBe('absent');
  });

  it('says that it read back 24 h if there is none', async () => {
    const bench = await setUp();
    bench.simulator.advance(50 * minuteMs);
    const serverNow = Math.floor(bench.simulator.now() / 1000) * 1000;
    expect(await find(bench)).toEqual({ kind: 'absent', listedBackTo: serverNow - dayMs, serverNow });
  });

  it('knows nothing of a submit that is older than the list', async () => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.advance(dayMs + minuteMs);
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('24 h') });
  });

  it('knows nothing without a date', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, headers: { date: '' }, body: pageOf([]) } });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('date') });
  });

  it('with a key of another region is an error, never an absence', async () => {
    const bench = await setUp({ key: 'sk-other' });
    expect(await failureOf(find(bench))).toMatchObject({ code: 'key.rejected' });
  });
});

describe('a list of many pages', () => {
  it('is read to its end', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    for (let count = 0; count < 24; count += 1) {
      bench.simulator.jobs.seed({ endpoint: 'wan2.5-i2v-preview', input: wire });
    }
    expect(await find(bench)).toEqual({ kind: 'several', remoteIds: [id] });
    const pages = bench.simulator.requests
      .filter(({ operation }) => operation === 'list')
      .map(({ query }) => query.page_no);
    expect(pages).toEqual(['1', '2', '3']);
  });

  it('is read to its end whatever size its pages have', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    for (let count = 0; count < 3; count += 1) bench.simulator.jobs.seed({ endpoint: 'wan2.6-i2v', input: wire });
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 1 } });
    expect(await find(bench)).toEqual({ kind: 'several', remoteIds: [id] });
  });

  it('that ends before its own count proves nothing', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { total: 3, data: null } } });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('0 of 3') });
  });

  itLeavesAnEndlessList(rule, (page) => ({ total: 1_000_000, data: [{ task_id: `task-${page}` }] }));

  itListsAgainAfterABreak(rule);
});

describe('listing what was made since a time', () => {
  it('gives model and time, newest first, with the region, and no body', async () => {
    const { provider, call, simulator } = await setUp();
    const first = await provider.submit(intentOf(), call);
    simulator.advance(minuteMs);
    const second = await provider.submit(intentOf({ endpoint: 'wan2.2-i2v-plus' }), call);
    expect(await provider.listSince(startedAt - minuteMs, call)).toMatchObject([
      { operation: second, endpoint: 'wan2.2-i2v-plus', createdAt: startedAt + minuteMs, body: undefined },
      { operation: first, endpoint: flash, createdAt: startedAt, body: undefined },
    ]);
    expect(await provider.listSince(startedAt + 1, call)).toHaveLength(1);
  });

  it('is an error when the list breaks off, never a part of it', async () => {
    const { provider, call, simulator } = await setUp();
    simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { total: 9, data: [] } } });
    expect(await failureOf(provider.listSince(startedAt, call))).toMatchObject({ code: 'provider.unavailable' });
  });
});
