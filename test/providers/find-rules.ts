import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.js';
import type { Found, LostSubmit, SubmitIntent } from '../../src/providers/provider.js';
import { failureOf } from './open-call.js';
import type { Bench, OpenProvider } from './open-provider.js';

type Listing = OpenProvider<'findSubmitted'>;

/** How a provider's tests lose a submit and look for it again. */
export interface Search {
  find(bench: Listing, lost?: Partial<LostSubmit>): Promise<Found>;
  /** Submits, and loses the answer; the id that nobody was told. */
  lose(bench: Bench, intent?: SubmitIntent): Promise<string>;
}

interface Rule {
  readonly setUp: () => Promise<Listing>;
  readonly search: Search;
}

const minuteMs = 60_000;
/** Where the program gives up on a list that has no end. */
const mostPages = 1000;

/** A search for the standard intent, as if nothing else were known. */
export function searchFor(intentOf: () => SubmitIntent, intentAt: number): Search {
  return {
    find: ({ provider, call }, lost = {}) =>
      provider.findSubmitted({ intent: intentOf(), intentAt, known: new Set(), ...lost }, call),
    lose: async ({ simulator, provider, call }, intent = intentOf()) => {
      simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
      await failureOf(provider.submit(intent, call));
      return simulator.jobs.last().id;
    },
  };
}

/** The bench of a program whose clock is ahead of the service's. */
function aheadBy<B extends Bench>(bench: B, ms: number): B {
  const now = bench.call.now() + ms;
  return { ...bench, call: { ...bench.call, now: () => now } };
}

export function itPicksNoneOfSeveral({ setUp, search: { find, lose } }: Rule): void {
  it('decides nothing between several, and passes over what the ledger holds', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'duplicate-jobs', count: 2 } });
    await lose(bench);
    const ids = bench.simulator.jobs.all.map(({ id }) => id).toReversed();
    expect(await find(bench)).toEqual({ kind: 'several', remoteIds: ids });
    const [kept = '', other = ''] = ids;
    expect(await find(bench, { known: new Set([kept]) })).toMatchObject({
      kind: 'one',
      operation: { remoteId: other },
    });
  });
}

export function itTellsHowFarItRead({ setUp, search: { find } }: Rule, listedBackTo: number): void {
  it('says how far back it read, and when by the service, if it is not there', async () => {
    const bench = await setUp();
    bench.simulator.advance(50 * minuteMs);
    const serverNow = Math.floor(bench.simulator.now() / 1000) * 1000;
    expect(await find(bench)).toEqual({ kind: 'absent', listedBackTo, serverNow });
  });
}

export function itOutwaitsALaggingList({ setUp, search: { find, lose } }: Rule): void {
  it('is absent while the list lags, and there afterwards', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    bench.simulator.fail({ on: 'list', how: { kind: 'list-lags', ms: minuteMs } });
    expect((await find(bench)).kind).toBe('absent');
    bench.simulator.advance(minuteMs);
    expect(await find(bench)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
  });
}

export function itAllowsForASlowClock({ setUp, search: { find, lose } }: Rule): void {
  it('allows for a service whose clock is behind ours, and gives up when it is too far behind', async () => {
    const bench = await setUp();
    const id = await lose(bench);
    const findAhead = (ms: number, known: readonly string[] = []) =>
      find(aheadBy(bench, ms), { intentAt: bench.simulator.now() + ms, known: new Set(known) });
    expect(await findAhead(4 * minuteMs)).toMatchObject({ kind: 'one', operation: { remoteId: id } });
    expect((await findAhead(4 * minuteMs, [id])).kind).toBe('absent');
    expect((await findAhead(6 * minuteMs, [id])).kind).toBe('unknowable');
  });
}

/** `pageOf` makes the answer of the n-th page, of which there is always another. */
export function itLeavesAnEndlessList({ setUp, search: { find } }: Rule, pageOf: (page: number) => JsonObject): void {
  it('without an end proves nothing either', async () => {
    const bench = await setUp();
    let page = 0;
    const send = async () => {
      page += 1;
      return { status: 200, headers: {}, text: '', json: pageOf(page) };
    };
    const call = { ...bench.call, http: { send, submit: send } };
    expect((await find({ ...bench, call })).kind).toBe('unknowable');
    expect(page).toBe(mostPages);
  });
}

export function itListsAgainAfterABreak({ setUp, search: { find } }: Rule): void {
  it.each(['html', 'truncated', 'answer-lost'] as const)('that breaks off (%s) is an error to repeat', async (kind) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'list', how: { kind } });
    expect(await failureOf(find(bench))).toMatchObject({ retryable: true });
  });
}
