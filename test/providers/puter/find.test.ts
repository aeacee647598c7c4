import { describe, expect, it } from 'vitest';
import type { LostSubmit } from '../../../src/providers/provider.js';
import { type Bench, failureOf, intentOf, setUp, startedAt } from './setup.js';

const minute = 60_000;

function lost(fields: Partial<LostSubmit> = {}): LostSubmit {
  return { intent: intentOf(), intentAt: startedAt, known: new Set(), ...fields };
}

async function lose({ simulator, provider, call }: Bench) {
  simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
  await failureOf(provider.submit(intentOf(), call));
}

describe('looking for a call whose answer was lost', () => {
  it('finds its file by the path that was chosen before it', async () => {
    const bench = await setUp();
    const { simulator, provider, call } = bench;
    await lose(bench);
    expect(await provider.findSubmitted(lost(), call)).toEqual({
      kind: 'one',
      operation: { remoteId: 'wan-abc7.mp4', endedAt: startedAt },
    });
    expect(simulator.requests.at(-1)).toMatchObject({ path: '/stat', json: { path: '~/wan-abc7.mp4' } });
    expect(simulator.billableSubmits).toBe(1);
  });

  it('finds it hours later too, and what it found can be fetched', async () => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.advance(600 * minute);
    const found = await bench.provider.findSubmitted(lost(), bench.call);
    if (found.kind !== 'one') throw new Error(`found ${found.kind}`);
    expect(await bench.provider.check(found.operation, bench.call)).toMatchObject({ status: 'succeeded' });
  });

  it('finds an answer that was too large or cut off in the same way', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'truncated' } });
    await failureOf(bench.provider.submit(intentOf(), bench.call));
    expect((await bench.provider.findSubmitted(lost(), bench.call)).kind).toBe('one');
  });

  it('has not found it yet while the server may still render, and cannot be certain of that', async () => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.fail({ on: 'list', how: { kind: 'list-lags', ms: 8 * minute } });
    const found = await bench.provider.findSubmitted(lost(), bench.call);
    expect(found).toEqual({ kind: 'absent', listedBackTo: startedAt, serverNow: startedAt });
    bench.simulator.advance(8 * minute);
    expect((await bench.provider.findSubmitted(lost(), bench.call)).kind).toBe('one');
  });

  it('never takes a missing file for a call that cost nothing', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.advance(20 * minute);
    expect(await provider.findSubmitted(lost(), call)).toMatchObject({
      kind: 'unknowable',
      reason: expect.stringContaining('~/wan-abc7.mp4'),
    });
    expect(provider.facts.reconcileWindowMs).toBe(0);
  });

  it('does not take the file of another job', async () => {
    const bench = await setUp();
    await lose(bench);
    const known = new Set(['wan-abc7.mp4']);
    expect((await bench.provider.findSubmitted(lost({ known }), bench.call)).kind).toBe('unknowable');
  });

  it.each([
    ['a dropped connection', { kind: 'lost-before' }],
    ['a page', { kind: 'html' }],
    ['a 404 page of a gateway', { kind: 'html', status: 404 }],
    ['half an answer', { kind: 'truncated' }],
  ] as const)('says nothing after %s', async (_, how) => {
    const bench = await setUp();
    await lose(bench);
    bench.simulator.fail({ on: 'list', how });
    await failureOf(bench.provider.findSubmitted(lost(), bench.call));
  });
});
