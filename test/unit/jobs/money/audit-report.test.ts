import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import { type AuditFinding, auditFindings } from '../../../../src/jobs/money/audit-report.js';
import { type AuditQuestion, auditRows } from '../../../../src/jobs/money/audit-rows.js';
import { everyEvent } from '../every-state.js';
import { accepted, delivered, type SentJob, send, usd } from '../sent-jobs.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

const hour = 3_600_000;
const sentAt = 1_000_000;

interface Look extends AuditQuestion {
  readonly hoursLater?: number;
  readonly gone?: boolean;
}

function audit(ledger: Ledger, { hoursLater = 0.5, gone = false, ...question }: Look = {}): AuditFinding[] {
  return auditFindings(auditRows(ledger, question), { now: sentAt + hoursLater * hour, isFile: () => !gone });
}

async function auditOf(job: Omit<SentJob, 'id'>, look: Look = {}): Promise<(AuditFinding | undefined)[]> {
  const ledger = await testLedger();
  send(ledger, { id: 'j_1', at: sentAt, ...job });
  return audit(ledger, look);
}

const lost = everyEvent['outcome-unknown'];
const rendered = (expiresAt: number | null) => [accepted('a'), { ...everyEvent.succeeded, expiresAt }];

describe('paid and not delivered', () => {
  it.each<[string, Omit<SentJob, 'id'>, Look, AuditFinding['reason']]>([
    ['whose answer was lost', { events: [lost] }, {}, 'unknown'],
    ['that was being sent over an hour ago', {}, { hoursLater: 2 }, 'unknown'],
    ['accepted over a day ago', { events: [accepted('a')] }, { hoursLater: 25 }, 'overdue'],
    ['rendered over a day ago', { events: rendered(null) }, { hoursLater: 25 }, 'overdue'],
    ['rendered and past its expiry', { events: rendered(sentAt + hour) }, { hoursLater: 2 }, 'overdue'],
    ['that the provider failed', { events: [accepted('a'), everyEvent.failed] }, {}, 'failed'],
    ['cancelled after it was accepted', { events: [accepted('a'), everyEvent.cancelled] }, {}, 'cancelled'],
    ['that the provider no longer keeps', { events: [accepted('a'), everyEvent.expired] }, {}, 'expired'],
    ['of unknown price', { estimate: null, events: [lost] }, {}, 'unknown'],
  ])('is a job %s', async (_what, job, look, reason) => {
    expect(await auditOf(job, look)).toMatchObject([{ kind: 'paid-not-delivered', reason, row: { id: 'j_1' } }]);
  });

  it.each<[string, Omit<SentJob, 'id'>, Look]>([
    ['under way', { events: [accepted('a')] }, {}],
    ['being sent right now', {}, {}],
    ['rendered and about to be fetched', { events: rendered(sentAt + 9 * hour) }, {}],
    ['that failed where failures are free', { events: [accepted('a'), everyEvent.failed], failuresFree: true }, {}],
    ['that was refused', { events: [everyEvent.failed] }, {}],
    ['certainly not accepted', { events: [everyEvent['not-accepted']] }, {}],
    ['that was free anyway', { estimate: usd(0), events: [accepted('a'), everyEvent.failed] }, {}],
    ['delivered', { events: delivered('a') }, {}],
  ])('is no job %s', async (_what, job, look) => {
    expect(await auditOf(job, look)).toEqual([]);
  });

  it('carries what a refund request needs', async () => {
    const [finding] = await auditOf({ events: [accepted('req-1'), everyEvent.failed] });
    expect(finding).toMatchObject({
      amount: { amount: 0.1, currency: 'USD', isActual: false },
      row: { provider: 'fal', remoteId: 'req-1', error: 'reset', submittedAt: sentAt, finishedAt: sentAt + 2000 },
    });
  });

  it('names the ids at the provider that might be a lost job', async () => {
    const [finding] = await auditOf({ events: [lost] });
    expect(finding).toMatchObject({ row: { remoteId: null, candidates: ['b', 'c'] } });
  });
});

describe('a delivered clip', () => {
  it('whose file is gone is no claim', async () => {
    expect(await auditOf({ events: delivered('a') }, { gone: true })).toMatchObject([
      { kind: 'file-gone', reason: 'file-gone', row: { outputs: ['/clips/a.mp4'] } },
    ]);
  });

  it('of a free model may be deleted', async () => {
    expect(await auditOf({ estimate: usd(0), events: delivered('a') }, { gone: true })).toEqual([]);
  });

  it('that cost nothing against the estimate is listed as not paid', async () => {
    expect(await auditOf({ events: delivered('a'), actual: usd(0) })).toMatchObject([
      { kind: 'delivered-not-paid', reason: 'no-charge', amount: { amount: 0, isActual: true } },
    ]);
  });

  it('without any price is listed with an unknown amount', async () => {
    expect(await auditOf({ estimate: null, events: delivered('a') })).toMatchObject([
      { kind: 'delivered-not-paid', reason: 'no-price', amount: null, row: { isAdopted: false } },
    ]);
  });

  it('that was adopted without a price says so', async () => {
    const ledger = await testLedger();
    addJob(ledger, { id: 'j_1', estimate: null });
    const [, ...fetched] = delivered('a');
    advance(ledger, 'j_1', { at: sentAt, events: [{ ...everyEvent.adopted, at: sentAt }, ...fetched] });
    expect(audit(ledger)).toMatchObject([{ reason: 'no-price', row: { isAdopted: true, remoteId: 'remote-3' } }]);
  });
});

it('an audit is of one provider, and of what was sent since, when asked so', async () => {
  const ledger = await testLedger();
  send(ledger, { id: 'j_1', at: sentAt, events: [lost] });
  send(ledger, { id: 'j_2', at: sentAt + 10, provider: 'kie', events: [lost] });
  const ids = (look: Look) => audit(ledger, look).map(({ row }) => row.id);
  expect(ids({})).toEqual(['j_1', 'j_2']);
  expect(ids({ provider: 'kie' })).toEqual(['j_2']);
  expect(ids({ since: sentAt + 1 })).toEqual(['j_2']);
});
