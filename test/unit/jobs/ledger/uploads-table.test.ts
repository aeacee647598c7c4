import { describe, expect, it } from 'vitest';
import { findUpload, saveUpload } from '../../../../src/jobs/ledger/uploads-table.js';
import { testLedger } from '../test-ledger.js';

const url = 'https://bucket.scripted.test/hero.png';

describe('an upload', () => {
  it('is found by digest and place only', async () => {
    const ledger = await testLedger();
    saveUpload(ledger, { digest: 'd', place: 'bucket clips', hosted: { url, expiresAt: null }, at: 1 });
    expect(findUpload(ledger, 'd', 'bucket clips')).toEqual({ url, expiresAt: null, digest: 'd' });
    expect(findUpload(ledger, 'd', 'fal print')).toBeUndefined();
    expect(findUpload(ledger, 'e', 'bucket clips')).toBeUndefined();
  });

  it('made again replaces the one of before', async () => {
    const ledger = await testLedger();
    for (const expiresAt of [5_000, 9_000]) {
      saveUpload(ledger, { digest: 'd', place: 'p', hosted: { url, expiresAt }, at: 1 });
    }
    expect(findUpload(ledger, 'd', 'p')?.expiresAt).toBe(9_000);
  });

  it('is not lost for fractions of a millisecond in its expiry', async () => {
    const ledger = await testLedger();
    saveUpload(ledger, { digest: 'd', place: 'p', hosted: { url, expiresAt: 9_000.75 }, at: 1 });
    expect(findUpload(ledger, 'd', 'p')?.expiresAt).toBe(9_000);
  });
});
