import { basename, extname } from 'node:path';
import type { ErrorReport } from '../errors.js';
import type { Job } from '../jobs/job.js';
import { createRedactor, type Redactor } from '../jobs/redact.js';
import type { CostReport, JobReport, ReportStatus, ResultDocument, Totals } from '../jobs/report.js';
import { type Parameter, parametersOf } from './parameters.js';

/** What every written report is made from: plain data, redacted. */
export interface ReportData {
  readonly title: string;
  /** Epoch milliseconds. */
  readonly generatedAt: number;
  readonly rows: readonly ReportRow[];
  readonly totals: Totals;
  /** The document of `--json`, without the queries of result addresses. */
  readonly document: ResultDocument;
}

/** One clip. */
export interface ReportRow {
  readonly id: string;
  readonly run: string;
  /** File name without its ending. */
  readonly name: string;
  readonly status: ReportStatus;
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly prompt: string;
  readonly parameters: readonly Parameter[];
  readonly seed: number | null;
  readonly cost: CostReport;
  readonly reused: boolean;
  readonly timing: JobReport['timing'];
  /** 1-based manifest row or shot. */
  readonly row: number | null;
  /** Absolute paths; the first is the clip. */
  readonly outputs: readonly string[];
  readonly error: ErrorReport | null;
  /** The command line that asks for the clip again. */
  readonly command: string;
  /** ISO 8601 */
  readonly createdAt: string;
  /** Length and rate that were asked for; null where the model chose. */
  readonly seconds: number | null;
  readonly fps: number | null;
}

export interface ReportSource {
  readonly title: string;
  /** Epoch milliseconds. */
  readonly generatedAt: number;
  readonly jobs: readonly { readonly job: Job; readonly report: JobReport }[];
  readonly document: ResultDocument;
  commandOf(job: Job): string;
  /** Knows the keys in use; without it queries, userinfo and key-like fields are redacted. */
  readonly redactor?: Redactor | undefined;
}

/** Ledger jobs as rows, in their order, with nothing in them that must not be shown. */
export function toReportData(source: ReportSource): ReportData {
  const redactor = source.redactor ?? createRedactor();
  return {
    title: source.title,
    generatedAt: source.generatedAt,
    rows: source.jobs.map(({ job, report }) => toRow(job, report, { redactor, command: source.commandOf(job) })),
    totals: source.document.totals,
    document: withoutQueries(source.document, redactor),
  };
}

/** Whether the user has to look at this clip: nothing was delivered, and nothing more will happen by itself. */
export function needsAttention({ status }: Pick<ReportRow, 'status'>): boolean {
  return ['failed', 'expired', 'unknown', 'submitting', 'cancelled'].includes(status);
}

function toRow(job: Job, report: JobReport, extra: { redactor: Redactor; command: string }): ReportRow {
  const { text } = extra.redactor;
  const { request } = job;
  return {
    id: report.id,
    run: job.run,
    name: nameOf(report.output ?? job.output),
    status: report.status,
    provider: report.provider,
    model: text(report.model),
    endpoint: text(report.endpoint),
    prompt: text(request.prompt ?? ''),
    parameters: parametersOf(request, extra.redactor),
    seed: report.seed,
    cost: report.cost,
    reused: report.reused,
    timing: report.timing,
    row: report.row,
    outputs: report.outputs,
    error: report.error && {
      ...report.error,
      message: text(report.error.message),
      hint: shown(report.error.hint, text),
    },
    command: text(extra.command),
    createdAt: report.createdAt,
    seconds: request.duration ?? null,
    fps: request.fps ?? null,
  };
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}

function shown(hint: string | null, text: (text: string) => string): string | null {
  return hint === null ? null : text(hint);
}

/** `--json` keeps the query of a result's address, since it is of no use without; a file that is passed on does not. */
function withoutQueries(document: ResultDocument, { text }: Redactor): ResultDocument {
  const jobs = document.jobs.map((job) => ({ ...job, videoUrl: job.videoUrl === null ? null : text(job.videoUrl) }));
  return { ...document, jobs };
}
