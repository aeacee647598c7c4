import { dirname } from 'node:path';
import type { Command } from 'commander';
import { toErrorReport, WanError } from '../../errors.js';
import { filmOf } from '../../film/film-settings.js';
import { groupBy } from '../../group-by.js';
import { mayBegin } from '../../jobs/drive/drive-chained.js';
import { driveSuccessors } from '../../jobs/drive/drive-successors.js';
import type { Outcome } from '../../jobs/engine.js';
import { isFinal, type Job, type Run } from '../../jobs/job.js';
import { madeFilm } from '../../jobs/ledger/films-table.js';
import { findJob, getJob, listJobs } from '../../jobs/ledger/jobs-table.js';
import { filmRuns, getRun } from '../../jobs/ledger/runs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { successorOf, successorsOf } from '../../jobs/ledger/successor.js';
import { jobsOfRun } from '../../jobs/plan/jobs-of-run.js';
import { reportJob } from '../../jobs/report-job.js';
import { settleLeftovers } from '../../jobs/submit/superseded.js';
import type { ProviderId } from '../../providers/request.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { finishFilms } from '../film/finish-films.js';
import type { RunFilm } from '../film/later-film.js';
import { fetchDeleted, withoutClip } from '../render/fetch-deleted.js';
import { reportsOf } from '../render/job-reports.js';
import { recordedFallback } from '../render/recorded-fallback.js';
import { recordedSpending } from '../render/recorded-spending.js';
import { remakeFolder } from '../render/remake-folder.js';
import { resumeElsewhere } from '../render/resume-elsewhere.js';
import { parseSince } from '../request/option-values.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { openWorkshop, type Workshop } from '../workshop.js';

interface ResumeFlags extends CommonFlags {
  readonly waitTimeout?: number;
}

const unfinished = ['submitting', 'unknown', 'submitted', 'rendered'] as const;
const neverSent = ['planned', 'uploaded'] as const;
/** Jobs that one line names. */
const mostNamed = 10;

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
  const ids = [...new Set(named)];
  const isNamed = ids.length > 0;
  const found = isNamed ? choose(sql, ids) : everything(sql);
  const foundJobs = found.map(({ job }) => job);
  const called = [...foundJobs, ...successorsOf(sql, foundJobs)];
  const runs = ids.filter(isRun);
  const [run] = ids.length === 1 ? runs : [];
  const open = (each: string | undefined) =>
    openWorkshop(session, {
      providers: [
        ...called.map(({ provider }) => provider),
        ...(each === undefined ? [] : takersOf(getRun(sql, each))),
      ],
      waitTimeoutMs: flags.waitTimeout,
      run: each,
      ...(each === undefined ? {} : recordedSpending(getRun(sql, each))),
    });
  // A run has its own cap, so that each that was named has a workshop of its own; what is only fetched goes through the first.
  const workshop = await open(runs[0]);
  const workshops = new Map<string | null, Workshop>([[runs[0] ?? null, workshop]]);
  for (const each of runs.slice(1)) workshops.set(each, await open(each));
  for (const each of workshops.values()) await each.models.learn(called);
  // What another run has of this one is submitted within the cap of that.
  const runOf = new Map(found.map((each) => [each.job.id, each.run]));
  // What another process has moved since belongs to its run all the same.
  const ownRun = (job: Job) => runOf.get(job.id) ?? runs.find((each) => each === job.run) ?? null;
  const settled = settleLeftovers(workshop.engine, foundJobs);
  const underWay = settled.filter(({ state }) => !isFinal(state.status));
  for (const [first] of groupBy(underWay, ({ output }) => dirname(output)).values())
    if (first) await remakeFolder(sql, first);
  // The shots of a film may go once it is made.
  const filming = new Set(
    filmsOf([...new Set(settled.map((job) => job.run))].map((id) => getRun(sql, id))).map((film) => film.run),
  );
  const wanted = settled.filter((job) => !filming.has(job.run));
  const lost = await fetchDeleted(session, workshop.engine, wanted);
  const all = settled.map(({ id }) => getJob(sql, id)).map((job) => ({ job, run: ownRun(job) }));
  const chosen = all.filter(({ job }) => isNamed || !isNeverSent(job));
  const sent = chosen.filter(({ job, run: each }) => each !== null || !isNeverSent(job));
  session.reporter.report({ type: 'run', run: run ?? '', jobs: sent.length, command: 'resume' });
  // Where each stands, under the name that its progress is told by.
  for (const { job } of sent) if (!isFinal(job.state.status)) reportJob(session.reporter.report, job);
  const standing = ({ job, run: each }: Chosen) =>
    told(each, { job: successorOf(sql, getJob(sql, job.id)), error: null, reused: false });
  session.keepSnapshot(() => ({ run, again: ids, jobs: reportsOf(chosen.map(standing), workshop.redactor) }));
  const outcomes = await drive(session, sent, (each) => workshops.get(each) ?? workshop);
  if (!isNamed) tellUnsent(session, all.map(({ job }) => job).filter(isNeverSent));
  const left = chosen.filter((each) => !sent.includes(each)).map(standing);
  const reports = reportsOf([...outcomes, ...left], workshop.redactor).map((job) => withoutClip(job, lost.get(job.id)));
  const output: CommandOutput = { run, again: ids, jobs: reports };
  const films = isNamed ? filmsOf(runs.map((id) => getRun(sql, id))) : neverMade(sql);
  return finishFilms(session, workshop, output, { films, isNamed });
}

