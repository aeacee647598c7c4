import type { ErrorReport, WanError } from '../errors.js';
import type { Call, Provider } from '../providers/provider.js';
import type { ProviderId, VideoRequest } from '../providers/request.js';
import type { Clock, HostIdentity } from '../runtime.js';
import type { HostedMedia, Job } from './job.js';
import type { Sql } from './ledger/sql.js';
import type { OwnLimits } from './pace.js';
import type { ReportEvent } from './report.js';

/** One provider with the key in force; every remote call of a job goes through the account that it was submitted with. */
export interface Account {
  readonly provider: Provider;
  readonly keyFingerprint: string;
  readonly apiOrigin: string;
  /** `confirmSend` guards a billable request; reads pass one that always agrees. */
  call(confirmSend: () => void): Call;
}

export interface Delivered {
  /** Absolute paths, the clip first. */
  readonly outputs: readonly string[];
  /** Size of the first. */
  readonly bytes: number;
  readonly warnings: readonly string[];
}

/** What driving a job needs from the layers above and beside it, as values. */
export interface Engine {
  readonly sql: Sql;
  /** Our id in the ledger's leases. */
  readonly owner: string;
  readonly clock: Clock;
  readonly host: HostIdentity;
  random(): number;
  newId(): string;
  report(event: ReportEvent): void;
  /** Takes keys out of what a service says: it may quote them, and the ledger never holds one. */
  redact?(text: string): string;
  /** Aborted by Ctrl-C or SIGTERM: stop waiting, never the paid job. */
  readonly stop: AbortSignal;
  /** @throws WanError `key.missing` */
  accountOf(provider: ProviderId): Account;
  /** Prepares and hosts the files of a job. */
  hostMedia(job: Job): Promise<HostedMedia>;
  /** The provider-facing request, mapped by the catalogue. */
  toRequest(job: Job, media: HostedMedia): VideoRequest;
  /** Downloads, checks, tags and names the clip. */
  deliver(job: Job, urls: readonly string[], onFraction: (fraction: number | null) => void): Promise<Delivered>;
  /** Milliseconds that such a clip usually takes, by the catalogue. */
  expectedMs(job: Job): number;
  /** Since the last change of state or queue position; null waits for ever. */
  readonly waitTimeoutMs: number | null;
  /** The run that sends: what an earlier one planned becomes part of it at the submit, and counts against its cap. */
  readonly run?: string | undefined;
  /** Throws to refuse a submit that would break a cap; runs inside the intent's transaction. */
  guardSpending(job: Job): void;
  /** What the user configured over a provider's published limits. */
  limitsOf?(provider: ProviderId): OwnLimits;
  /** Providers that this run no longer submits to, with the reason. */
  readonly halted: Map<ProviderId, WanError>;
}

/** How driving a job ended: in its state, with what stopped it there. */
export interface Outcome {
  readonly job: Job;
  readonly error: ErrorReport | null;
  readonly reused: boolean;
  /** The job whose last frame this one begins with, where it was left because that had no clip. */
  readonly waitsFor?: string;
}

/** What a caller wants done. `wan resume` without a run never submits; `--detach` doesn't wait. */
export interface Goal {
  readonly submit: boolean;
  readonly wait: boolean;
  /** Whether the first failure ends submitting; what was accepted is followed all the same. */
  readonly failFast?: boolean | undefined;
}
