import type { ErrorReport } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { Money, Operation, SubmitIntent } from '../providers/provider.js';
import type { HostedFile, HostedRole, ProviderId, RequestFields } from '../providers/request.js';

/**
 * The life of one clip. Each state carries what is needed to go on from it after a crash, and nothing else.
 *
 *     planned -> uploaded -> submitting -> submitted -> rendered -> done
 *
 * `submitting` is durable before the billable POST, so a crash there may have been paid: it is treated as `unknown`.
 */
export type JobState =
  | { readonly status: 'planned' }
  | { readonly status: 'uploaded'; readonly media: HostedMedia }
  | {
      readonly status: 'submitting';
      readonly media: HostedMedia;
      readonly intent: SubmitIntent;
      readonly intentAt: number;
      readonly since?: SinceBoot | undefined;
    }
  | {
      readonly status: 'unknown';
      readonly media: HostedMedia;
      readonly intent: SubmitIntent;
      readonly intentAt: number;
      readonly since?: SinceBoot | undefined;
      readonly error: ErrorReport;
      readonly candidates: readonly string[];
    }
  | { readonly status: 'submitted'; readonly operation: Operation; readonly submittedAt: number }
  | {
      readonly status: 'rendered';
      readonly operation: Operation;
      readonly urls: readonly string[];
      readonly expiresAt: number | null;
      readonly renderedAt: number;
      readonly error: ErrorReport | null;
    }
  | {
      readonly status: 'done';
      readonly operation: Operation;
      readonly urls: readonly string[];
      readonly expiresAt: number | null;
      readonly outputs: readonly string[];
      /** Size of the first output, so that a file replaced later is not taken for the clip. */
      readonly bytes: number;
    }
  | { readonly status: 'failed'; readonly operation: Operation | null; readonly error: ErrorReport }
  /** `movedTo`: it was never sent, and this job has its clip. */
  | { readonly status: 'cancelled'; readonly operation: Operation | null; readonly movedTo?: string }
  | { readonly status: 'expired'; readonly operation: Operation; readonly error: ErrorReport };

export type JobStatus = JobState['status'];

/** A time as the machine counts it from its boot, whatever its clock is set to. */
export interface SinceBoot {
  readonly boot: string;
  readonly uptimeMs: number;
}

/** A local LoRA by its path. */
export type LoraKey = `lora:${string}`;
export type HostedMedia = Readonly<Partial<Record<HostedRole | LoraKey, HostedFile>>>;

/** What happened; the only way to change a job. */
export type JobEvent =
  | { readonly type: 'uploaded'; readonly media: HostedMedia }
  | {
      readonly type: 'intent';
      readonly intent: SubmitIntent;
      readonly at: number;
      readonly since?: SinceBoot | undefined;
    }
  | { readonly type: 'accepted'; readonly operation: Operation; readonly at: number }
  | { readonly type: 'not-accepted'; readonly error: ErrorReport }
  | { readonly type: 'outcome-unknown'; readonly error: ErrorReport; readonly candidates?: readonly string[] }
  | { readonly type: 'adopted'; readonly operation: Operation; readonly at: number }
  | { readonly type: 'absent'; readonly checkedAt: number }
  | {
      readonly type: 'succeeded';
      readonly urls: readonly string[];
      readonly expiresAt: number | null;
      readonly at: number;
    }
  | { readonly type: 'failed'; readonly error: ErrorReport }
  | { readonly type: 'cancelled'; readonly movedTo?: string }
  | { readonly type: 'expired'; readonly error: ErrorReport }
  | { readonly type: 'download-failed'; readonly error: ErrorReport }
  | { readonly type: 'delivered'; readonly outputs: readonly string[]; readonly bytes: number }
  | { readonly type: 'fetch-again' };

/**
 * The next state. Pure and total: an event that does not fit the state is a bug of ours and throws, so that a wrong
 * order of effects can never be written down.
 */
export function transition(state: JobState, event: JobEvent): JobState {
  const next = tables[event.type](state, event as never);
  if (next === undefined) throw new Error(`a job that is ${state.status} cannot take the event ${event.type}`);
  return next;
}

type Rule<T extends JobEvent['type']> = (
  state: JobState,
  event: Extract<JobEvent, { type: T }>,
) => JobState | undefined;

