import { describe, expect, it } from 'vitest';
import { getRun, insertRun } from '../../../../src/jobs/ledger/runs-table.js';
import { run } from '../scripted-engine.js';
import { testLedger } from '../test-ledger.js';

describe('a run', () => {
  it.each([
    { maxCost: null, confirmed: false },
    { maxCost: 0, confirmed: true },
    { maxCost: 2.5, confirmed: false },
  ])('reads back with its cap and confirmation: %o', async (money) => {
    const ledger = await testLedger();
    const batch = { ...run, ...money, id: 'r_2', command: 'batch', settings: { concurrency: 2, names: ['a', null] } };
    insertRun(ledger, batch);
    expect(getRun(ledger, 'r_2')).toEqual(batch);
  });

  it('that is not there is said so', async () => {
    const ledger = await testLedger();
    expect(() => getRun(ledger, 'r_none')).toThrow(expect.objectContaining({ code: 'job.not-found' }));
  });
});
