import { describe, expect, it } from 'vitest';
import type { JobEvent, JobRecord } from '../../../../src/jobs/job.js';
import { nextTurn, slowDown, type TurnQuestion } from '../../../../src/jobs/ledger/turns-table.js';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import type { Limits } from '../../../../src/jobs/pace.js';
import { intent, media } from '../every-state.js';
import { host, jobRecord } from '../scripted-engine.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

const now = 1_000_000_000;
const account = jobRecord();
const limits: Limits = { concurrency: 2, rate: { count: 3, perMs: 10_000 }, throttledRate: null };

/** A job that was sent `ago` milliseconds before now and is leased by `o_self`. */
function send(ledger: Ledger, ago: number, more: { changes?: Partial<JobRecord>; next?: JobEvent[] } = {}): string {
  const id = `j_${Number(ledger.get('SELECT COUNT(*) AS n FROM jobs')?.n) + 1}`;
  const at = now - ago;
  addJob(ledger, { id, ...more.changes });
  const operation = { remoteId: `remote-${id}` };
  const events: JobEvent[] = [
    { type: 'uploaded', media },
    { type: 'intent', intent, at },
    { type: 'accepted', operation, at },
    ...(more.next ?? []),
  ];
  advance(ledger, id, { at, events });
  return id;
}

const rendered: JobEvent[] = [{ type: 'succeeded', urls: ['u'], expiresAt: null, at: now }];

function ask(ledger: Ledger, question: Partial<TurnQuestion> = {}) {
  return nextTurn(ledger, account, { limits, now, host, needsSlot: true, lifetimeMs: 60_000, ...question });
}

function live(ledger: Ledger, owner: string): void {
  ledger.run('INSERT INTO processes VALUES (?, ?, ?, ?, ?, ?)', owner, 'studio', 'boot-1', 'pid-1', 100, now);
}

const free = { inMs: 0, why: 'free' };
const slot = { inMs: 1_000, why: 'slot' };

describe('the rate of an account', () => {
  it('lets as many pass as it says, and the next when the first is old enough', async () => {
    const ledger = await testLedger();
    for (const ago of [9_000, 5_000]) send(ledger, ago, { next: rendered });
    expect(ask(ledger)).toEqual(free);
    send(ledger, 1_000, { next: rendered });
    expect(ask(ledger)).toEqual({ inMs: 1_000, why: 'rate' });
    expect(ask(ledger, { now: now + 1_000 })).toEqual(free);
  });

  it('counts what was refused, for it was sent', async () => {
    const ledger = await testLedger();
    for (const ago of [3, 2, 1]) {
      const id = `j_${ago}`;
      addJob(ledger, { id });
      const error = { code: 'provider.throttled' } as never;
      advance(ledger, id, {
        events: [
          { type: 'uploaded', media },
          { type: 'intent', intent, at: now - ago },
          { type: 'not-accepted', error },
        ],
      });
    }
    expect(ask(ledger).why).toBe('rate');
  });

  it.each([
    ['key', { keyFingerprint: 'other' }],
    ['origin', { apiOrigin: 'https://other.test' }],
    ['provider', { provider: 'replicate' }],
  ] as const)('counts only submits with the same %s', async (_what, changes) => {
    const ledger = await testLedger();
    for (const ago of [3, 2, 1]) send(ledger, ago, { changes, next: rendered });
    expect(ask(ledger)).toEqual(free);
  });

  it('does not wait for submits of a future that a clock set back has made', async () => {
    const ledger = await testLedger();
    for (const ago of [-3_600_000, -3_600_001, -3_600_002]) send(ledger, ago, { next: rendered });
    expect(ask(ledger)).toEqual(free);
  });
});

describe('the slots of an account', () => {
  it('are held by the jobs of living processes, however long they take', async () => {
    const ledger = await testLedger();
    live(ledger, 'o_self');
    for (const ago of [86_400_000, 3_600_000]) send(ledger, ago);
    expect(ask(ledger)).toEqual(slot);
    expect(ask(ledger, { limits: { ...limits, concurrency: 3 } })).toEqual(free);
  });

  it('are free when a clip is rendered', async () => {
    const ledger = await testLedger();
    live(ledger, 'o_self');
    send(ledger, 30_000);
    send(ledger, 20_000, { next: rendered });
    expect(ask(ledger)).toEqual(free);
  });

  it('are held by jobs that nobody follows for as long as they may be rendering', async () => {
    const ledger = await testLedger();
    for (const ago of [50_000, 40_000]) send(ledger, ago);
    expect(ask(ledger)).toEqual(slot);
    expect(ask(ledger, { now: now + 10_000 })).toEqual(free);
  });

  it('are held by an intent of a living process, whose answer is still to come', async () => {
    const ledger = await testLedger();
    live(ledger, 'o_self');
    for (const id of ['j_1', 'j_2']) {
      addJob(ledger, { id });
      const events: JobEvent[] = [
        { type: 'uploaded', media },
        { type: 'intent', intent, at: now },
      ];
      advance(ledger, id, { events });
    }
    expect(ask(ledger)).toEqual(slot);
  });

  it('do not count for a job that is left to the queue of its provider', async () => {
    const ledger = await testLedger();
    live(ledger, 'o_self');
    for (const ago of [30_000, 20_000]) send(ledger, ago);
    expect(ask(ledger, { needsSlot: false })).toEqual(free);
  });
});

describe('a 429', () => {
  const throttle = (ledger: Ledger, retryAfterMs: number | undefined, at = now) =>
    slowDown(ledger, account, { limits, now: at, retryAfterMs });

  it('holds every process up until the time that the service named', async () => {
    const ledger = await testLedger();
    expect(throttle(ledger, 20_000)).toBe(now + 20_000);
    expect(ask(ledger, { now: now + 1_000 })).toEqual({ inMs: 19_000, why: 'throttled' });
    expect(ask(ledger, { now: now + 20_000 })).toEqual(free);
  });

  it('makes submits rarer afterwards', async () => {
    const ledger = await testLedger();
    send(ledger, 2_000, { next: rendered });
    throttle(ledger, 0);
    // Three in ten seconds, halved.
    expect(ask(ledger)).toEqual({ inMs: 4_667, why: 'rate' });
  });

  it('concerns no other key', async () => {
    const ledger = await testLedger();
    throttle(ledger, 20_000);
    const question = { limits, now, host, needsSlot: true, lifetimeMs: 0 };
    expect(nextTurn(ledger, { ...account, keyFingerprint: 'other' }, question)).toEqual(free);
  });

  it('is forgotten when it was noted under a clock that has been set back', async () => {
    const ledger = await testLedger();
    throttle(ledger, 20_000, now + 86_400_000);
    expect(ask(ledger)).toEqual(free);
  });
});
