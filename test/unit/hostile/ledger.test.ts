import { describe, expect, it } from 'vitest';
import { toJobReport } from '../../../src/jobs/job-report.js';
import { getJob } from '../../../src/jobs/ledger/jobs-table.js';
import { findUpload, saveUpload } from '../../../src/jobs/ledger/uploads-table.js';
import { intent, media, operation } from '../jobs/every-state.js';
import { addJob, advance, testLedger } from '../jobs/test-ledger.js';

const odd = [1e300, Number.MAX_VALUE, 8.64e15 + 1, 2 ** 63, 0.5, -0.5, 5e-324];

describe('a moment that a service names and no calendar has', () => {
  it.each(odd)('(%d) keeps no paid clip from being written down', async (expiresAt) => {
    const ledger = await testLedger();
    const { id } = addJob(ledger);
    advance(ledger, id, {
      events: [
        { type: 'uploaded', media },
        { type: 'intent', intent, at: 1 },
        { type: 'accepted', operation, at: 2 },
        { type: 'succeeded', urls: ['https://cdn.example/v.mp4'], expiresAt, at: 3 },
      ],
    });
    const job = getJob(ledger, id);
    expect(job.state).toMatchObject({ status: 'rendered', expiresAt });
    const told = toJobReport(job).expiresAt;
    expect(told === null || !Number.isNaN(Date.parse(told))).toBe(true);
  });

  it.each(odd)('(%d) keeps no upload from being remembered', async (expiresAt) => {
    const ledger = await testLedger();
    const hosted = { url: 'https://cdn.example/hero.png', expiresAt };
    saveUpload(ledger, { digest: 'ab', place: 'fal', hosted, at: 1 });
    expect(findUpload(ledger, 'ab', 'fal')).toMatchObject({ url: hosted.url });
  });
});