/** Goes on with jobs, and then with the shots whose beginning another run had and has rendered meanwhile. */
async function drive(
  session: Session,
  chosen: readonly Chosen[],
  workshopOf: (run: string | null) => Workshop,
): Promise<Outcome[]> {
  const { engine } = workshopOf(null);
  const outcomes = new Map<string, Outcome>();
  for (let round = chosen; round.length > 0; ) {
    for (const { job } of round) outcomes.delete(job.id);
    for (const outcome of await driveOnce(session, round, workshopOf)) outcomes.set(outcome.job.id, outcome);
    round = chosen.filter(({ job, run }) => run !== null && mayBegin(engine, outcomes.get(job.id)));
  }
  return [...outcomes.values()];
}

/** Goes on with jobs side by side; only those of a run that was named may be submitted. */
async function driveOnce(
  session: Session,
  chosen: readonly Chosen[],
  workshopOf: (run: string | null) => Workshop,
): Promise<Outcome[]> {
  const parts = [...groupBy(chosen, ({ run }) => run)].map(async ([run, part]) => {
    const ids = part.map(({ job }) => job.id);
    const workshop = workshopOf(run);
    const { engine } = workshop;
    const ended = await driveSuccessors(engine, ids, { submit: run !== null, wait: true });
    if (run === null) return ended.map((outcome) => told(null, outcome));
    const outcomes = await resumeElsewhere(session, workshop, { run: getRun(engine.sql, run), outcomes: ended });
    return outcomes.map((outcome) =>
      told(ids.includes(outcome.job.id) || outcome.job.run === run ? run : null, outcome),
    );
  });
  // What several of them went on as is one clip.
  return [...new Map((await Promise.all(parts)).flat().map((outcome) => [outcome.job.id, outcome])).values()];
}

/** Providers that clips of a run may go to. */
function takersOf(run: Run): ProviderId[] {
  const { from, to } = recordedFallback(run);
  return to.length === 0 ? [] : [...from, ...to];
}

/** A job that only its run submits, and which was not asked to, says so. */
function told(run: string | null, outcome: Outcome): Outcome {
  const { job, error } = outcome;
  if (run !== null || error !== null || !isNeverSent(job)) return outcome;
  const left = new WanError('job.pending', `the run ${job.run} has not submitted it yet`, {
    hint: `wan resume ${job.run} submits the rest of that run`,
    retryable: true,
  });
  return { ...outcome, job, error: toErrorReport(left) };
}

/** Films that were begun and never joined, the newest wish for each name. One that was made, or replaced, is settled. */
function neverMade(sql: Sql): RunFilm[] {
  const wishes = new Map(filmsOf(filmRuns(sql)).map((each) => [each.film.output, each]));
  return [...wishes.values()].filter(({ film }) => madeFilm(sql, film.output)?.isPlaced !== true);
}

function filmsOf(runs: readonly Run[]): RunFilm[] {
  return runs.flatMap(({ id, settings }) => {
    const film = filmOf(settings);
    return film === undefined ? [] : [{ run: id, film }];
  });
}

/** A job that is gone on with, and the named run within whose cap it may be submitted. */
interface Chosen {
  readonly job: Job;
  readonly run: string | null;
}

function everything(sql: Sql): Chosen[] {
  const jobs = listJobs(sql, { statuses: [...unfinished, ...neverSent], order: 'expiring' });
  return jobs.map((job) => ({ job, run: null }));
}

/** What was named, each job once. */
function choose(sql: Sql, ids: readonly string[]): Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const each of ids.flatMap((id) => (isRun(id) ? chooseRun(sql, id) : [{ job: getJob(sql, id), run: null }]))) {
    if (each.run !== null || !chosen.has(each.job.id)) chosen.set(each.job.id, each);
  }
  return [...chosen.values()];
}

function chooseRun(sql: Sql, run: string): Chosen[] {
  const { own, shared } = jobsOfRun(sql, run);
  // Shots of a film that an earlier run began belong to that run.
  const shots = (filmOf(getRun(sql, run).settings)?.shots ?? []).flatMap(({ job }) => findJob(sql, job) ?? []);
  if (own.length + shared.length + shots.length === 0)
    throw new WanError('job.not-found', `the run ${run} has no jobs of its own`, { hint: 'wan jobs' });
  return [...shared.map((job) => ({ job, run: null })), ...[...shots, ...own].map((job) => ({ job, run }))];
}

function isRun(id: string): boolean {
  return id.startsWith('r_');
}

/** One line a run: a cap may have held thousands back. */
function tellUnsent({ reporter }: Session, jobs: readonly Job[]): void {
  for (const [run, unsent] of groupBy(jobs, (job) => job.run)) {
    const ids = unsent.slice(0, mostNamed).map(({ id }) => id);
    const rest = unsent.length > mostNamed ? ` and ${unsent.length - mostNamed} more` : '';
    const were = unsent.length === 1 ? 'was' : 'were';
    const text = `${ids.join(', ')}${rest} ${were} never submitted; wan resume ${run} submits the rest of that run`;
    reporter.report({ type: 'note', level: 'warning', job: null, text });
  }
}

function isNeverSent(job: Job): boolean {
  return neverSent.some((status) => status === job.state.status);
}
