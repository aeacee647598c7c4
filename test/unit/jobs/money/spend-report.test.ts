import { describe, expect, it } from 'vitest';
import { insertRun } from '../../../../src/jobs/ledger/runs-table.js';
import type { SpendKey } from '../../../../src/jobs/money/spend-groups.js';
import { spendReport } from '../../../../src/jobs/money/spend-report.js';
import { everyEvent } from '../every-state.js';
import { run } from '../scripted-engine.js';
import { accepted, delivered, send, usd } from '../sent-jobs.js';
import { addJob, testLedger } from '../test-ledger.js';

const noon = (day: number) => new Date(2026, 10, day, 12).getTime();
const lost = everyEvent['outcome-unknown'];

describe('what a job cost', () => {
  it('is what the provider charged, and what was estimated where it tells nothing', async () => {
    const ledger = await testLedger();
    send(ledger, { id: 'j_1', estimate: usd(0.1), events: delivered('a'), actual: usd(0.07) });
    send(ledger, { id: 'j_2', estimate: usd(0.2), events: delivered('b') });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      jobs: 2,
      amounts: [{ currency: 'USD', spent: 0.27, estimated: 0.3, actual: 0.07, actualJobs: 1 }],
      approximateUsd: 0.27,
      unknownPrice: 0,
    });
  });

  it('stays unknown where nobody named a price, and is counted apart', async () => {
    const ledger = await testLedger();
    send(ledger, { id: 'j_1', estimate: null, events: delivered('a') });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      jobs: 1,
      amounts: [],
      unknownPrice: 1,
      approximateUsd: null,
    });
    send(ledger, { id: 'j_2', estimate: usd(0.1), events: delivered('b') });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      jobs: 2,
      amounts: [{ spent: 0.1, actual: null }],
      unknownPrice: 1,
      approximateUsd: 0.1,
    });
  });

  it('of nothing is an amount of 0, not an unknown one', async () => {
    const ledger = await testLedger();
    send(ledger, { id: 'j_1', estimate: usd(0), events: delivered('a') });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      amounts: [{ spent: 0, estimated: 0, actual: null }],
      unknownPrice: 0,
      approximateUsd: 0,
    });
  });

  it('keeps each currency apart, and adds them up in USD only by the rate', async () => {
    const ledger = await testLedger();
    send(ledger, { id: 'j_1', estimate: usd(0.1), events: delivered('a') });
    send(ledger, { id: 'j_2', estimate: { amount: 2, currency: 'CNY' }, events: delivered('b') });
    send(ledger, { id: 'j_3', estimate: { amount: 10, currency: 'credits' }, events: delivered('c') });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      amounts: [
        { currency: 'CNY', spent: 2 },
        { currency: 'USD', spent: 0.1 },
        { currency: 'credits', spent: 10 },
      ],
      approximateUsd: 0.43,
    });
  });

  it('does not add an estimate in another currency than the charge', async () => {
    const ledger = await testLedger();
    const actual = { amount: 3, currency: 'credits' } as const;
    send(ledger, { id: 'j_1', estimate: usd(0.1), events: delivered('a'), actual });
    expect(spendReport(ledger, { by: 'day' }).total.amounts).toEqual([
      { currency: 'credits', spent: 3, estimated: null, actual: 3, actualJobs: 1 },
    ]);
  });
});

