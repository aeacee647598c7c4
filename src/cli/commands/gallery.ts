import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveSettings } from '../../config/settings.js';
import { toErrorReport, WanError } from '../../errors.js';
import { checkDirectories, makeDirectories } from '../../files/output-facts.js';
import { mayOpen, openPage } from '../../gallery/open-page.js';
import { galleryPage } from '../../gallery/page/page.js';
import { checkPagePlace, placePage } from '../../gallery/place-page.js';
import { toReportData } from '../../gallery/report-data.js';
import { prepareShowings, type Showing } from '../../gallery/showing.js';
import type { Job, JobStatus } from '../../jobs/job.js';
import { toJobReport } from '../../jobs/job-report.js';
import { getJob, listJobs } from '../../jobs/ledger/jobs-table.js';
import { getRun } from '../../jobs/ledger/runs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { resultDocument } from '../../jobs/summary.js';
import type { Ffmpeg } from '../../media/ffmpeg.js';
import { formatCount } from '../../ui/format.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { commandOf } from '../render/repeat-command.js';
import { parsePositive, parseSince } from '../request/option-values.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { openFfmpeg, settingLayers } from '../workshop.js';

interface GalleryFlags extends CommonFlags {
  readonly last?: number;
  readonly failed?: true;
  readonly since?: number;
  readonly output: string;
  readonly overwrite?: true;
  readonly open?: true;
  readonly embed?: true;
  readonly title?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[id...]', 'runs (r_…) or jobs (j_…); the newest jobs when left out')
    .addHelpText(
      'before',
      'Examples:\n  wan gallery --open\n  wan gallery r_… -o tests.html\n  wan gallery --last 20 --embed -o send-me.html\n',
    )
    .option('--last <n>', 'only the newest of them (100 when no id is given)', parsePositive)
    .option('--failed', 'only failed, expired and unknown ones')
    .option('--since <time>', 'only those begun within this time: 30m, 12h, 2d', parseSince)
    .option('-o, --output <file>', 'the page (.html); an earlier gallery is replaced', 'wan-gallery.html')
    .option('--overwrite', 'replace any existing file')
    .option('--open', 'open the page in the browser; not without a terminal')
    .option('--embed', 'put the clips into the page, up to 24 MB each and 96 MB in all')
    .option('--title <text>', 'the title of the page');
  addCommonOptions(command).action(async (ids: string[], flags: GalleryFlags) => {
    await runCommand(context, { name: 'gallery', flags }, (session) => makeGallery(session, ids, flags));
  });
}

async function makeGallery(session: Session, ids: readonly string[], flags: GalleryFlags): Promise<CommandOutput> {
  const { runtime } = session;
  const path = resolve(runtime.cwd, flags.output);
  const directory = dirname(path);
  checkDirectories([directory]);
  await checkPagePlace(path, flags.overwrite === true);
  const { sql } = await session.ledger();
  const jobs = chosenJobs(sql, ids, { ...flags, now: runtime.clock.now() });
  if (jobs.length === 0)
    throw new WanError('job.not-found', 'there are no such jobs to show', { hint: 'wan jobs lists what there is' });
  if (ids.length === 0 && flags.last === undefined && jobs.length === mostByDefault)
    note(session, 'info', `the newest ${mostByDefault} jobs; --last takes more`);
  const reported = jobs.map((job) => ({ job, report: toJobReport(job) }));
  const data = toReportData({
    title: flags.title ?? (ids.length === 1 ? `Clips of ${ids[0]}` : 'Clips'),
    generatedAt: runtime.clock.now(),
    jobs: reported,
    document: resultDocument({ command: 'gallery', jobs: reported.map(({ report }) => report) }),
    commandOf,
  });
  const ffmpeg = await availableFfmpeg(session);
  const showings = await prepareShowings(data.rows, {
    directory,
    ffmpeg,
    embed: flags.embed === true,
    signal: session.stop,
  });
  if (flags.embed === true) noteLinked(session, showings);
  await makeDirectories([directory]);
  await placePage(path, galleryPage(data, showings));
  if (flags.open === true) await open(session, path);
  return { data: { path, jobs: jobs.length }, text: `${path}\n` };
}

const mostByDefault = 100;
const troubled: readonly JobStatus[] = ['failed', 'expired', 'unknown', 'submitting'];

interface Choice extends Pick<GalleryFlags, 'last' | 'failed' | 'since'> {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Named runs and jobs in the order of their names, each job once; else the newest of the ledger first. */
function chosenJobs(sql: Sql, ids: readonly string[], { last, failed, since, now }: Choice): Job[] {
  const from = since === undefined ? undefined : now - since;
  const statuses = failed === true ? troubled : undefined;
  if (ids.length === 0) return listJobs(sql, { statuses, since: from, limit: last ?? mostByDefault });
  const named = new Map(ids.flatMap((id) => jobsOf(sql, id)).map((job) => [job.id, job]));
  const fitting = [...named.values()].filter(
    (job) => (statuses?.includes(job.state.status) ?? true) && job.createdAt >= (from ?? 0),
  );
  if (last === undefined) return fitting;
  const newest = new Set([...fitting].sort((one, other) => other.createdAt - one.createdAt).slice(0, last));
  return fitting.filter((job) => newest.has(job));
}

function jobsOf(sql: Sql, id: string): Job[] {
  if (!id.startsWith('r_')) return [getJob(sql, id)];
  return listJobs(sql, { run: getRun(sql, id).id, order: 'position' });
}

/** Posters are nice to have; without ffmpeg the browser shows first pictures of its own. */
async function availableFfmpeg(session: Session): Promise<Ffmpeg | undefined> {
  const ffmpeg = openFfmpeg(session, resolveSettings(settingLayers(session, await session.config(), {})));
  try {
    await ffmpeg.locate();
    return ffmpeg;
  } catch (error) {
    note(session, 'info', `no posters: ${toErrorReport(error).message}`);
    return undefined;
  }
}

function noteLinked(session: Session, showings: readonly Showing[]): void {
  const linked = showings.filter(({ addresses: [address] }) => address !== undefined && !address.startsWith('data:'));
  if (linked.length === 0) return;
  note(session, 'warning', `${formatCount(linked.length, 'clip')} did not fit into the page and stayed beside it`);
}

/** The page is there whether or not it opens. */
async function open(session: Session, path: string): Promise<void> {
  if (!mayOpen(session.runtime)) return note(session, 'info', 'not opened: there is no terminal');
  try {
    await openPage(session.runtime, path);
  } catch (error) {
    note(session, 'warning', toErrorReport(error).message);
  }
}

function note(session: Session, level: 'info' | 'warning', text: string): void {
  session.reporter.report({ type: 'note', level, job: null, text });
}
