import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import { type FilmSettings, filmOf } from '../../film/film-settings.js';
import { driveSuccessors } from '../../jobs/drive-successors.js';
import { madeFilm } from '../../jobs/films-table.js';
import { isFinal, type Job } from '../../jobs/job.js';
import { findJob, getJob, listJobs } from '../../jobs/jobs-table.js';
import { reportJob } from '../../jobs/report-job.js';
import { filmRuns, getRun } from '../../jobs/runs-table.js';
import type { Sql } from '../../jobs/sql.js';
import { successorsOf } from '../../jobs/successor.js';
import { settleLeftovers } from '../../jobs/superseded.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { finishFilm } from '../finish-film.js';
import { reportsOf } from '../job-reports.js';
import { parseSince } from '../option-values.js';
import { recordedSpending } from '../recorded-spending.js';
import { type CommandContext, runCommand } from '../run-command.js';
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

async function resume(session: Session, named: readonly string[], flags: ResumeFlags): Promise<CommandOutput> {
  const { sql } = await session.ledger();
  const found = named.length === 0 ? everything(sql) : named.flatMap((id) => find(sql, id));
  const called = [...found, ...successorsOf(sql, found)];
  const [only] = named;
  const run = named.length === 1 && only?.startsWith('r_') === true ? only : undefined;
  const workshop = await openWorkshop(session, {
    providers: called.map((job) => job.provider),
    waitTimeoutMs: flags.waitTimeout,
    run,
    ...(run === undefined ? {} : recordedSpending(getRun(sql, run))),
  });
  await workshop.models.learn(called);
  const chosen = settleLeftovers(workshop.engine, found);
  // What another run has of this one is submitted within the cap of that.
  const own = new Set(run === undefined ? [] : found.map((job) => job.id));
  const sent = chosen.filter((job) => own.has(job.id) || !isNeverSent(job));
  const waiting = chosen.filter((job) => !sent.includes(job));
  session.reporter.report({ type: 'run', run: run ?? '', jobs: sent.length, command: 'resume' });
  // Where each stands, under the name that its progress is told by.
  for (const job of sent) if (!isFinal(job.state.status)) reportJob(session.reporter.report, job);
  session.keepSnapshot(() => ({
    run,
    jobs: reportsOf(
      chosen.map((job) => ({ job: getJob(sql, job.id), error: null, reused: false })),
      workshop.redactor,
    ),
  }));
  const ids = sent.map((job) => job.id);
  const outcomes = await driveSuccessors(workshop.engine, ids, { submit: run !== undefined, wait: true });
  for (const job of waiting) {
    const text = `${job.id} was never submitted; wan resume ${job.run} submits the rest of its run`;
    session.reporter.report({ type: 'note', level: 'warning', job: null, text });
  }
  const output = {
    run,
    jobs: reportsOf(
      [...outcomes, ...(named.length === 0 ? [] : waiting.map((job) => ({ job, error: null, reused: false })))],
      workshop.redactor,
    ),
  };
  if (run !== undefined) return finishFilm(session, workshop, output, filmOf(getRun(sql, run).settings));
  if (named.length === 0) for (const film of neverMade(sql)) await finishFilm(session, workshop, output, film);
  return output;
}

/** Films that were begun and never joined, the newest wish for each name. One that was made, or replaced, is settled. */
function neverMade(sql: Sql): FilmSettings[] {
  const wishes = new Map<string, FilmSettings>();
  for (const { settings } of filmRuns(sql)) {
    const film = filmOf(settings);
    if (film !== undefined) wishes.set(film.output, film);
  }
  return [...wishes.values()].filter(({ output }) => madeFilm(sql, output)?.isPlaced !== true);
}

function everything(sql: Sql): Job[] {
  return listJobs(sql, { statuses: [...unfinished, ...neverSent], order: 'expiring' });
}

function find(sql: Sql, id: string): Job[] {
  if (!id.startsWith('r_')) return [getJob(sql, id)];
  const own = listJobs(sql, { run: id, order: 'position' });
  // Shots of a film that an earlier run began belong to that run.
  const shots = (filmOf(getRun(sql, id).settings)?.shots ?? []).flatMap(({ job }) => findJob(sql, job) ?? []);
  const jobs = [...new Map([...shots, ...own].map((job) => [job.id, job])).values()];
  if (jobs.length === 0)
    throw new WanError('job.not-found', `the run ${id} has no jobs of its own`, { hint: 'wan jobs' });
  return jobs;
}

function isNeverSent(job: Job): boolean {
  return neverSent.some((status) => status === job.state.status);
}
