import { describe, expect, it } from 'vitest';
import type { Found, SubmitIntent } from '../../../src/providers/provider.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { type Bench, failureOf, intentOf, lightning, setUp, startedAt } from './setup.js';

async function lostSubmit(bench: Bench, intent: SubmitIntent): Promise<void> {
  bench.simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
  expect(await failureOf(bench.provider.submit(intent, bench.call))).toMatchObject({ code: 'submit.unknown' });
}

function find({ provider, call }: Bench, intent: SubmitIntent, known: readonly string[] = []): Promise<Found> {
  return provider.findSubmitted({ intent, intentAt: startedAt, known: new Set(known) }, call);
}

describe('looking for a prompt whose answer was lost', () => {
  it.each([0, 90_000, 600_000])('finds it by our own id, waiting, running or over (after %i ms)', async (ms) => {
    const bench = await setUp();
    const intent = intentOf();
    await bench.provider.submit(intentOf(), bench.call);
    await lostSubmit(bench, intent);
    bench.simulator.advance(ms);
    expect(await find(bench, intent)).toEqual({ kind: 'one', operation: { remoteId: intent.ids?.promptId } });
  });

  it.each([0, 600_000])('finds it by the filename prefix where the server chose the id (after %i ms)', async (ms) => {
    const bench = await setUp({ version: '0.20.0' });
    const intent = intentOf();
    await bench.provider.submit(intentOf(), bench.call);
    await lostSubmit(bench, intent);
    const { id } = bench.simulator.jobs.last();
    await bench.provider.submit(intentOf(), bench.call);
    bench.simulator.advance(ms);
    expect(await find(bench, intent)).toEqual({
      kind: 'one',
      operation: { remoteId: id, clientId: intent.ids?.promptId },
    });
  });

  it('reads the history to its end, page after page', async () => {
    const bench = await setUp({ version: '0.20.0' });
    const intent = intentOf();
    for (let index = 0; index < 4; index += 1) await bench.provider.submit(intentOf(), bench.call);
    await lostSubmit(bench, intent);
    bench.simulator.advance(600_000);
    bench.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 2 } });
    expect((await find(bench, intent)).kind).toBe('one');
    const offsets = bench.simulator.requests.filter(({ path }) => path === '/history').map(({ query }) => query.offset);
    expect(offsets).toEqual(['0', '2', '4', '5']);
  });

  it('tells several with its prefix apart from one, and from those of the ledger', async () => {
    const bench = await setUp();
    const intent = intentOf();
    bench.simulator.fail({ on: 'submit', how: { kind: 'duplicate-jobs', count: 2 } });
    await lostSubmit(bench, intent);
    const ids = bench.simulator.jobs.all.map(({ id }) => id);
    expect(await find(bench, intent)).toEqual({ kind: 'several', remoteIds: ids });
    expect(await find(bench, intent, [ids[1] ?? ''])).toMatchObject({ kind: 'one' });
  });

  it('counts an id that was taken twice as one prompt', async () => {
    const bench = await setUp();
    const intent = intentOf();
    await bench.provider.submit(intent, bench.call);
    await lostSubmit(bench, intent);
    expect(bench.simulator.jobs.all).toHaveLength(2);
    expect(await find(bench, intent)).toMatchObject({ kind: 'one' });
  });

  it('says absent where neither queue nor history has it, by the clock of the server', async () => {
    const bench = await setUp();
    await bench.provider.submit(intentOf(), bench.call);
    bench.simulator.advance(60_000);
    expect(await find(bench, intentOf())).toEqual({
      kind: 'absent',
      listedBackTo: 0,
      serverNow: startedAt + 60_000,
    });
  });

  it('does not call absent what a full history may have forgotten', async () => {
    const bench = await setUp();
    const empty = { queue_running: [], queue_pending: [] };
    const full = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`p${index}`, {}]));
    for (const body of [empty, full]) bench.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    expect(await find(bench, intentOf())).toMatchObject({ kind: 'unknowable' });
  });

  it('never misses a prompt that ends while it looks: the queue is read before the history', async () => {
    const bench = await setUp();
    const intent = intentOf();
    await lostSubmit(bench, intent);
    bench.simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0, renderingMs: 1000 };
    const send: typeof bench.call.http.send = async (request) => {
      const response = await bench.call.http.send(request);
      bench.simulator.advance(1000);
      return response;
    };
    const call = { ...bench.call, http: { ...bench.call.http, send } };
    expect((await find({ ...bench, call }, intent)).kind).toBe('one');
  });

  it.each(['html', 'truncated', 'lost-before'] as const)('does not call it absent after %s', async (kind) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'list', how: { kind } });
    expect(await failureOf(find(bench, intentOf()))).toMatchObject({ retryable: true });
  });
});

describe('listing prompts', () => {
  it('gives those since a time, newest first, with graph and model', async () => {
    const { simulator, provider, call } = await setUp();
    const intents = [intentOf(), intentOf(), intentOf()];
    for (const intent of intents) {
      simulator.advance(60_000);
      await provider.submit(intent, call);
    }
    const jobs = await provider.listSince(startedAt + 120_000, call);
    expect(jobs.map(({ operation }) => operation.remoteId)).toEqual([
      intents[2]?.ids?.promptId,
      intents[1]?.ids?.promptId,
    ]);
    expect(jobs[0]).toMatchObject({
      endpoint: lightning,
      createdAt: startedAt + 180_000,
      body: intents[2]?.body,
      ids: intents[2]?.ids,
    });
  });

  it.each([[''], ['"'], ['browser']])('takes %j for no id that we chose', async (client) => {
    const { simulator, provider, call } = await setUp();
    const { body } = intentOf();
    simulator.jobs.seed({ endpoint: lightning, input: { ...body, client_id: client } });
    expect(await provider.listSince(0, call)).toMatchObject([{ body: { prompt: body.prompt }, ids: undefined }]);
  });
});
