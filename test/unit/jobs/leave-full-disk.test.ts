import { expect, it } from 'vitest';
import { joinLedger } from '../../../src/jobs/ledger/leases.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createScriptedEngine, host } from './scripted-engine.js';

it('a process leaves without an error when the disk is full, for its result is told already', async () => {
  const { ledger } = await createScriptedEngine();
  const fullDisk = () => {
    throw new Error('the disk is full');
  };
  let isFull = false;
  const sql = { ...ledger, transaction: <T>(work: () => T) => (isFull ? fullDisk() : ledger.transaction(work)) };
  const owner = joinLedger(sql, { clock: createFakeClock(), host, newId: () => 'o_1' });
  isFull = true;
  expect(() => owner.leave()).not.toThrow();
});
