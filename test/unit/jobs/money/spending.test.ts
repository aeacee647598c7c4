import { describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../src/jobs/job.js';
import { applyEvent, getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import { insertRun } from '../../../../src/jobs/ledger/runs-table.js';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import { type Caps, guardCaps, spentInRun, spentSince } from '../../../../src/jobs/money/spending.js';
import { everyEvent, intent, media } from '../every-state.js';
import { run } from '../scripted-engine.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

const none: Caps = { perRun: null, perDay: null, allowUnknownPrice: false, dayStart: 0 };
const noon = 1_000_000;

/** Sends a job, if the caps let it. */
function send(ledger: Ledger, caps: Partial<Caps>, changes: Partial<JobRecord> = {}): void {
  const id = `j_${Number(ledger.get('SELECT COUNT(*) AS n FROM jobs')?.n) + 1}`;
  addJob(ledger, { id, ...changes });
  const job = advance(ledger, id, { events: [{ type: 'uploaded', media }] });
  const event = { type: 'intent', intent, at: changes.createdAt ?? noon } as const;
  const guard = (current: typeof job) => guardCaps(ledger, current, { ...none, ...caps });
  applyEvent(ledger, { job, event, owner: 'o_self', at: noon, guard });
}

const cents = (amount: number) => ({ estimate: { amount: amount / 100, currency: 'USD' as const } });
const capBroken = expect.objectContaining({ code: 'money.cap' });

describe('the cap of a run', () => {
  it('holds to the cent, exactly reached included', async () => {
    const ledger = await testLedger();
    for (let sent = 0; sent < 3; sent += 1) send(ledger, { perRun: 0.3 }, cents(10));
    expect(() => send(ledger, { perRun: 0.3 }, cents(1))).toThrow(capBroken);
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(0.3);
  });

  it('is not broken by the rounding of a thousand sums', async () => {
    const ledger = await testLedger();
    for (let sent = 0; sent < 100; sent += 1) send(ledger, { perRun: 0.7 }, cents(0.7));
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(0.7);
  });

  it('says what it would cost and what to do', async () => {
    const ledger = await testLedger();
    expect(() => send(ledger, { perRun: 0.05 }, cents(10))).toThrow(
      expect.objectContaining({
        message: 'this run would cost $0.10, above the cap of $0.05',
        hint: expect.stringContaining('--max-cost'),
      }),
    );
  });

  it('tells a cost from a cap that is less than a cent lower', async () => {
    const ledger = await testLedger();
    expect(() => send(ledger, { perRun: 0.074 }, cents(7.5))).toThrow('cost $0.075, above the cap of $0.074');
  });

  it('reads as little of a run of hundreds as of one of two, for each that it refuses', async () => {
    const readFor = async (takes: number) => {
      const ledger = await testLedger();
      const ids = Array.from({ length: takes }, (_, index) => `j_${index}`);
      for (const [index, id] of ids.entries()) addJob(ledger, { id, index, output: `/${id}.mp4`, seedDrawn: true });
      ledger.run('UPDATE runs SET settings = ?', JSON.stringify({ shared: ids }));
      let read = 0;
      const counted = <T>(found: T) => {
        read += JSON.stringify(found).length;
        return found;
      };
      const sql: typeof ledger = {
        ...ledger,
        get: (...asked) => counted(ledger.get(...asked)),
        all: (...asked) => counted(ledger.all(...asked)),
      };
      const job = getJob(ledger, 'j_1');
      expect(() => guardCaps(sql, job, { ...none, perRun: 0 })).toThrow(capBroken);
      return read;
    };
    expect(await readFor(200)).toBeLessThan((await readFor(2)) * 2);
  });

  it('of 0 is a cap: only what is free passes', async () => {
    const ledger = await testLedger();
    expect(() => send(ledger, { perRun: 0 }, cents(1))).toThrow(capBroken);
    expect(() => send(ledger, { perRun: 0 }, cents(0))).not.toThrow();
  });

  it('stops nothing that is free, though more was spent already', async () => {
    const ledger = await testLedger();
    send(ledger, {}, cents(10));
    const lowered = { perRun: 0.05, perDay: 0.05, byProvider: { fal: { perRun: 0.05, perDay: 0.05 } } };
    expect(() => send(ledger, lowered, cents(1))).toThrow(capBroken);
    expect(() => send(ledger, lowered, cents(0))).not.toThrow();
  });

  it('counts its own run only', async () => {
    const ledger = await testLedger();
    insertRun(ledger, { ...run, id: 'r_2' });
    send(ledger, { perRun: 0.1 }, cents(10));
    expect(() => send(ledger, { perRun: 0.1 }, { run: 'r_2', ...cents(10) })).not.toThrow();
  });

  it('counts other currencies by their rate', async () => {
    const ledger = await testLedger();
    const estimate = { amount: 100, currency: 'credits' as const };
    expect(() => send(ledger, { perRun: 0.49 }, { estimate })).toThrow(capBroken);
    expect(() => send(ledger, { perRun: 0.5 }, { estimate })).not.toThrow();
  });

  it('gets back what was certainly not accepted', async () => {
    const ledger = await testLedger();
    send(ledger, { perRun: 0.1 }, cents(10));
    advance(ledger, 'j_1', { events: [everyEvent['not-accepted']] });
    expect(() => send(ledger, { perRun: 0.1 }, cents(10))).not.toThrow();
  });
});

describe('the cap of a day', () => {
  it('counts every run since the day began, by the time of the submit', async () => {
    const ledger = await testLedger();
    insertRun(ledger, { ...run, id: 'r_2' });
    const today = { perDay: 0.1, dayStart: noon };
    send(ledger, today, { ...cents(10), createdAt: noon - 1 });
    send(ledger, today, { ...cents(10), createdAt: noon });
    expect(() => send(ledger, today, { ...cents(1), run: 'r_2' })).toThrow('today would cost $0.11');
    expect(spentSince(ledger, noon)).toBeCloseTo(0.1);
    expect(spentSince(ledger, noon - 1)).toBeCloseTo(0.2);
    expect(spentSince(ledger, noon + 1)).toBe(0);
  });
});

describe('the caps of one provider', () => {
  it.each([
    ['perRun', 'this run at fal would cost $0.11'],
    ['perDay', 'today at fal would cost $0.11'],
  ])('%s holds for its jobs alone', async (cap, message) => {
    const ledger = await testLedger();
    const caps = { byProvider: { fal: { [cap]: 0.1 } } };
    send(ledger, caps, cents(10));
    send(ledger, caps, { ...cents(10), provider: 'replicate' });
    expect(() => send(ledger, caps, cents(1))).toThrow(message);
    expect([spentInRun(ledger, 'r_1', 'fal'), spentSince(ledger, 0, 'replicate')]).toEqual([0.1, 0.1]);
  });

  it('refuse an unknown price', async () => {
    const ledger = await testLedger();
    const refused = expect.objectContaining({ code: 'money.unknown-price' });
    expect(() => send(ledger, { byProvider: { fal: { perDay: 0 } } }, { estimate: null })).toThrow(refused);
    expect(() => send(ledger, { byProvider: { kie: { perDay: 0 } } }, { estimate: null })).not.toThrow();
  });

  it('leave the caps on the whole in force', async () => {
    const ledger = await testLedger();
    expect(() => send(ledger, { perRun: 0.05, byProvider: { fal: { perRun: 9 } } }, cents(10))).toThrow(capBroken);
  });
});

describe('an unknown price', () => {
  const unknown = { estimate: null };

  it('passes where there is no cap', async () => {
    const ledger = await testLedger();
    expect(() => send(ledger, {}, unknown)).not.toThrow();
  });

  it.each([{ perRun: 100 }, { perDay: 100 }])('is refused under %o, unless allowed', async (cap) => {
    const ledger = await testLedger();
    expect(() => send(ledger, cap, unknown)).toThrow(
      expect.objectContaining({ code: 'money.unknown-price', hint: expect.stringContaining('--allow-unknown-price') }),
    );
    expect(() => send(ledger, { ...cap, allowUnknownPrice: true }, unknown)).not.toThrow();
  });
});

it('a refused submit leaves the job uploaded, with nothing counted', async () => {
  const ledger = await testLedger();
  expect(() => send(ledger, { perRun: 0 }, cents(1))).toThrow(capBroken);
  expect(getJob(ledger, 'j_1').state.status).toBe('uploaded');
  expect(spentInRun(ledger, 'r_1')).toBe(0);
});
