import { resolve } from 'node:path';
import type { ManifestError } from '../batch/manifest-error.js';
import { toErrorReport } from '../errors.js';
import { annotations } from '../gallery/annotations.js';
import { type ReportData, toReportData } from '../gallery/report-data.js';
import { appendSummary } from '../gallery/summary.js';
import { writeReport } from '../gallery/write-report.js';
import { getJob } from '../jobs/jobs-table.js';
import { resultDocument } from '../jobs/summary.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import type { Runtime } from '../runtime.js';
import { commandOf } from './repeat-command.js';
import type { CommandOutput } from './run-command.js';
import type { Session } from './session.js';
import type { Workshop } from './workshop.js';

export interface RunReport {
  readonly command: string;
  readonly title: string;
  /** `--report`, as typed. */
  readonly file: string | undefined;
}

/**
 * Writes the report that was asked for, and the summary of a GitHub job. The clips are there whatever becomes of it, so
 * what fails here is told beside them.
 */
export async function reportRun(
  session: Session,
  workshop: Workshop,
  output: CommandOutput,
  report: RunReport,
): Promise<CommandOutput> {
  const { env, cwd } = session.runtime;
  if (report.file === undefined && !env.GITHUB_STEP_SUMMARY) return output;
  try {
    const data = reportData(session, workshop, output, report);
    if (report.file !== undefined) {
      const tools = { ffmpeg: await available(workshop.ffmpeg), signal: session.stop };
      await writeReport(resolve(cwd, report.file), data, tools);
    }
    if (env.GITHUB_STEP_SUMMARY) await appendSummary(env.GITHUB_STEP_SUMMARY, data, cwd);
    return output;
  } catch (error) {
    return { ...output, error: output.error ?? toErrorReport(error) };
  }
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
