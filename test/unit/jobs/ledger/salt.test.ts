import { expect, it } from 'vitest';
import { ledgerSalt } from '../../../../src/jobs/ledger/salt.js';
import { testLedger } from '../test-ledger.js';

it('the salt of a ledger is made once, and is another in each', async () => {
  const [one, other] = [await testLedger(), await testLedger()];
  expect(ledgerSalt(one)).toMatch(/^[0-9a-f]{32}$/);
  expect(ledgerSalt(one)).toBe(ledgerSalt(one));
  expect(ledgerSalt(other)).not.toBe(ledgerSalt(one));
});
