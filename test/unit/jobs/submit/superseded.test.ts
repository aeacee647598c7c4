import { describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../src/jobs/job.js';
import { getJob, insertJobs } from '../../../../src/jobs/ledger/jobs-table.js';
import { joinLedger } from '../../../../src/jobs/ledger/leases.js';
import { insertRun } from '../../../../src/jobs/ledger/runs-table.js';
import { settleLeftovers } from '../../../../src/jobs/submit/superseded.js';
import { everyEvent } from '../every-state.js';
import { createScriptedEngine, host, jobRecord, run } from '../scripted-engine.js';
import { advance } from '../test-ledger.js';

const row = { rowIdentity: 'row-1', seedDrawn: true };

/** What becomes of a job that was never sent, `j_left`, beside a later one, `j_later`. */
async function settled(later: Partial<JobRecord>, changes: { left?: Partial<JobRecord>; isPaid?: boolean } = {}) {
  const { engine, ledger, plan, events } = await createScriptedEngine();
  insertRun(ledger, { ...run, id: 'r_2' });
  const left = plan({ id: 'j_left', ...row, ...changes.left });
  insertJobs(
    ledger,
    [jobRecord({ id: 'j_later', run: 'r_2', keyFingerprint: 'other', ...row, ...later })],
    changes.isPaid === false ? 'o_other' : 'o_self',
  );
  if (changes.isPaid !== false) advance(ledger, 'j_later', { events: paid });
  joinLedger(ledger, { clock: engine.clock, host: { ...host, pid: 101 }, newId: () => 'o_other' });
  joinLedger(ledger, { clock: engine.clock, host, newId: () => engine.owner });
  const jobs = settleLeftovers({ ...engine, host: { ...host, isAlive: () => true } }, [getJob(ledger, left)]);
  return { ids: jobs.map(({ id }) => id), notes: events.filter(({ type }) => type === 'note').length };
}

const paid = [everyEvent.uploaded, everyEvent.intent, everyEvent.accepted];

describe('a job that was never sent', () => {
  it('is withdrawn in favour of a later one of its row that was paid with another key, and says so', async () => {
    expect(await settled({})).toEqual({ ids: ['j_later'], notes: 1 });
  });

  it('and of one that a living process is about to send', async () => {
    expect(await settled({}, { isPaid: false })).toEqual({ ids: ['j_later'], notes: 1 });
  });

  it('and of one of no row that the same command made with another key, though both seeds were drawn', async () => {
    expect(await settled({ rowIdentity: null }, { left: { rowIdentity: null } })).toEqual({
      ids: ['j_later'],
      notes: 1,
    });
  });

  const others: readonly (readonly [string, Partial<JobRecord>, Partial<JobRecord>])[] = [
    ['another take', { take: 1 }, {}],
    ['another seed that was chosen', { seed: 8, seedDrawn: false }, { seedDrawn: false }],
    ['a take of no row, whose seed was drawn', { rowIdentity: null, keyFingerprint: 'print' }, { rowIdentity: null }],
    ['a clip of the same run', { run: 'r_1' }, {}],
    ['another request', { identity: 'another' }, {}],
  ];
  it.each(others)('stays beside %s', async (_what, later, left) => {
    expect(await settled(later, { left })).toEqual({ ids: ['j_left'], notes: 0 });
  });
});

it('looking through thousands that nothing has overtaken writes nothing', async () => {
  const { engine, ledger, plan } = await createScriptedEngine();
  const left = Array.from({ length: 20 }, (_, row) => getJob(ledger, plan({ rowIdentity: `row-${row}` })));
  let writes = 0;
  const run: typeof ledger.run = (text, ...values) => {
    writes += 1;
    return ledger.run(text, ...values);
  };
  expect(settleLeftovers({ ...engine, sql: { ...ledger, run } }, left)).toHaveLength(20);
  expect(writes).toBe(0);
});
