import { createHash } from 'node:crypto';
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
import { community, failureOf, fast, hash, intentOf, setUp, startedAt, wire } from './setup.js';

const minuteMs = 60_000;
const lookBackMs = 15 * minuteMs;
const dataUri = `data:image/png;base64,${Buffer.from('pixels').toString('base64')}`;
const digest = `data:image/png;sha256,${createHash('sha256').update('pixels').digest('hex')}`;
const otherFile = `data:image/png;sha256,${'0'.repeat(64)}`;

const search = searchFor(intentOf, startedAt);
const { find, lose } = search;
const rule = { setUp, search };

describe('looking for a lost submit', () => {
  it('finds it by its model and its whole input', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: fast, input: { ...wire, seed: 1 } });
    bench.simulator.jobs.seed({ endpoint: 'wan-video/wan-2.2-i2v-a14b', input: wire });
    const id = await lose(bench);
    bench.simulator.jobs.seed({ endpoint: fast, input: { ...wire, go_fast: true } });
    expect(await find(bench)).toEqual({ kind: 'one', operation: { remoteId: id } });
    expect(bench.simulator.billableSubmits).toBe(1);
  });

  it('asks for what was made since well before the intent, by the date of the service', async () => {
    const bench = await setUp();
    await find(bench);
    expect(bench.simulator.requests[0]).toMatchObject({
      path: '/v1/predictions',
      query: { created_after: new Date(startedAt - lookBackMs).toISOString() },
    });
  });

  it('finds one of a pinned version by that version', async () => {
    const bench = await setUp();
    const input = { prompt: wire.prompt, seed: 0 };
    bench.simulator.jobs.seed({ endpoint: `prunaai/vace-14b:${'1'.repeat(64)}`, input });
    const intent = intentOf({ endpoint: community, wire: input });
    const id = await lose(bench, intent);
    expect(await find(bench, { intent })).toEqual({ kind: 'one', operation: { remoteId: id } });
    const bare = intentOf({ endpoint: hash, wire: input });
    expect(await find(bench, { intent: bare })).toEqual({ kind: 'one', operation: { remoteId: id } });
  });

  it('finds it whatever became of it: that is for the next check to say', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    bench.simulator.jobs.last().cancelledAt = bench.simulator.now();
    expect(await find(bench)).toEqual({ kind: 'one', operation: { remoteId: id } });
  });

  itPicksNoneOfSeveral(rule);

  it('never takes one that was made on the web site', async () => {
    const bench = await setUp();
    const made = { id: 'a', status: 'starting', model: fast, version: 'hidden', input: wire };
    for (const [source, kind] of [
      ['web', 'absent'],
      ['api', 'one'],
    ] as const) {
      const body = { next: null, results: [{ ...made, source }] };
      bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
      expect((await find(bench)).kind).toBe(kind);
    }
  });

  it('takes one that seems a few seconds older, as clocks drift', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: fast, input: wire });
    expect((await find(bench, { intentAt: startedAt + 4000 })).kind).toBe('one');
    expect((await find(bench, { intentAt: startedAt + 7000 })).kind).toBe('absent');
  });

  it('never takes one that is older than the intent', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: fast, input: wire, createdAt: startedAt - minuteMs });
    expect((await find(bench)).kind).toBe('absent');
    expect((await find(bench, { intentAt: startedAt - minuteMs })).kind).toBe('one');
  });

  itTellsHowFarItRead(rule, startedAt - lookBackMs);

  itOutwaitsALaggingList(rule);

  itAllowsForASlowClock(rule);
});

describe('a list of many pages', () => {
  it('is read to its end by the cursor that it gives', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    for (let seed = 1; seed <= 7; seed += 1) bench.simulator.jobs.seed({ endpoint: fast, input: { ...wire, seed } });
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 3 } });
    expect(await find(bench)).toEqual({ kind: 'one', operation: { remoteId: id } });
    const pages = bench.simulator.requests.filter(({ operation }) => operation === 'list');
    expect(pages).toHaveLength(3);
    expect(pages[1]?.query).toEqual({ cursor: expect.any(String) });
  });

  it('counts a prediction once that shows up on two pages', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    const results = [{ id, status: 'starting', model: fast, version: 'hidden', input: wire }];
    const body = { next: `${bench.simulator.url}/v1/predictions?cursor=x`, results };
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { next: null, results } } });
    expect(await find(bench)).toEqual({ kind: 'one', operation: { remoteId: id } });
  });

  it('that turns in a circle, or leads to another path, proves nothing', async () => {
    for (const next of ['?cursor=same', 'https://elsewhere.example/list?cursor=1', 'http://[']) {
      const bench = await setUp();
      const target = next.startsWith('?') ? `${bench.simulator.url}/v1/predictions${next}` : next;
      const how = { kind: 'http', status: 200, body: { next: target, results: [] } } as const;
      bench.simulator.fail({ on: 'list', how, times: 3 });
      expect((await find(bench)).kind).toBe('unknowable');
    }
  });

  itLeavesAnEndlessList(rule, (page) => ({ next: `/v1/predictions?cursor=${page}`, results: [] }));

  it('never carries the key to a host that an answer names', async () => {
    const bench = await setUp();
    const body = { next: `${bench.simulator.media.url}/v1/predictions?cursor=1`, results: [] };
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { next: null, results: [] } } });
    await find(bench);
    expect(bench.simulator.downloads).toEqual([]);
  });

  itListsAgainAfterABreak(rule);
});