describe('what counts', () => {
  it('a job that was never sent, or certainly not accepted, does not', async () => {
    const ledger = await testLedger();
    addJob(ledger, { id: 'j_1' });
    send(ledger, { id: 'j_2', events: [everyEvent['not-accepted']] });
    send(ledger, { id: 'j_3', events: [lost, everyEvent.absent] });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({ jobs: 0, amounts: [], reserved: { jobs: 0 } });
  });

  it('a job whose submit is unknown is shown apart', async () => {
    const ledger = await testLedger();
    send(ledger, { id: 'j_1', estimate: usd(0.1), events: [lost] });
    send(ledger, { id: 'j_2', estimate: usd(0.2) });
    send(ledger, { id: 'j_3', estimate: null, events: [lost] });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      jobs: 0,
      amounts: [],
      reserved: { jobs: 3, amounts: [usd(0.3)], unknownPrice: 1 },
    });
  });

  it('a failed render costs unless failures are free there', async () => {
    const ledger = await testLedger();
    const events = (id: string) => [accepted(id), everyEvent.failed];
    send(ledger, { id: 'j_1', events: events('a'), failuresFree: true });
    send(ledger, { id: 'j_2', events: events('b'), failuresFree: false });
    expect(spendReport(ledger, { by: 'day' }).total).toMatchObject({
      jobs: 1,
      amounts: [{ spent: 0.1 }],
      failed: { charged: 1, free: 1 },
    });
  });

  it('only what was submitted since, at that provider', async () => {
    const ledger = await testLedger();
    send(ledger, { id: 'j_1', at: noon(1), events: delivered('a') });
    send(ledger, { id: 'j_2', at: noon(2), events: delivered('b') });
    send(ledger, { id: 'j_3', at: noon(2), provider: 'kie', events: delivered('c') });
    expect(spendReport(ledger, { by: 'day', since: noon(2) }).total.jobs).toBe(2);
    expect(spendReport(ledger, { by: 'day', since: noon(2), provider: 'fal' }).total.jobs).toBe(1);
  });

  it('an adopted job counts from its adoption', async () => {
    const ledger = await testLedger();
    addJob(ledger, { id: 'j_1' });
    ledger.run("UPDATE jobs SET status = 'submitted', submitted_at = ?, committed_usd = 0.1", noon(3));
    expect(spendReport(ledger, { by: 'day' }).rows).toMatchObject([{ key: '2026-11-03', jobs: 1 }]);
  });
});

describe('the lines', () => {
  it.each<[SpendKey, string[]]>([
    ['day', ['2026-11-01', '2026-11-02']],
    ['provider', ['kie', 'fal']],
    ['model', ['kie wan-2.5', 'fal wan-2.2-turbo']],
    ['run', ['r_2', 'r_1']],
  ])('by %s are %j', async (by, keys) => {
    const ledger = await testLedger();
    insertRun(ledger, { ...run, id: 'r_2' });
    send(ledger, { id: 'j_1', at: noon(2), estimate: usd(0.1), events: delivered('a') });
    const dear = { provider: 'kie', model: 'wan-2.5', run: 'r_2', estimate: usd(0.5) } as const;
    send(ledger, { id: 'j_2', at: noon(1), ...dear, events: delivered('b') });
    const report = spendReport(ledger, { by });
    expect(report.rows.map(({ key }) => key)).toEqual(keys);
    expect(report.providers.map(({ key }) => key)).toEqual(['kie', 'fal']);
  });

  it('of a day begin at local midnight', async () => {
    const ledger = await testLedger();
    const midnight = new Date(2026, 10, 21).getTime();
    send(ledger, { id: 'j_1', at: midnight - 1, events: delivered('a') });
    send(ledger, { id: 'j_2', at: midnight, events: delivered('b') });
    expect(spendReport(ledger, { by: 'day' }).rows.map(({ key }) => key)).toEqual(['2026-11-20', '2026-11-21']);
  });

  it('add up to the total, without the dust of binary fractions', async () => {
    const ledger = await testLedger();
    for (let n = 0; n < 10; n += 1) {
      send(ledger, { id: `j_${n}`, at: noon(1 + n), estimate: usd(0.1), events: delivered(`r${n}`) });
    }
    const { rows, total } = spendReport(ledger, { by: 'day' });
    expect(total.amounts[0]?.spent).toBe(1);
    expect(rows.reduce((jobs, row) => jobs + row.jobs, 0)).toBe(total.jobs);
  });

  it('are none in an empty ledger', async () => {
    expect(spendReport(await testLedger(), { by: 'day' })).toMatchObject({ rows: [], providers: [] });
  });
});
