import { describe, expect, it } from 'vitest';
import { driveJob } from '../../../src/jobs/drive/drive.js';
import { auditFindings } from '../../../src/jobs/money/audit-report.js';
import { auditRows } from '../../../src/jobs/money/audit-rows.js';
import { spendReport } from '../../../src/jobs/money/spend-report.js';
import { spentInRun } from '../../../src/jobs/money/spending.js';
import type { Money, Progress } from '../../../src/providers/provider.js';
import { createScriptedEngine } from './scripted-engine.js';

/** Drives one job, estimated at $0.10, to a failure at a service whose failures are free, unless said otherwise. */
async function failAt(
  more: Pick<Extract<Progress, { status: 'failed' }>, 'charged' | 'cost'>,
  facts = { failuresFree: true },
) {
  const { engine, ledger, plan } = await createScriptedEngine({
    checks: [{ status: 'failed', reason: 'it holds no URL', moderated: false, retryable: false, ...more }],
    facts,
  });
  const { job } = await driveJob(engine, plan(), { submit: true, wait: true });
  const findings = auditFindings(auditRows(ledger, {}), { now: engine.clock.now(), isFile: () => false });
  return { job, spent: spentInRun(ledger, 'r_1'), findings, report: spendReport(ledger, { by: 'day' }) };
}

it('a failure that the service says cost nothing counts as free, whatever it says of failures in general', async () => {
  const cost: Money = { amount: 0, currency: 'USD' };
  const { job, spent, findings, report } = await failAt({ cost }, { failuresFree: false });
  expect([job.actual, spent, findings]).toEqual([cost, 0, []]);
  expect(report.total).toMatchObject({ jobs: 0, failed: { charged: 0, free: 1 } });
});

describe('a failure that was billed although failures are free', () => {
  it('keeps its reservation, and audit lists it as paid', async () => {
    const { job, spent, findings } = await failAt({ charged: true });
    expect(job).toMatchObject({ state: { status: 'failed' }, actual: null });
    expect(spent).toBeCloseTo(0.1);
    expect(findings).toMatchObject([{ kind: 'paid-not-delivered', reason: 'failed', amount: { isActual: false } }]);
  });

  it('counts what the service says that it cost', async () => {
    const cost: Money = { amount: 0.07, currency: 'USD' };
    const { job, spent, findings } = await failAt({ charged: true, cost });
    expect(job.actual).toEqual(cost);
    expect(spent).toBeCloseTo(0.07);
    expect(findings).toMatchObject([{ reason: 'failed', amount: { ...cost, isActual: true } }]);
  });

  it('is told apart from one that was not', async () => {
    expect(await failAt({})).toMatchObject({ spent: 0, findings: [] });
  });
});