const tables: { readonly [T in JobEvent['type']]: Rule<T> } = {
  uploaded: (state, { media }) =>
    state.status === 'planned' || state.status === 'uploaded' ? { status: 'uploaded', media } : undefined,
  intent: (state, { intent, at, since }) =>
    state.status === 'uploaded' ? { status: 'submitting', media: state.media, intent, intentAt: at, since } : undefined,
  accepted: (state, { operation, at }) =>
    state.status === 'submitting' ? { status: 'submitted', operation, submittedAt: at } : undefined,
  'not-accepted': (state) => (state.status === 'submitting' ? { status: 'uploaded', media: state.media } : undefined),
  'outcome-unknown': (state, { error, candidates }) =>
    state.status === 'submitting' || state.status === 'unknown'
      ? {
          status: 'unknown',
          media: state.media,
          intent: state.intent,
          intentAt: state.intentAt,
          since: state.since,
          error,
          candidates: candidates ?? [],
        }
      : undefined,
  adopted: (state, { operation, at }) =>
    ['unknown', 'planned', 'uploaded'].includes(state.status)
      ? { status: 'submitted', operation, submittedAt: at }
      : undefined,
  absent: (state) => (state.status === 'unknown' ? { status: 'uploaded', media: state.media } : undefined),
  // From `rendered` too: asked again, a service may name fresh addresses of the same result.
  succeeded: (state, { urls, expiresAt, at }) =>
    state.status === 'submitted' || state.status === 'rendered'
      ? { status: 'rendered', operation: state.operation, urls, expiresAt, renderedAt: at, error: null }
      : undefined,
  failed: (state, { error }) => {
    if (state.status === 'submitted') return { status: 'failed', operation: state.operation, error };
    // A refusal at the submit, or something wrong on this machine before it: nothing was accepted.
    return state.status === 'planned' || state.status === 'uploaded' || state.status === 'submitting'
      ? { status: 'failed', operation: null, error }
      : undefined;
  },
  cancelled: (state, { movedTo }) => {
    if (state.status === 'submitted') return { status: 'cancelled', operation: state.operation };
    const moved = movedTo === undefined ? {} : { movedTo };
    return state.status === 'planned' || state.status === 'uploaded'
      ? { status: 'cancelled', operation: null, ...moved }
      : undefined;
  },
  expired: (state, { error }) =>
    state.status === 'submitted' || state.status === 'rendered'
      ? { status: 'expired', operation: state.operation, error }
      : undefined,
  'download-failed': (state, { error }) => (state.status === 'rendered' ? { ...state, error } : undefined),
  delivered: (state, { outputs, bytes }) =>
    state.status === 'rendered'
      ? { status: 'done', operation: state.operation, urls: state.urls, expiresAt: state.expiresAt, outputs, bytes }
      : undefined,
  // The file was deleted after delivery and the service may still keep it.
  'fetch-again': (state) =>
    state.status === 'done' ? { status: 'submitted', operation: state.operation, submittedAt: 0 } : undefined,
};

/** Whether nothing more will happen to this job by itself. */
export function isFinal(status: JobStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled' || status === 'expired';
}

/** Whether the provider may have taken this job, so that it can cost money. */
export function mayBePaid(status: JobStatus): boolean {
  return status !== 'planned' && status !== 'uploaded';
}

/** Where a value came from, as `explain` shows it: `flag --seed`, `preset social-vertical`, `catalogue 2026-11-21`. */
export type Origins = Readonly<Partial<Record<keyof RequestFields, string>>>;

/** What stays the same from plan to file. */
export interface JobRecord {
  readonly id: string;
  readonly run: string;
  /** 0-based position in the run. */
  readonly index: number;
  readonly provider: ProviderId;
  /** The name the user gave or the default chose. */
  readonly model: string;
  /** The provider's own id. */
  readonly endpoint: string;
  /** Salted fingerprint of the key, and the API origin: polls and downloads use only the same pair. */
  readonly keyFingerprint: string;
  readonly apiOrigin: string;
  /** Hash of what never takes a default: provider, endpoint, files, prompts, preparation (`jobs/plan/identity.ts`). */
  readonly identity: string;
  /** n-th take of the same request in one run. */
  readonly take: number;
  /** The request with every value resolved, the drawn seed included. */
  readonly request: RequestFields;
  readonly origins: Origins;
  /** Fields that the user set, at any layer; the others are defaults. */
  readonly chosen: readonly (keyof RequestFields)[];
  readonly seed: number | null;
  readonly seedDrawn: boolean;
  /** SHA-256 of the original files by role; a URL counts as its text. */
  readonly sources: Readonly<Record<string, string>>;
  /** Absolute path the clip is to have. */
  readonly output: string;
  readonly overwrite: boolean;
  readonly provenance: 'sidecar' | 'embed' | 'both' | 'none';
  readonly webhook: string | null;
  /** 1-based manifest row or shot. */
  readonly row: number | null;
  readonly rowIdentity: string | null;
  readonly estimate: Money | null;
  readonly createdAt: number;
  /** The job of the same clip at the provider before, which took nothing. */
  readonly movedFrom?: string | undefined;
}

/** A job as the ledger returns it. */
export interface Job extends JobRecord {
  readonly state: JobState;
  readonly actual: Money | null;
  readonly updatedAt: number;
  readonly finishedAt: number | null;
  /** Milliseconds since the epoch of each step, null until it happened. */
  readonly submittedAt: number | null;
  readonly startedAt: number | null;
  readonly renderedAt: number | null;
  readonly leaseEpoch: number;
}

export interface Run {
  readonly id: string;
  /** `generate`, `batch`, `chain` or `apply`. */
  readonly command: string;
  readonly createdAt: number;
  readonly cwd: string;
  /** Cap in USD; null: none. */
  readonly maxCost: number | null;
  readonly confirmed: boolean;
  /** Settings that a resumed run needs again. */
  readonly settings: JsonObject;
}
