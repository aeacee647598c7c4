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
import { type Bench, failureOf, intentOf, setUp, spicy, spicyLora, startedAt, wire } from './setup.js';

const minuteMs = 60_000;
const lookBackMs = 15 * minuteMs;

const search = searchFor(intentOf, startedAt);
const { find, lose } = search;
const rule = { setUp, search };

/** Answers the list once with these items, then with an empty page. */
function answerWith({ simulator }: Bench, items: readonly object[], rest: object = {}): void {
  const page = (data: object) => ({ code: 200, message: 'success', data: JSON.parse(JSON.stringify(data)) });
  simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: page({ page: 1, items, ...rest }) } });
  simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: page({ page: 2, items: [], ...rest }) } });
}

const listed = { id: 'a', model: spicy, created_at: new Date(startedAt).toISOString() };

describe('looking for a lost submit', () => {
  it('finds it by its model and its whole input', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: spicy, input: { ...wire, seed: 1 } });
    bench.simulator.jobs.seed({ endpoint: spicyLora, input: wire });
    const id = await lose(bench);
    bench.simulator.jobs.seed({ endpoint: spicy, input: { ...wire, prompt: 'another' } });
    expect(await find(bench)).toEqual({ kind: 'one', operation: { remoteId: id, submittedAt: startedAt } });
    expect(bench.simulator.billableSubmits).toBe(1);
  });

  it('asks for inputs and for what was made since well before the intent', async () => {
    const bench = await setUp();
    await find(bench);
    expect(bench.simulator.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/v3/predictions',
      json: {
        page: 1,
        page_size: 100,
        include_inputs: true,
        created_after: new Date(startedAt - lookBackMs).toISOString(),
      },
    });
  });

  it('finds it whatever became of it', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    bench.simulator.jobs.last().outcome = { kind: 'task-failed' };
    bench.simulator.advance(10 * minuteMs);
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });

  itPicksNoneOfSeveral(rule);

  it('never takes one that is older than the intent, but allows for clocks that drift', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: spicy, input: wire });
    expect((await find(bench, { intentAt: startedAt + 4000 })).kind).toBe('one');
    expect((await find(bench, { intentAt: startedAt + 7000 })).kind).toBe('absent');
  });

  itTellsHowFarItRead(rule, startedAt - lookBackMs);

  itOutwaitsALaggingList(rule);

  itAllowsForASlowClock(rule);
});

describe('a list of many pages', () => {
  it('is read up to the empty page, though a page may be shorter than asked for', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    for (let seed = 1; seed <= 7; seed += 1) bench.simulator.jobs.seed({ endpoint: spicy, input: { ...wire, seed } });
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 3 } });
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    expect(bench.simulator.requests.filter(({ operation }) => operation === 'list')).toHaveLength(4);
  });

  it('that shows the same page again and again proves nothing', async () => {
    const bench = await setUp();
    const body = { code: 200, data: { items: [{ ...listed, model: 'other/model', inputs: wire }] } };
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body }, times: 2 });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('circle') });
  });

  it('that has fewer than its total proves nothing', async () => {
    const bench = await setUp();
    answerWith(bench, [], { total: 1 });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('changed') });
  });

  itLeavesAnEndlessList(rule, (page) => ({ code: 200, data: { items: [{ id: `${page}` }] } }));

  itListsAgainAfterABreak(rule);
});

describe('what the list does not tell', () => {
  it.each([
    ['no inputs', {}],
    ['empty inputs', { inputs: {} }],
    ['inputs with defaults filled in', { inputs: { ...wire, negative_prompt: '' } }],
    ['media stored elsewhere', { inputs: { ...wire, image: 'https://static.wavespeed.ai/a.png' } }],
    ['inputs with a key dropped', { inputs: { image: wire.image, prompt: wire.prompt, seed: 0 } }],
    ['no model', { model: null, inputs: wire }],
    ['no time and no inputs', { created_at: null }],
  ])('leaves it open: %s', async (_, fields) => {
    const bench = await setUp();
    answerWith(bench, [{ ...listed, ...fields }]);
    expect((await find(bench)).kind).toBe('unknowable');
  });

  it.each([
    ['another seed', { inputs: { ...wire, seed: 5 } }],
    ['another prompt', { inputs: { ...wire, prompt: 'a wolf' } }],
    ['another model', { model: spicyLora, inputs: wire }],
    ['older', { inputs: wire, created_at: new Date(startedAt - minuteMs).toISOString() }],
  ])('is no doubt: %s', async (_, fields) => {
    const bench = await setUp();
    answerWith(bench, [{ ...listed, ...fields }]);
    expect((await find(bench)).kind).toBe('absent');
  });

  it('takes the other name that answers have for inputs', async () => {
    const bench = await setUp();
    answerWith(bench, [{ ...listed, input: wire }]);
    expect((await find(bench)).kind).toBe('one');
  });

  it('leaves it open without a date', async () => {
    const bench = await setUp();
    const body = { code: 200, data: { items: [] } };
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, headers: { date: '' }, body } });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('date') });
  });
});

describe('listing what was made since a time', () => {
  it('gives endpoint, time and body, newest first', async () => {
    const { provider, call, simulator } = await setUp();
    await provider.submit(intentOf(), call);
    simulator.advance(minuteMs);
    const second = await provider.submit(intentOf({ endpoint: spicyLora }), call);
    const jobs = await provider.listSince(startedAt - minuteMs, call);
    expect(jobs).toMatchObject([
      { operation: second, endpoint: spicyLora, createdAt: startedAt + minuteMs, body: wire },
      { endpoint: spicy, createdAt: startedAt, body: wire },
    ]);
    expect(await provider.listSince(startedAt + 1, call)).toHaveLength(1);
  });

  it('gives no body that is not there', async () => {
    const bench = await setUp();
    answerWith(bench, [listed]);
    expect(await bench.provider.listSince(startedAt, bench.call)).toMatchObject([{ body: undefined }]);
  });

  it('is an error when the list breaks off, never a part of it', async () => {
    const bench = await setUp();
    answerWith(bench, [], { total: 3 });
    expect(await failureOf(bench.provider.listSince(startedAt, bench.call))).toMatchObject({
      code: 'provider.unavailable',
    });
  });
});
