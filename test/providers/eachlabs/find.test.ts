import { describe, expect, it } from 'vitest';
import {
  itAllowsForASlowClock,
  itLeavesAnEndlessList,
  itListsAgainAfterABreak,
  itOutwaitsALaggingList,
  itPicksNoneOfSeveral,
  itTellsHowFarItRead,
  searchFor,
} from '../find-rules.js';
import { failureOf, intentOf, setUp, startedAt, turbo, wire } from './setup.js';

const minuteMs = 60_000;
const lookBackMs = 15 * minuteMs;

const search = searchFor(intentOf, startedAt);
const { find, lose } = search;
const rule = { setUp, search };

const pageOf = (executions: readonly object[], rest: object = {}) => ({
  executions: executions.map((execution) => ({ ...execution })),
  total_count: executions.length,
  ...rest,
});

describe('looking for a lost submit', () => {
  it('finds it by its model and its whole input, which it reads job by job', async () => {
    const bench = await setUp();
    const { jobs } = bench.simulator;
    jobs.seed({ endpoint: turbo, input: { ...wire, seed: 1 } });
    jobs.seed({ endpoint: 'wan-v2-2-a14b-image-to-video', input: wire });
    const id = await lose(bench);
    jobs.seed({ endpoint: turbo, input: { ...wire, prompt: 'another fox' } });
    expect(await find(bench)).toEqual({
      kind: 'one',
      operation: { remoteId: id, submittedAt: jobs.find(id)?.createdAt },
    });
    expect(bench.simulator.billableSubmits).toBe(1);
    const read = bench.simulator.requests.filter(({ operation }) => operation === 'status');
    expect(read, 'those of another model are not read').toHaveLength(3);
  });

  it('asks for what was made since well before the intent, without trusting the filter by model', async () => {
    const bench = await setUp();
    await find(bench);
    expect(bench.simulator.requests[0]).toMatchObject({ method: 'GET', path: '/v1/executions' });
    expect(bench.simulator.requests[0]?.query).toEqual({
      from: new Date(startedAt - lookBackMs).toISOString(),
      limit: '100',
      offset: '0',
    });
  });

  it('finds it whatever became of it: that is for the next check to say', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    bench.simulator.jobs.last().cancelledAt = bench.simulator.now();
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });

  it('finds it where only the model asked for is told', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    const body = pageOf([{ id, model: 'wan-rerouted', requested_model: turbo }]);
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    expect(await find(bench)).toEqual({ kind: 'one', operation: { remoteId: id } });
  });

  itPicksNoneOfSeveral(rule);

  it('never takes one that is older than the intent, clocks allowed for', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: turbo, input: wire });
    expect((await find(bench, { intentAt: startedAt + 4000 })).kind).toBe('one');
    expect((await find(bench, { intentAt: startedAt + 7000 })).kind).toBe('absent');
  });

  itTellsHowFarItRead(rule, startedAt - lookBackMs);

  itOutwaitsALaggingList(rule);

  itAllowsForASlowClock(rule);
});

describe('a list of many pages', () => {
  it('is read to its end, whatever size its pages have', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    for (let seed = 1; seed <= 7; seed += 1) bench.simulator.jobs.seed({ endpoint: turbo, input: { ...wire, seed } });
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 3 } });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    const offsets = bench.simulator.requests
      .filter(({ operation }) => operation === 'list')
      .map(({ query }) => query.offset);
    expect(offsets).toEqual(['0', '3', '6']);
  });

  it('is read past a count that is capped', async () => {
    const bench = await setUp({ listedAtMost: 2 });
    const id = await lose(bench);
    for (let seed = 1; seed <= 4; seed += 1) bench.simulator.jobs.seed({ endpoint: turbo, input: { ...wire, seed } });
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 2 } });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });

  it('counts a job once that shows up on two pages', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    const body = pageOf([{ id, model: turbo }], { total_count: 2 });
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body }, times: 2 });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });

  it('that ends before its own count proves nothing', async () => {
    const bench = await setUp();
    const body = { executions: null, total_count: 3 };
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('0 of 3') });
  });

  itLeavesAnEndlessList(rule, (page) => ({ executions: [{ id: `job-${page}`, model: 'other' }] }));

  itListsAgainAfterABreak(rule);

  it('whose jobs can not all be read is an error to repeat', async () => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.fail({ on: 'status', how: { kind: 'http', status: 503 } });
    expect(await failureOf(find(bench))).toMatchObject({ code: 'provider.unavailable', retryable: true });
  });
});

describe('what the service does not tell', () => {
  it('leaves it open without a date: then nobody knows which jobs are older', async () => {
    const bench = await setUp();
    bench.simulator.fail({
      on: 'list',
      how: { kind: 'http', status: 200, headers: { date: '' }, body: pageOf([]) },
    });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('date') });
  });

  it.each<[string, object]>([
    ['it is not shown', { status: 'success', output: 'https://cdn-us.eachlabs.ai/a.mp4' }],
    ['it is empty', { status: 'success', input: {} }],
    ['defaults were added to it', { status: 'created', input: { ...wire, resolution: '720p' } }],
    ['its links were replaced', { status: 'created', input: { ...wire, image_url: 'https://mirror.example/1' } }],
  ])('leaves it open for an input that may be ours: %s', async (_, prediction) => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body: { ...prediction } } });
    expect((await find(bench)).kind).toBe('unknowable');
  });

  it('leaves it open for a listed job that is not there when it is asked for', async () => {
    const bench = await setUp();
    const body = pageOf([{ id: 'gone', requested_model: turbo }]);
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    expect((await find(bench)).kind).toBe('unknowable');
  });

  it('looks at a job whose model is not told', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: pageOf([{ id }]) } });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });
});

describe('listing what was made since a time', () => {
  it('gives endpoint and time, newest first, and no body, which the list does not hold', async () => {
    const { provider, call, simulator } = await setUp();
    await provider.submit(intentOf(), call);
    simulator.advance(minuteMs);
    const second = await provider.submit(intentOf({ endpoint: 'wan-2-2-i2v' }), call);
    expect(await provider.listSince(startedAt - minuteMs, call)).toMatchObject([
      { operation: second, endpoint: 'wan-2-2-i2v', createdAt: startedAt + minuteMs, body: undefined },
      { endpoint: turbo, createdAt: startedAt },
    ]);
    expect(await provider.listSince(startedAt + 1, call)).toHaveLength(1);
  });

  it('is an error when the list breaks off, never a part of it', async () => {
    const { provider, call, simulator } = await setUp();
    simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { executions: [], total_count: 9 } } });
    expect(await failureOf(provider.listSince(startedAt, call))).toMatchObject({ code: 'provider.unavailable' });
  });
});
