import { describe, expect, it } from 'vitest';
import { createSharedCommit } from '../../../../src/jobs/ledger/shared-commit.js';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import { testLedger } from '../test-ledger.js';

/** A ledger with a list of its own, and the number of its transactions. */
async function listed() {
  const ledger = await testLedger();
  ledger.script('CREATE TABLE list (item TEXT UNIQUE)');
  let transactions = 0;
  const transaction: Ledger['transaction'] = (work) => {
    transactions += 1;
    return ledger.transaction(work);
  };
  const shared = createSharedCommit({ transaction });
  return {
    ledger,
    shared,
    add: (item: string) => shared.run(() => ledger.run('INSERT INTO list VALUES (?)', item)),
    items: () => ledger.all('SELECT item FROM list ORDER BY item').map(({ item }) => item),
    transactions: () => transactions,
  };
}

describe('writes of one turn of the event loop', () => {
  it('are one transaction, in order, and each has its own answer', async () => {
    const { add, items, transactions, shared, ledger } = await listed();
    const count = () => shared.run(() => Number(ledger.get('SELECT COUNT(*) AS n FROM list')?.n));
    expect(await Promise.all([add('a'), count(), add('b'), count()])).toEqual([1, 1, 1, 2]);
    expect([items(), transactions()]).toEqual([['a', 'b'], 1]);
  });

  it('are not durable before the promise says so', async () => {
    const { add, items } = await listed();
    const added = add('a');
    expect(items()).toEqual([]);
    await added;
    expect(items()).toEqual(['a']);
  });

  it('fail each for itself', async () => {
    const { add, items } = await listed();
    const all = await Promise.allSettled([add('a'), add('a'), add('b')]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(items()).toEqual(['a', 'b']);
  });

  it('come after those of the turn before', async () => {
    const { add, items, transactions } = await listed();
    await add('a');
    await add('b');
    expect([items(), transactions()]).toEqual([['a', 'b'], 2]);
  });

  it('are not lost when the ledger is closed first', async () => {
    const { add, items, shared } = await listed();
    const added = add('a');
    shared.settle();
    expect(items()).toEqual(['a']);
    expect(await added).toBe(1);
  });
});
