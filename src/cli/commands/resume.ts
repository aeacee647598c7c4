import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import { driveAll } from '../../jobs/drive-all.js';
import type { Job } from '../../jobs/job.js';
import { getJob, listJobs } from '../../jobs/jobs-table.js';
import { getRun } from '../../jobs/runs-table.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { reportsOf } from '../job-reports.js';
import { parseSince } from '../option-values.js';
import { type CommandContext, type CommandOutput, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { openWorkshop } from '../workshop.js';

interface ResumeFlags extends CommonFlags {
  readonly waitTimeout?: number;
}

const unfinished = ['submitting', 'unknown', 'submitted', 'rendered'] as const;
const neverSent = ['planned', 'uploaded'] as const;

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[id...]', 'runs (r_…) or jobs (j_…); without any, everything unfinished, and nothing is submitted')
    .addHelpText(
      'before',
      'Examples:\n  wan resume\n  wan resume r_…      also submits what that run had not sent yet\n',
    )
    .option('--wait-timeout <time>', 'give up waiting after this long without news: 30m, 2h', parseSince);
  addCommonOptions(command).action(async (ids: string[], flags: ResumeFlags) => {
    await runCommand(context, { name: 'resume', flags }, (session) => resume(session, ids, flags));
  });
}

async function resume(session: Session, ids: readonly string[], flags: ResumeFlags): Promise<CommandOutput> {
  const { sql } = await session.ledger();
  const chosen = ids.length === 0 ? everything(sql) : ids.flatMap((id) => find(sql, id));
  const [only] = ids;
  const run = ids.length === 1 && only?.startsWith('r_') === true ? only : undefined;
  const workshop = await openWorkshop(session, {
    providers: chosen.map((job) => job.provider),
    waitTimeoutMs: flags.waitTimeout,
    ...(run === undefined ? {} : { maxCost: getRun(sql, run).maxCost }),
  });
  await workshop.models.learn(chosen);
  const sent = chosen.filter((job) => run !== undefined || !isNeverSent(job));
  const waiting = chosen.filter((job) => !sent.includes(job));
  session.reporter.report({ type: 'run', run: run ?? '', jobs: sent.length, command: 'resume' });
  session.keepSnapshot(() => ({
    run,
    jobs: reportsOf(
      chosen.map((job) => ({ job: getJob(sql, job.id), error: null, reused: false })),
      workshop.redactor,
    ),
  }));
  const outcomes = await driveAll(workshop.engine, sent, { submit: run !== undefined, wait: true });
  for (const job of waiting) {
    const text = `${job.id} was never submitted; wan resume ${job.run} submits the rest of its run`;
    session.reporter.report({ type: 'note', level: 'warning', job: null, text });
  }
  return {
    run,
    jobs: reportsOf(
      [...outcomes, ...(ids.length === 0 ? [] : waiting.map((job) => ({ job, error: null, reused: false })))],
      workshop.redactor,
    ),
  };
}

function everything(sql: Parameters<typeof listJobs>[0]): Job[] {
  return listJobs(sql, { statuses: [...unfinished, ...neverSent], order: 'expiring' });
}

function find(sql: Parameters<typeof listJobs>[0], id: string): Job[] {
  if (!id.startsWith('r_')) return [getJob(sql, id)];
  getRun(sql, id);
  const jobs = listJobs(sql, { run: id, order: 'position' });
  if (jobs.length === 0)
    throw new WanError('job.not-found', `the run ${id} has no jobs of its own`, { hint: 'wan jobs' });
  return jobs;
}

function isNeverSent(job: Job): boolean {
  return neverSent.some((status) => status === job.state.status);
}