describe('what the list does not tell', () => {
  it('leaves it open without a date: then nobody knows which jobs are older', async () => {
    const bench = await setUp();
    const body = { next: null, results: [] };
    bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, headers: { date: '' }, body } });
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('date') });
  });

  it('leaves it open when an input that may be ours is erased', async () => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.advance(5 * minuteMs);
    expect((await find(bench)).kind).toBe('one');
    bench.simulator.advance(60 * minuteMs + 1);
    expect(await find(bench)).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('erased') });
  });

  it('does not care for erased inputs of other models, older jobs and known ids', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: 'wan-video/wan-2.5-i2v', input: wire, createdAt: startedAt + 1 });
    bench.simulator.jobs.seed({ endpoint: fast, input: wire, createdAt: startedAt - minuteMs });
    const { id } = bench.simulator.jobs.seed({ endpoint: fast, input: wire, createdAt: startedAt + 2 });
    bench.simulator.advance(70 * minuteMs);
    expect((await find(bench, { known: new Set([id]) })).kind).toBe('absent');
  });

  it('knows a data URI by its digest, and leaves it open when it is listed as something else', async () => {
    const bench = await setUp();
    const id = await lose(bench, intentOf({ wire: { ...wire, image: dataUri } }));
    const journaled = (image: string) => ({ intent: intentOf({ wire: { ...wire, image } }) });
    const own = journaled(digest);
    expect(await find(bench, own)).toEqual({ kind: 'one', operation: { remoteId: id } });
    expect((await find(bench, journaled(otherFile))).kind).toBe('absent');
    const known = new Set([id]);
    bench.simulator.jobs.seed({ endpoint: fast, input: { ...wire, image: 'https://replicate.delivery/pbxt/a.png' } });
    expect((await find(bench, { ...own, known })).kind).toBe('unknowable');
    expect((await find(bench, { ...journaled(`${bench.simulator.url}/v1/files/x`), known })).kind).toBe('unknowable');
    expect((await find(bench, { ...journaled('https://images.example/other.png'), known })).kind).toBe('absent');
  });

  it('leaves it open when the version of an equal prediction is hidden', async () => {
    const bench = await setUp();
    bench.simulator.jobs.seed({ endpoint: fast, input: wire });
    expect((await find(bench, { intent: intentOf({ endpoint: `${fast}:${hash}` }) })).kind).toBe('unknowable');
    expect((await find(bench, { intent: intentOf({ endpoint: community }) })).kind).toBe('absent');
    expect((await find(bench, { intent: intentOf({ endpoint: hash }) })).kind).toBe('unknowable');
  });
});

describe('listing what was made since a time', () => {
  it('gives endpoint, time and body, newest first', async () => {
    const bench = await setUp();
    const { provider, call, simulator } = bench;
    await provider.submit(intentOf(), call);
    simulator.advance(minuteMs);
    const intent = intentOf({ endpoint: community, wire: { prompt: 'a fox' } });
    const second = await provider.submit(intent, call);
    const jobs = await provider.listSince(startedAt - minuteMs, call);
    expect(jobs).toMatchObject([
      { operation: second, endpoint: community, createdAt: startedAt + minuteMs, body: intent.body },
      { endpoint: fast, createdAt: startedAt, body: { input: wire } },
    ]);
    expect(await provider.listSince(startedAt + 1, call)).toHaveLength(1);
  });

  it('gives no body once the input is erased', async () => {
    const { provider, call, simulator } = await setUp();
    await provider.submit(intentOf(), call);
    simulator.advance(66 * minuteMs);
    expect(await provider.listSince(startedAt, call)).toMatchObject([{ endpoint: fast, body: undefined }]);
  });

  it('is an error when the list breaks off, never a part of it', async () => {
    const { provider, call, simulator } = await setUp();
    const body = { next: 'https://elsewhere.example/', results: [] };
    simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    expect(await failureOf(provider.listSince(startedAt, call))).toMatchObject({ code: 'provider.unavailable' });
  });
});
