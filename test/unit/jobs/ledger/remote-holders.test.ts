import { expect, it } from 'vitest';
import { adoptAll } from '../../../../src/jobs/adopt/adopt.js';
import { listJobs } from '../../../../src/jobs/ledger/jobs-table.js';
import { createScriptedEngine, jobRecord, run } from '../scripted-engine.js';

it('adopting many jobs does not read all that were adopted before for each of them', async () => {
  const { engine, ledger } = await createScriptedEngine();
  let rows = 0;
  const sql: typeof ledger = {
    ...ledger,
    all: (text, ...values) => {
      const found = ledger.all(text, ...values);
      rows += found.length;
      return found;
    },
  };
  const adopting = { ...run, id: 'r_adopt' };
  const adoptions = Array.from({ length: 100 }, (_, index) => ({
    record: jobRecord({ id: `j_${index}`, run: adopting.id, index, output: `/clips/${index}.mp4` }),
    operation: { remoteId: `remote-${index}` },
  }));
  await adoptAll({ ...engine, sql }, adopting, { adoptions, bringClip: async () => null });
  expect(listJobs(ledger, { run: adopting.id, statuses: ['submitted'] })).toHaveLength(100);
  expect(rows).toBeLessThan(500);
});
