import { describe, expect, it } from 'vitest';
import { nameHolder, reserveName } from '../../../../src/jobs/ledger/names-table.js';
import { everyEvent, intent, media } from '../every-state.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

const path = '/clips/hero.mp4';

async function ledgerWithHolder() {
  const ledger = await testLedger();
  addJob(ledger, { id: 'j_1' });
  addJob(ledger, { id: 'j_2' });
  reserveName(ledger, path, 'j_1');
  return ledger;
}

describe('a reserved name', () => {
  it('belongs to its job until that is finished', async () => {
    const ledger = await ledgerWithHolder();
    expect(nameHolder(ledger, path)).toBe('j_1');
    expect(() => reserveName(ledger, path, 'j_2')).toThrow(
      expect.objectContaining({ code: 'output.conflict', hint: expect.stringContaining('wan resume j_1') }),
    );
    expect(nameHolder(ledger, path)).toBe('j_1');
  });

  it('may be reserved again by the same job', async () => {
    const ledger = await ledgerWithHolder();
    expect(() => reserveName(ledger, path, 'j_1')).not.toThrow();
  });

  it.each([
    ['in other letters', '/clips/HERO.mp4'],
    ['in another directory of that name', '/Clips/hero.mp4'],
  ])('is the same name %s, as some file systems have it', async (_, spelling) => {
    expect(nameHolder(await ledgerWithHolder(), spelling)).toBe('j_1');
  });

  it('is the same name with composed and decomposed letters', async () => {
    const ledger = await ledgerWithHolder();
    reserveName(ledger, '/clips/caf\u00e9.mp4', 'j_2');
    expect(nameHolder(ledger, '/clips/cafe\u0301.mp4')).toBe('j_2');
  });

  it('leaves other names free', async () => {
    expect(nameHolder(await ledgerWithHolder(), '/clips/hero-1.mp4')).toBeUndefined();
  });

  it('is held while the outcome is unknown', async () => {
    const ledger = await ledgerWithHolder();
    const events = [{ type: 'uploaded', media } as const, { type: 'intent', intent, at: 1 } as const];
    advance(ledger, 'j_1', { events: [...events, everyEvent['outcome-unknown']] });
    expect(nameHolder(ledger, path)).toBe('j_1');
  });

  it.each(['failed', 'cancelled'] as const)('is free once its job is %s, and passes to the next', async (type) => {
    const ledger = await ledgerWithHolder();
    advance(ledger, 'j_1', { events: [everyEvent[type]] });
    expect(nameHolder(ledger, path)).toBeUndefined();
    reserveName(ledger, path, 'j_2');
    expect(nameHolder(ledger, path)).toBe('j_2');
  });
});
