import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { openLedger } from '../../../src/jobs/ledger.js';
import { everyEvent } from '../../unit/jobs/every-state.js';
import { run as sampleRun } from '../../unit/jobs/scripted-engine.js';
import { accepted, delivered, type SentJob, send, usd } from '../../unit/jobs/sent-jobs.js';
import { type Counter, openCounter } from './counter.js';

const lost = everyEvent['outcome-unknown'];

/** A counter whose ledger holds these jobs, sent an hour ago. */
async function withJobs(jobs: readonly SentJob[]): Promise<Counter> {
  const counter = await openCounter();
  const ledger = await openLedger(counter.state);
  insertRun(ledger, sampleRun);
  for (const job of jobs) send(ledger, { at: counter.clock.now() - 3_600_000, ...job });
  ledger.close();
  return counter;
}

describe('wan spend', () => {
  const jobs: SentJob[] = [
    { id: 'j_1', estimate: usd(0.1), events: delivered('a'), actual: usd(0.08) },
    { id: 'j_2', estimate: null, events: delivered('b') },
    { id: 'j_3', estimate: usd(0.2), events: [lost] },
    { id: 'j_4', provider: 'dashscope', estimate: { amount: 2, currency: 'CNY' }, events: delivered('d') },
  ];

  it('shows a line a day, the total, and what each provider got in its own currency', async () => {
    const { run } = await withJobs(jobs);
    const { exitCode, stdout } = await run('spend');
    expect(exitCode).toBe(0);
    const [days, providers, rates] = stdout.split('\n\n');
    const line = '\t3\t¥2.00 + $0.08\t~$0.36\t¥2.00 + $0.10\t$0.08\t$0.20 (1 job)\tactual of 1, 1 of unknown price';
    expect(days?.split('\n')).toEqual([expect.stringMatching(/^2026-11-\d\d/), `total${line}`]);
    expect(days).toContain(line);
    expect(providers?.split('\n').map((row) => row.split('\t').slice(0, 4))).toEqual([
      ['dashscope', '1', '¥2.00', '~$0.28'],
      ['fal', '2', '$0.08', '$0.08'],
    ]);
    expect(rates).toMatch(/^¥1\.00 is taken for \$0\.14/);
  });

  it('answers in data with --json, null where nobody knows', async () => {
    const { run } = await withJobs(jobs);
    const { data } = (await run('spend', '--by', 'model', '--provider', 'fal', '--json')).document();
    expect(data).toMatchObject({
      by: 'model',
      rows: [{ key: 'fal wan-2.2-turbo', jobs: 2, unknownPrice: 1, reserved: { jobs: 1, amounts: [usd(0.2)] } }],
      total: { amounts: [{ currency: 'USD', spent: 0.08, estimated: 0.1, actual: 0.08, actualJobs: 1 }] },
    });
  });

  it('looks back thirty days, or as far as --since says', async () => {
    const { run, clock } = await withJobs(jobs);
    clock.advance(31 * 86_400_000);
    expect((await run('spend')).stdout).toBe('');
    expect((await run('spend', '--since', '32d')).stdout).toContain('total\t3');
  });

  it.each([
    [['--by', 'week'], /day, provider, model, run/],
    [['--since', 'monday'], /30m, 12h or 2d/],
    [['--provider', 'fla'], /did you mean.*fal/],
  ])('refuses %j', async (words, says) => {
    const { run } = await openCounter();
    const { exitCode, stderr } = await run('spend', ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
  });
});

describe('wan audit', () => {
  it('says beside the results, of which there are none, that everything adds up', async () => {
    const { run } = await openCounter();
    expect(await run('audit')).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await run('audit')).stderr).toMatch(/0 submitted jobs looked at: nothing is paid and not delivered/);
    expect(await run('audit', '-q')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('tells by provider what was paid and not delivered, with ids and times for a refund request', async () => {
    const failed = [accepted('req-7'), { ...everyEvent.failed }];
    const { run } = await withJobs([
      { id: 'j_1', events: failed },
      { id: 'j_2', estimate: null, events: [lost] },
      { id: 'j_3', provider: 'kie', estimate: { amount: 12, currency: 'credits' }, events: [lost] },
    ]);
    const { exitCode, stdout } = await run('audit');
    expect(exitCode).toBe(0);
    const [fal, kie] = stdout.split('\n\n');
    expect(fal).toMatch(/^fal: paid and not delivered: 2 jobs, \$0\.10, 1 of unknown price\n/);
    expect(fal).toMatch(/2026-11-\S+Z {2}request req-7 {2}\S+ {2}\$0\.10 estimated\n {4}failed at \S+Z: reset\n.*j_1/);
    expect(fal).toMatch(/one of the requests b, c .*price unknown/);
    expect(kie).toMatch(/^kie: paid and not delivered: 1 job, 12 credits\n/);
  });

  it('keeps clips that were deleted later apart from claims', async () => {
    const { run, cwd, write } = await withJobs([]);
    write('here.mp4', 'x');
    const jobs = ['here.mp4', 'gone.mp4'].map((name) => ({ id: name, events: delivered(name, [join(cwd, name)]) }));
    const ledger = await openLedger(join(cwd, '..', 'state'));
    for (const job of jobs) send(ledger, job);
    ledger.close();
    const { stdout } = await run('audit');
    expect(stdout).toMatch(/^fal: delivered, but the file is no longer there \(nothing to claim\): 1 job/);
    expect(stdout).toContain('gone.mp4');
    expect(stdout).not.toContain('here.mp4');
  });

  it('answers in data with --json, and hides signed addresses', async () => {
    const error = { ...everyEvent.failed.error, message: 'no access to https://cdn.example/a.png?sig=secret' };
    const { run } = await withJobs([{ id: 'j_1', events: [accepted('req-7'), { type: 'failed', error }] }]);
    const ended = await run('audit', '--provider', 'fal', '--since', '2h', '--json');
    expect(ended.document().data).toMatchObject({
      providers: [
        {
          provider: 'fal',
          findings: [
            {
              kind: 'paid-not-delivered',
              reason: 'failed',
              job: 'j_1',
              remoteId: 'req-7',
              cost: { amount: 0.1, currency: 'USD', actual: false },
            },
          ],
        },
      ],
    });
    expect(ended.stdout).not.toContain('secret');
  });
});
