import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LostSubmit } from '../../../src/providers/provider.js';
import { failureOf, intentFor, startFalUnderTest, turbo } from './fal-under-test.js';

const start = 1_763_700_000_000;
const options = { now: () => start };

/** A submit whose answer was lost at the simulator's present time. */
async function lose(setup: Awaited<ReturnType<typeof startFalUnderTest>>): Promise<LostSubmit> {
  setup.simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
  const intentAt = setup.call.now();
  await failureOf(setup.submit());
  return { intent: intentFor(setup.fal), intentAt, known: new Set() };
}

describe('finding a lost submit in the history of fal', () => {
  it('finds the one job with the same whole body', async () => {
    const setup = await startFalUnderTest(options);
    const { fal, call, simulator, submit } = setup;
    await submit({ wire: { image_url: 'https://images.example/hero.png', prompt: 'the door opens', seed: 1 } });
    const lost = await lose(setup);
    const { id } = simulator.jobs.last();
    const found = await fal.findSubmitted(lost, call);
    expect(found).toMatchObject({ kind: 'one', operation: { remoteId: id, endpoint: turbo, submittedAt: start } });
    expect(simulator.billableSubmits).toBe(2);
    if (found.kind === 'one') expect(await fal.check(found.operation, call)).toMatchObject({ status: 'queued' });
  });

  it('asks for inputs, by endpoint, further back than ten minutes', async () => {
    const setup = await startFalUnderTest(options);
    const lost = await lose(setup);
    await setup.fal.findSubmitted(lost, setup.call);
    const { path, query } = setup.simulator.requests.at(-1) ?? {};
    expect(path).toBe('/v1/models/requests/by-endpoint');
    expect(query).toMatchObject({ endpoint_id: turbo, expand: 'payloads' });
    expect(Date.parse(query?.start ?? '')).toBeLessThanOrEqual(start - 600_000);
  });

  it('reads all pages', async () => {
    const setup = await startFalUnderTest(options);
    const lost = await lose(setup);
    const { id } = setup.simulator.jobs.last();
    for (let seed = 1; seed <= 7; seed += 1) {
      setup.simulator.jobs.seed({ endpoint: turbo, input: { ...lost.intent.body, seed } });
    }
    setup.simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 2 } });
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    expect(setup.simulator.requests.filter(({ operation }) => operation === 'list')).toHaveLength(4);
  });

  it('compares a data URI with its journaled digest', async () => {
    const setup = await startFalUnderTest(options);
    const bytes = Buffer.from('pixels');
    const wire = { image_url: `data:image/png;base64,${bytes.toString('base64')}`, prompt: 'a', seed: 3 };
    const { remoteId } = await setup.submit({ wire });
    const digest = createHash('sha256').update(bytes).digest('hex');
    const body = { ...wire, image_url: `data:image/png;sha256,${digest}` };
    const lost = { intent: { endpoint: turbo, body }, intentAt: start, known: new Set<string>() };
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'one', operation: { remoteId } });
  });

  it('names every equal job and chooses none', async () => {
    const setup = await startFalUnderTest(options);
    setup.simulator.fail({ on: 'submit', how: { kind: 'duplicate-jobs', count: 2 } });
    const lost = await lose(setup);
    const ids = setup.simulator.jobs.all.map(({ id }) => id);
    const found = await setup.fal.findSubmitted(lost, setup.call);
    expect(found.kind === 'several' && found.remoteIds.toSorted()).toEqual(ids.toSorted());
  });

  it('leaves out jobs that the ledger holds', async () => {
    const setup = await startFalUnderTest(options);
    const { remoteId } = await setup.submit();
    const lost = { intent: intentFor(setup.fal), intentAt: start, known: new Set([remoteId]) };
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'absent' });
  });

  it('leaves out equal jobs that are older than the intent', async () => {
    const setup = await startFalUnderTest(options);
    await setup.submit();
    setup.simulator.advance(60_000);
    const lost = { intent: intentFor(setup.fal), intentAt: start + 60_000, known: new Set<string>() };
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'absent' });
  });

  it('says how far back the list was read when the job is not there', async () => {
    const setup = await startFalUnderTest(options);
    const lost = { intent: intentFor(setup.fal), intentAt: start, known: new Set<string>() };
    expect(await setup.fal.findSubmitted(lost, setup.call)).toEqual({
      kind: 'absent',
      listedBackTo: start - 900_000,
      serverNow: start,
    });
  });

  it('does not see a job that the list has not caught up with, and sees it later', async () => {
    const setup = await startFalUnderTest(options);
    setup.simulator.fail({ on: 'list', how: { kind: 'list-lags', ms: 30_000 } });
    const lost = await lose(setup);
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'absent' });
    setup.simulator.advance(30_000);
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'one' });
  });

  const rewritten = [
    ['defaults were filled in', { acceleration: 'regular' }],
    ['the image was stored elsewhere', { image_url: 'https://v3.fal.media/files/a.png' }],
  ] as const;
  it.each(rewritten)('cannot tell when %s', async (_, change) => {
    const setup = await startFalUnderTest(options);
    const intent = intentFor(setup.fal);
    setup.simulator.jobs.seed({ endpoint: turbo, input: { ...intent.body, ...change } });
    const lost = { intent, intentAt: start, known: new Set<string>() };
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'unknowable' });
  });

  const items = (more: object) => ({ items: [{ request_id: 'a', sent_at: new Date(start).toISOString() }], ...more });
  const strange = [
    ['an item without its input', items({ has_more: false })],
    ['a page that says there is more, but not where', { items: [], has_more: true }],
    ['a full page that does not say whether it is the last', { items: Array(100).fill({ request_id: 'b' }) }],
  ] as const;
  it.each(strange)('cannot tell after %s', async (_, page) => {
    const setup = await startFalUnderTest(options);
    const body = JSON.parse(JSON.stringify(page));
    setup.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body } });
    const lost = { intent: intentFor(setup.fal), intentAt: start, known: new Set<string>() };
    expect(await setup.fal.findSubmitted(lost, setup.call)).toMatchObject({ kind: 'unknowable' });
  });

  it('cannot tell when the pages go round in a circle', async () => {
    const setup = await startFalUnderTest(options);
    const body = { items: [], next_cursor: 'again', has_more: true };
    setup.simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body }, times: 9 });
    const lost = { intent: intentFor(setup.fal), intentAt: start, known: new Set<string>() };
    const found = await setup.fal.findSubmitted(lost, setup.call);
    expect(found).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('circle') });
  });

  it('goes by the clock of fal when ours is behind', async () => {
    const setup = await startFalUnderTest(options);
    const ours = start - 240_000;
    const call = { ...setup.call, now: () => ours };
    await setup.submit();
    const lost = { intent: intentFor(setup.fal), intentAt: ours, known: new Set<string>() };
    expect(await setup.fal.findSubmitted(lost, call)).toMatchObject({ kind: 'one' });
    setup.simulator.advance(120_000);
    const later = { ...lost, intentAt: ours + 120_000 };
    const found = await setup.fal.findSubmitted(later, { ...call, now: () => ours + 120_000 });
    expect(found).toMatchObject({ kind: 'absent' });
  });

  it('cannot tell when our clock is far ahead of the list that was read', async () => {
    const setup = await startFalUnderTest(options);
    const ours = start + 3_600_000;
    const lost = { intent: intentFor(setup.fal), intentAt: ours, known: new Set<string>() };
    const found = await setup.fal.findSubmitted(lost, { ...setup.call, now: () => ours });
    expect(found).toMatchObject({ kind: 'unknowable', reason: expect.stringContaining('clock') });
  });

  it.each(['answer-lost', 'truncated', 'html'] as const)('reports a list that could not be read: %s', async (kind) => {
    const setup = await startFalUnderTest(options);
    const lost = await lose(setup);
    setup.simulator.fail({ on: 'list', how: { kind } });
    expect(await failureOf(setup.fal.findSubmitted(lost, setup.call))).toMatchObject({ retryable: true });
  });
});

