import { describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../src/jobs/job.js';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import { typicalRenderMs } from '../../../../src/jobs/wait/speed-history.js';
import { everyEvent, intent, media } from '../every-state.js';
import { jobRecord } from '../scripted-engine.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

let made = 0;

/** A clip that took so long, finished at `at`. */
function rendered(ledger: Ledger, tookMs: number, more: Partial<JobRecord> & { at?: number } = {}): void {
  made += 1;
  const { at = made * 1_000_000, ...changes } = more;
  const operation = { remoteId: `remote-${made}` };
  addJob(ledger, { id: `j_${made}`, ...changes });
  advance(ledger, `j_${made}`, {
    events: [
      { type: 'uploaded', media },
      { type: 'intent', intent, at: at - tookMs },
      { type: 'accepted', operation, at: at - tookMs },
      { type: 'succeeded', urls: ['u'], expiresAt: null, at },
    ],
  });
}

const typical = (ledger: Ledger, changes: Partial<JobRecord> = {}) => typicalRenderMs(ledger, jobRecord(changes));

describe('the usual time of a clip', () => {
  it('is not known before the third', async () => {
    const ledger = await testLedger();
    rendered(ledger, 10_000);
    rendered(ledger, 20_000);
    expect(typical(ledger)).toBeUndefined();
    rendered(ledger, 90_000);
    expect(typical(ledger)).toBe(20_000);
  });

  it('is a median: one that hung for a day does not move it', async () => {
    const ledger = await testLedger();
    for (const took of [30_000, 31_000, 86_400_000, 29_000, 32_000]) rendered(ledger, took);
    expect(typical(ledger)).toBe(31_000);
  });

  it('forgets what is older than the last fifteen', async () => {
    const ledger = await testLedger();
    for (let count = 0; count < 20; count += 1) rendered(ledger, 200_000);
    for (let count = 0; count < 15; count += 1) rendered(ledger, 20_000);
    expect(typical(ledger)).toBe(20_000);
  });

  it.each([
    ['provider', { provider: 'replicate' }],
    ['endpoint', { endpoint: 'fal-ai/wan/slow' }],
    ['resolution', { request: { prompt: 'x', resolution: '480p' } }],
    ['resolution, when there is none', { request: { prompt: 'x' } }],
  ] as const)('is told apart by %s', async (_, other) => {
    const ledger = await testLedger();
    for (const took of [10_000, 10_000, 10_000]) rendered(ledger, took);
    for (const took of [70_000, 70_000, 70_000]) rendered(ledger, took, other);
    expect(typical(ledger)).toBe(10_000);
    expect(typical(ledger, other)).toBe(70_000);
  });

  it('does not count jobs begun elsewhere: nobody here saw their submit', async () => {
    const ledger = await testLedger();
    for (const id of ['j_x', 'j_y', 'j_z']) {
      addJob(ledger, { id });
      const adopted = { type: 'adopted', operation: { remoteId: id }, at: 5_000 } as const;
      advance(ledger, id, { events: [adopted, { ...everyEvent.succeeded, at: 5_100 }] });
    }
    expect(typical(ledger)).toBeUndefined();
  });

  it('does not count times that a changed clock made negative', async () => {
    const ledger = await testLedger();
    for (const took of [-10_000, 0, 30_000, 30_000]) rendered(ledger, took);
    expect(typical(ledger)).toBeUndefined();
  });
});
