import type { ErrorReport } from '../errors.js';
import type { JsonValue } from '../json.js';

/** What happened, as plain data; the screen, the log lines and the JSON are three readers of the same events. */
export type ReportEvent =
  | { readonly type: 'run'; readonly run: string; readonly jobs: number; readonly command: string }
  | {
      readonly type: 'job';
      readonly job: string;
      readonly label: string;
      readonly status: ReportStatus;
      readonly provider: string;
      readonly model: string;
      readonly remoteId: string | null;
      /** USD, null when unknown. */
      readonly cost: number | null;
      readonly error: ErrorReport | null;
      readonly output: string | null;
      readonly reused: boolean;
      /** Epoch milliseconds at which it was done; absent until then. */
      readonly doneAt?: number | null | undefined;
    }
  | {
      readonly type: 'progress';
      readonly job: string;
      readonly phase: 'uploading' | 'queued' | 'rendering' | 'downloading';
      /** 0 to 1 */
      readonly fraction: number | null;
      readonly queuePosition: number | null;
      readonly elapsedMs: number;
      /** Milliseconds until the expected end, from this ledger's history or the catalogue. */
      readonly etaMs: number | null;
    }
  | {
      readonly type: 'note';
      readonly level: 'info' | 'warning' | 'debug';
      readonly job: string | null;
      readonly text: string;
    };

export type ReportStatus =
  | 'planned'
  | 'uploaded'
  | 'submitting'
  | 'submitted'
  | 'rendered'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'unknown'
  | 'expired';

export interface Reporter {
  report(event: ReportEvent): void;
  /** Ends bars and spinners, prints results on stdout; called once, whatever happened. */
  finish(result: ResultDocument): void;
}

/** The document of `--json`, version 1 (README, "JSON"). Fields are only ever added. */
export interface ResultDocument {
  readonly version: 1;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly command: string;
  readonly run: string | null;
  readonly jobs: readonly JobReport[];
  readonly totals: Totals;
  readonly film: JsonValue;
  readonly data: JsonValue;
  readonly error: ErrorReport | null;
}

export interface JobReport {
  readonly id: string;
  readonly status: ReportStatus;
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly remoteId: string | null;
  readonly seed: number | null;
  readonly output: string | null;
  readonly outputs: readonly string[];
  readonly videoUrl: string | null;
  /** ISO 8601 */
  readonly expiresAt: string | null;
  readonly reused: boolean;
  readonly cost: CostReport;
  readonly timing: {
    readonly queuedMs: number | null;
    readonly renderMs: number | null;
    readonly downloadMs: number | null;
    readonly totalMs: number | null;
  };
  readonly request: JsonValue;
  readonly row: number | null;
  readonly error: ErrorReport | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface CostReport {
  readonly estimated: number | null;
  readonly actual: number | null;
  readonly currency: string;
}

export interface Totals {
  readonly jobs: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly pending: number;
  readonly unknown: number;
  readonly reused: number;
  readonly cost: CostReport;
}
