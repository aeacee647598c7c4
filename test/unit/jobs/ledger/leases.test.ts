import { describe, expect, it } from 'vitest';
import { applyEvent, getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import {
  acquireLease,
  holdsLease,
  isDrivenByOther,
  joinLedger,
  releaseLease,
} from '../../../../src/jobs/ledger/leases.js';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import type { HostIdentity } from '../../../../src/runtime.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { host } from '../scripted-engine.js';
import { addJob, testLedger } from '../test-ledger.js';

const minute = 60_000;

/** A job leased by `o_first`, which joined from the given place at time 0. */
async function leased(place: Partial<HostIdentity> = {}): Promise<Ledger> {
  const ledger = await testLedger();
  addJob(ledger);
  join(ledger, 'o_first', { place });
  const taken = acquireLease(ledger, 'j_1', 'o_first', { at: 0, host });
  expect(taken).toEqual({ held: true, epoch: 2 });
  return ledger;
}

function join(
  ledger: Ledger,
  id: string,
  {
    place = {},
    clock = createFakeClock(0),
  }: { place?: Partial<HostIdentity>; clock?: ReturnType<typeof createFakeClock> } = {},
) {
  return joinLedger(ledger, { clock, host: { ...host, ...place }, newId: () => id });
}

const take = (ledger: Ledger, at: number, here: HostIdentity = host) =>
  acquireLease(ledger, 'j_1', 'o_second', { at, host: here });

describe('a lease', () => {
  it('is refused to a second owner while the first lives, naming the process', async () => {
    const ledger = await leased();
    expect(take(ledger, 1_000)).toEqual({ held: false, by: 'process 100 on studio' });
    expect(isDrivenByOther(ledger, 'j_1', 'o_second', { at: 1_000, host })).toBe(true);
    expect(isDrivenByOther(ledger, 'j_1', 'o_first', { at: 1_000, host })).toBe(false);
  });

  it('goes to the second once the first lets go', async () => {
    const ledger = await leased();
    releaseLease(ledger, 'j_1', 'o_first');
    expect(isDrivenByOther(ledger, 'j_1', 'o_second', { at: 1_000, host })).toBe(false);
    expect(take(ledger, 1_000)).toEqual({ held: true, epoch: 3 });
  });

  it('is not let go by another', async () => {
    const ledger = await leased();
    releaseLease(ledger, 'j_1', 'o_second');
    expect(take(ledger, 1_000)).toMatchObject({ held: false });
  });

  it('is taken over at once from a pid that is dead here', async () => {
    const ledger = await leased({ pid: 999 });
    expect(take(ledger, 1)).toEqual({ held: true, epoch: 3 });
  });

  it('is taken over from an owner that the ledger does not know', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    ledger.run("UPDATE jobs SET lease_owner = 'o_gone'");
    expect(take(ledger, 0)).toMatchObject({ held: true });
  });

  it('is kept by a living pid that is busy for minutes', async () => {
    expect(take(await leased(), 9 * minute)).toMatchObject({ held: false });
  });

  it('is taken over from a pid silent for ten minutes: it belongs to somebody else by now', async () => {
    expect(take(await leased(), 10 * minute)).toMatchObject({ held: true });
  });

  it.each([
    ['another host', { host: 'laptop' }],
    ['another boot', { boot: 'boot-0' }],
    ['another pid namespace', { pidNamespace: 'pid-2' }],
  ])('of %s is judged by its heartbeat, not by a pid that happens to live here', async (_, place) => {
    const ledger = await leased(place);
    expect(take(ledger, minute - 1)).toMatchObject({ held: false });
    expect(take(ledger, minute)).toMatchObject({ held: true });
  });

  it('of another host is believed although its pid is dead here', async () => {
    const ledger = await leased({ host: 'laptop', pid: 999 });
    expect(take(ledger, minute - 1)).toMatchObject({ held: false });
  });

  it('is judged by heartbeat where the system names no boot', async () => {
    const ledger = await leased({ boot: '', pid: 999 });
    const here = { ...host, boot: '' };
    expect(take(ledger, minute - 1, here)).toMatchObject({ held: false });
    expect(take(ledger, minute, here)).toMatchObject({ held: true });
  });

  it('is not kept for ever by a heartbeat from the future: that clock was wrong', async () => {
    const ledger = await leased({ boot: 'boot-0' });
    expect(take(ledger, -365 * 24 * 60 * minute)).toMatchObject({ held: true });
  });

  it('of a job that is not there is an error', async () => {
    const ledger = await testLedger();
    expect(() => acquireLease(ledger, 'j_none', 'o', { at: 0, host })).toThrow(
      expect.objectContaining({ code: 'job.not-found' }),
    );
  });
});

