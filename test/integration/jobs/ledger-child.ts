import { setTimeout as delay } from 'node:timers/promises';
import { toErrorReport } from '../../../src/errors.js';
import type { JobEvent } from '../../../src/jobs/job.js';
import { applyEvent, getJob, insertJobs } from '../../../src/jobs/ledger/jobs-table.js';
import { acquireLease, joinLedger, releaseLease } from '../../../src/jobs/ledger/leases.js';
import { reserveName } from '../../../src/jobs/ledger/names-table.js';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { nextTurn } from '../../../src/jobs/ledger/turns-table.js';
import { type Ledger, openLedger } from '../../../src/jobs/ledger.js';
import { guardCaps } from '../../../src/jobs/money/spending.js';
import { createRuntime } from '../../../src/runtime.js';
import { everyEvent, intent, media } from '../../unit/jobs/every-state.js';
import { recordOf, sharedRun } from './record-of.js';

/**
 * A process of its own on a ledger: `argv[2]` is what to do, `argv[3]` the state directory, `argv[4]` a name that no
 * other process has. Prints one line of JSON, the result or the error.
 */
const runtime = createRuntime();
const [, , task = '', directory = '', name = '', count = '0'] = process.argv;

type Task = (ledger: Ledger, owner: string) => unknown;

const tasks: Readonly<Record<string, Task>> = {
  open: () => 'opened',

  /** Inserts jobs and takes each from planned to done. */
  work: (ledger, owner) => {
    for (let made = 0; made < Number(count); made += 1) {
      const id = `j_${name}_${made}`;
      ledger.transaction(() => {
        insertJobs(ledger, [recordOf(id)], owner);
        reserveName(ledger, `/clips/${id}.mp4`, id);
      });
      acquireLease(ledger, id, owner, { at: runtime.clock.now(), host: runtime.host });
      for (const event of lifeOf(id)) apply(ledger, { id, owner, event });
      releaseLease(ledger, id, owner);
    }
    return 'worked';
  },

  /** Appends events to one job that every process wants; the lease goes round. */
  share: async (ledger, owner) => {
    for (let done = 0; done < Number(count); ) {
      const lease = acquireLease(ledger, 'j_shared', owner, { at: runtime.clock.now(), host: runtime.host });
      if (lease.held) {
        apply(ledger, { id: 'j_shared', owner, event: { type: 'uploaded', media } });
        releaseLease(ledger, 'j_shared', owner);
        done += 1;
      } else await delay(1);
    }
    return 'shared';
  },

  /** Submits clips of 10 cents under a cap of a dollar until the cap says no. */
  spend: (ledger, owner) => spendAll(ledger, owner, { perDay: 1 }),

  /** The same in one run, with clips that each process has from an earlier run of its own. */
  'spend-left': (ledger, owner) => {
    insertRun(ledger, { ...sharedRun, id: `r_${name}` });
    return spendAll(ledger, owner, { perDay: null, planned: `r_${name}` });
  },

  /** Sends clips until the account takes no more, as many at once as its limit; keeps them until it is killed. */
  turns: async (ledger, owner) => {
    let sent = 0;
    const limits = { concurrency: Number(count), rate: null, throttledRate: null };
    const ask = (id: string) =>
      nextTurn(ledger, getJob(ledger, id), {
        limits,
        now: runtime.clock.now(),
        host: runtime.host,
        needsSlot: true,
        lifetimeMs: 0,
      });
    for (let refused = false; !refused; ) {
      const id = `j_${name}_${sent}`;
      insertJobs(ledger, [recordOf(id)], owner);
      apply(ledger, { id, owner, event: { type: 'uploaded', media } });
      const guard = () => {
        refused = ask(id).why === 'slot';
        if (refused) throw new Error('no slot');
      };
      const at = runtime.clock.now();
      try {
        applyEvent(ledger, { job: getJob(ledger, id), event: { type: 'intent', intent, at }, owner, at, guard });
        sent += 1;
      } catch (error) {
        if (!refused) throw error;
      }
    }
    say(sent);
    await delay(600_000);
  },

  /** Takes the shared job and lives until it is killed. */
  hold: async (ledger, owner) => {
    const lease = acquireLease(ledger, 'j_shared', owner, { at: runtime.clock.now(), host: runtime.host });
    apply(ledger, { id: 'j_shared', owner, event: { type: 'uploaded', media } });
    say({ lease, pid: process.pid });
    await delay(600_000);
  },

  /** Keeps the write lock until it is killed. */
  lock: async (ledger) => {
    ledger.script('BEGIN IMMEDIATE');
    say('locked');
    await delay(600_000);
  },
};

function lifeOf(id: string): JobEvent[] {
  const accepted = { type: 'accepted', operation: { remoteId: `remote-${id}` }, at: 2 } as const;
  const uploaded = { type: 'uploaded', media } as const;
  return [uploaded, { type: 'intent', intent, at: 1 }, accepted, everyEvent.succeeded, everyEvent.delivered];
}

function apply(ledger: Ledger, { id, owner, event }: { id: string; owner: string; event: JobEvent }): void {
  applyEvent(ledger, { job: getJob(ledger, id), event, owner, at: runtime.clock.now() });
}

function spendAll(ledger: Ledger, owner: string, { perDay, planned }: { perDay: number | null; planned?: string }) {
  const run = sharedRun.id;
  const caps = { perRun: 1, perDay, run, allowUnknownPrice: false, dayStart: 0 };
  for (let sent = 0; ; sent += 1) {
    const id = `j_${name}_${sent}`;
    insertJobs(ledger, [recordOf(id, { run: planned ?? run })], owner);
    apply(ledger, { id, owner, event: { type: 'uploaded', media } });
    try {
      const job = getJob(ledger, id);
      const guard = (current: typeof job) => guardCaps(ledger, current, caps);
      applyEvent(ledger, { job, event: { type: 'intent', intent, at: 1 }, owner, at: 1, guard, run });
    } catch (error) {
      return { sent, code: toErrorReport(error).code };
    }
  }
}

function say(answer: unknown): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

try {
  const ledger = await openLedger(directory);
  const owner = joinLedger(ledger, { ...runtime, newId: () => `o_${name}` });
  const answer = await tasks[task]?.(ledger, owner.id);
  owner.leave();
  ledger.close();
  say(answer);
} catch (error) {
  say(toErrorReport(error));
}
