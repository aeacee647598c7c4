import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/jobs/engine.js';
import type { Job } from '../../../../src/jobs/job.js';
import { getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import { createTurns } from '../../../../src/jobs/submit/turns.js';
import { createScriptedEngine, type ScriptedEngine } from '../scripted-engine.js';

const notesOf = ({ events }: ScriptedEngine) => events.flatMap((event) => (event.type === 'note' ? [event.text] : []));

/** An engine beside another living process that has as many jobs under way. */
async function besideOthers(others: number): Promise<ScriptedEngine & { readonly job: Job; end(): void }> {
  const scripted = await createScriptedEngine({ facts: { concurrency: 2, submitsPerMinute: null } });
  const { ledger, clock } = scripted;
  ledger.run('INSERT INTO processes VALUES (?, ?, ?, ?, ?, ?)', 'o_other', 'far', 'boot', 'pid', 7, clock.now());
  for (let made = 0; made < others; made += 1) {
    ledger.run(
      "UPDATE jobs SET status = 'submitted', lease_owner = 'o_other', intent_at = 1, submitted_at = 1 WHERE id = ?",
      scripted.plan(),
    );
  }
  const job = getJob(ledger, scripted.plan());
  return { ...scripted, job, end: () => void ledger.run("UPDATE jobs SET status = 'rendered' WHERE id = 'j_1'") };
}

const turnsOf = ({ engine }: { engine: Engine }, more: Partial<Parameters<typeof createTurns>[0]> = {}) =>
  createTurns({ needsSlot: true, isPatient: false, stop: engine.stop, ...more });

describe('a turn', () => {
  it('is taken at once where there is a slot', async () => {
    const scripted = await besideOthers(1);
    expect(await turnsOf(scripted).take(scripted.engine, scripted.job, () => 'written')).toBe('written');
    expect(scripted.clock.sleeps).toEqual([]);
  });

  it('is waited for, a look a second, while other processes hold the slots', async () => {
    const scripted = await besideOthers(2);
    const clock = {
      ...scripted.clock,
      sleep: async (ms: number) => {
        await scripted.clock.sleep(ms);
        if (scripted.clock.sleeps.length === 5) scripted.end();
      },
    };
    expect(await turnsOf(scripted).take({ ...scripted.engine, clock }, scripted.job, () => 'written')).toBe('written');
    expect(scripted.clock.sleeps).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect(notesOf(scripted)).toEqual(['waits: as many jobs are under way at fal as its key may have at once']);
  });

  it.each([
    [false, 'warning'],
    [true, 'info'],
  ])('says why nothing happens: patient %s, %s', async (isPatient, level) => {
    const scripted = await besideOthers(2);
    const clock = { ...scripted.clock, sleep: async () => scripted.end() };
    const turns = turnsOf(scripted, { isPatient });
    await turns.take({ ...scripted.engine, clock }, scripted.job, () => 'written');
    expect(scripted.events).toMatchObject([{ type: 'note', level }]);
  });

  it("is the run's own number of jobs at once before the published one", async () => {
    const scripted = await besideOthers(2);
    const turns = turnsOf(scripted, { concurrency: 3 });
    expect(await turns.take(scripted.engine, scripted.job, () => 'written')).toBe('written');
  });

  it('is not taken once it is stopped', async () => {
    const scripted = await besideOthers(2);
    const stop = new AbortController();
    const clock = { ...scripted.clock, sleep: async () => stop.abort() };
    const turns = turnsOf(scripted, { stop: stop.signal });
    expect(await turns.take({ ...scripted.engine, clock }, scripted.job, () => 'written')).toBeUndefined();
  });

  it('is asked for again when another process was faster', async () => {
    const scripted = await besideOthers(1);
    let writes = 0;
    const clock = {
      ...scripted.clock,
      sleep: async (ms: number) => {
        await scripted.clock.sleep(ms);
        scripted.end();
      },
    };
    const written = await turnsOf(scripted).take({ ...scripted.engine, clock }, scripted.job, (claim) => {
      writes += 1;
      if (writes === 1) {
        scripted.ledger.run(
          "UPDATE jobs SET status = 'submitting', lease_owner = 'o_other' WHERE id = ?",
          scripted.plan(),
        );
      }
      claim();
      return writes;
    });
    expect(written).toBe(2);
    expect(scripted.clock.sleeps).toEqual([1000]);
  });

  it('is given to as many at once as the account takes, before any of them is written', async () => {
    const scripted = await besideOthers(0);
    const turns = turnsOf(scripted);
    let writing = 0;
    let most = 0;
    const write = async () => {
      most = Math.max(most, ++writing);
      await scripted.ledger.together(() => {});
      writing -= 1;
      scripted.ledger.run("UPDATE jobs SET status = 'rendered'");
      return 'written';
    };
    const jobs = [scripted.job, ...[1, 2, 3].map(() => getJob(scripted.ledger, scripted.plan()))];
    const all = await Promise.all(jobs.map((job) => turns.take(scripted.engine, job, write)));
    expect([all, most]).toEqual([Array.from({ length: 4 }, () => 'written'), 2]);
  });

  it('passes the errors of the writing on, and the next job has its turn', async () => {
    const scripted = await besideOthers(0);
    const turns = turnsOf(scripted);
    const failing = turns.take(scripted.engine, scripted.job, () => {
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await turns.take(scripted.engine, scripted.job, () => 'next')).toBe('next');
  });
});