describe('the epoch of a lease', () => {
  it('rises with every taking, so that the owner of before can no longer write', async () => {
    const ledger = await leased({ pid: 999 });
    const before = getJob(ledger, 'j_1');
    expect(holdsLease(ledger, before, 'o_first')).toBe(true);
    take(ledger, 0);
    expect(holdsLease(ledger, before, 'o_first')).toBe(false);
    const late = { job: before, event: { type: 'cancelled' }, owner: 'o_first', at: 1 } as const;
    expect(() => applyEvent(ledger, late)).toThrow('taken over by another wan process');
  });

  it('tells an owner apart from itself before it lost and regained the job', async () => {
    const ledger = await leased({ pid: 999 });
    const before = getJob(ledger, 'j_1');
    take(ledger, 0);
    releaseLease(ledger, 'j_1', 'o_second');
    acquireLease(ledger, 'j_1', 'o_first', { at: 0, host });
    expect(holdsLease(ledger, before, 'o_first')).toBe(false);
    expect(holdsLease(ledger, getJob(ledger, 'j_1'), 'o_first')).toBe(true);
  });

  it('of a job that is not there is held by nobody', async () => {
    const ledger = await testLedger();
    expect(holdsLease(ledger, { id: 'j_none', leaseEpoch: 0 }, 'o')).toBe(false);
  });
});

describe('a process in the ledger', () => {
  it('keeps its leases by its heartbeat, every five seconds', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    const beats: { ms: number; task: () => void }[] = [];
    const clock = {
      ...createFakeClock(0),
      every: (ms: number, task: () => void) => {
        beats.push({ ms, task });
        return () => {};
      },
    };
    let now = 0;
    joinLedger(ledger, {
      clock: { ...clock, now: () => now },
      host: { ...host, host: 'laptop' },
      newId: () => 'o_first',
    });
    acquireLease(ledger, 'j_1', 'o_first', { at: 0, host });
    now = 5 * minute;
    beats[0]?.task();
    expect(beats[0]?.ms).toBe(5_000);
    expect(take(ledger, 5 * minute + 1)).toMatchObject({ held: false });
  });

  it('does not fall over when a heartbeat cannot be written', async () => {
    const ledger = await testLedger();
    let beat = () => {};
    const clock = {
      ...createFakeClock(0),
      every: (_: number, task: () => void) => {
        beat = task;
        return () => {};
      },
    };
    joinLedger(ledger, { clock, host, newId: () => 'o_first' });
    ledger.script('DROP TABLE processes');
    expect(() => beat()).not.toThrow();
  });

  it('writes down what waits for company before it gives up its leases', async () => {
    const ledger = await testLedger();
    const owner = join(ledger, 'o_self');
    const job = addJob(ledger);
    const event = { type: 'uploaded', media: {} } as const;
    const written = ledger.together(() => applyEvent(ledger, { job, event, owner: 'o_self', at: 1 }));
    owner.leave();
    expect(getJob(ledger, 'j_1').state.status).toBe('uploaded');
    expect((await written).state.status).toBe('uploaded');
  });

  it('gives up every lease and stops its heartbeat when it leaves', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    addJob(ledger, { id: 'j_2' });
    let stopped = false;
    const clock = {
      ...createFakeClock(0),
      every: () => () => {
        stopped = true;
      },
    };
    const owner = joinLedger(ledger, { clock, host, newId: () => 'o_first' });
    for (const id of ['j_1', 'j_2']) acquireLease(ledger, id, owner.id, { at: 0, host });
    owner.leave();
    expect(stopped).toBe(true);
    expect(ledger.all('SELECT lease_owner FROM jobs')).toEqual([{ lease_owner: null }, { lease_owner: null }]);
    expect(ledger.all('SELECT * FROM processes')).toEqual([]);
  });
});
