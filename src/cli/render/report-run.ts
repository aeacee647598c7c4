import { resolve } from 'node:path';
import type { ManifestError } from '../../batch/manifest-error.js';
import { type ErrorReport, toErrorReport, WanError } from '../../errors.js';
import { annotations } from '../../gallery/annotations.js';
import { type ReportData, toReportData } from '../../gallery/report-data.js';
import { appendRefusal, appendSummary } from '../../gallery/summary.js';
import { writeReport } from '../../gallery/write-report.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import { createRedactor } from '../../jobs/redact.js';
import { resultDocument } from '../../jobs/summary.js';
import type { Ffmpeg } from '../../media/ffmpeg.js';
import type { Runtime } from '../../runtime.js';
import type { CommandOutput } from '../command-output.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { commandOf } from './repeat-command.js';

export interface RunReport {
  readonly command: string;
  readonly title: string;
  /** `--report`, as typed. */
  readonly file: string | undefined;
}

/**
 * Writes the report that was asked for, and the summary of a GitHub job. The clips are there whatever becomes of it, so
 * what fails here is told beside them: a summary, which nobody asked for, as a warning; a report as the error of the run
 * where it has none.
 */
export async function reportRun(
  session: Session,
  workshop: Workshop,
  output: CommandOutput,
  report: RunReport,
): Promise<CommandOutput> {
  const { env, cwd } = session.runtime;
  if (report.file === undefined && !env.GITHUB_STEP_SUMMARY) return output;
  const data = reportData(session, workshop, output, report);
  const failed = await failureOf(async () => {
    if (report.file === undefined) return;
    const tools = { ffmpeg: await available(workshop.ffmpeg), signal: session.stop };
    await writeReport(resolve(cwd, report.file), data, tools);
  });
  const unsaid = await failureOf(async () => {
    if (env.GITHUB_STEP_SUMMARY) await appendSummary(env.GITHUB_STEP_SUMMARY, data, cwd);
  });
  if (unsaid !== null) warn(session, `the summary of this step was not written: ${unsaid.message}`);
  if (failed === null) return output;
  // Exit 2 would say that nothing was billed.
  if (output.error == null) return { ...output, error: failed.exitCode === 2 ? notWritten(failed) : failed };
  warn(session, `the report was not written: ${failed.message}`);
  return output;
}

/** In GitHub Actions, the summary of the step says why a run was refused whole. */
export async function reportRefusal(session: Session, title: string, error: WanError): Promise<void> {
  const { GITHUB_STEP_SUMMARY: summary } = session.runtime.env;
  if (!summary) return;
  const reason = createRedactor().text(error.message);
  const unsaid = await failureOf(() => appendRefusal(summary, title, reason));
  if (unsaid !== null) warn(session, `the summary of this step was not written: ${unsaid.message}`);
}

async function failureOf(work: () => Promise<void>): Promise<ErrorReport | null> {
  return work().then(
    () => null,
    (error: unknown) => toErrorReport(error),
  );
}

function notWritten({ message, hint }: ErrorReport): ErrorReport {
  return toErrorReport(new WanError('local.output', message, { hint: hint ?? undefined }));
}

function warn({ reporter }: Session, text: string): void {
  reporter.report({ type: 'note', level: 'warning', job: null, text });
}

/** In GitHub Actions, faults show beside the lines of their file. */
export function annotateFaults(
  { env, stderr }: Pick<Runtime, 'env' | 'stderr'>,
  file: string,
  { faults }: ManifestError,
): void {
  if (env.GITHUB_ACTIONS !== 'true') return;
  const notes = faults.map(({ row, column, line, reason }) => {
    const place = [...(row === null ? [] : [`row ${row}`]), ...(column === null ? [] : [column])].join(', ');
    return { file, line: line ?? undefined, message: place === '' ? reason : `${place}: ${reason}` };
  });
  stderr.write(annotations(notes));
}

function reportData(
  session: Session,
  { engine, redactor }: Workshop,
  output: CommandOutput,
  report: RunReport,
): ReportData {
  const { command, title } = report;
  const { jobs = [], run, error } = output;
  return toReportData({
    title,
    generatedAt: session.runtime.clock.now(),
    jobs: jobs.map((each) => ({ job: getJob(engine.sql, each.id), report: each })),
    document: resultDocument({ command, run, jobs, error }),
    commandOf,
    redactor,
  });
}

async function available(ffmpeg: Ffmpeg): Promise<Ffmpeg | undefined> {
  return ffmpeg.locate().then(
    () => ffmpeg,
    () => undefined,
  );
}