describe('jobs of fal since a time', () => {
  it('lists those of every Wan endpoint with their bodies, newest first', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest(options);
    await submit();
    simulator.advance(5000);
    const wan26 = { image_url: 'https://images.example/hero.png', prompt: 'rain', duration: '5' };
    await submit({ endpoint: 'wan/v2.6/image-to-video', wire: wan26 });
    const listed = await fal.listSince(start - 1000, call);
    expect(listed.map(({ endpoint }) => endpoint)).toEqual(['wan/v2.6/image-to-video', turbo]);
    expect(listed[0]).toMatchObject({ body: wan26, createdAt: start + 5000 });
    expect(await fal.listSince(start + 1000, call)).toHaveLength(1);
  });

  it('goes on past an endpoint that fal no longer knows', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest(options);
    await submit();
    const body = { error: { type: 'not_found', message: 'endpoint not found' } };
    simulator.fail({ on: 'list', how: { kind: 'http', status: 404, body } });
    expect(await fal.listSince(start - 1000, call)).toHaveLength(1);
  });

  it('reports a list that was not read to its end', async () => {
    const { fal, call, simulator } = await startFalUnderTest(options);
    simulator.fail({ on: 'list', how: { kind: 'http', status: 200, body: { items: [], has_more: true } } });
    expect(await failureOf(fal.listSince(start, call))).toMatchObject({ code: 'provider.unavailable' });
  });
});
