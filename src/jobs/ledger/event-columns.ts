import { toApproximateUsd } from '../../catalogue/exchange.js';
import type { Money } from '../../providers/provider.js';
import { isFinal, type Job, type JobEvent, type JobState } from '../job.js';

export interface Applied {
  /** As it was read since its lease was taken, or came out of the event before. */
  readonly job: Job;
  readonly event: JobEvent;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actual?: Money | undefined;
  /** The seed that the service used, where we drew none. */
  readonly seed?: number | undefined;
  /** Runs inside the same transaction before anything is written; throws to refuse (caps). */
  readonly guard?: ((job: Job) => void) | undefined;
  /** The run that sends the job, where it isn't the one that planned it. */
  readonly run?: string | undefined;
  /** Whether this render, if it failed, costs nothing. */
  readonly failuresFree?: boolean | undefined;
}

/** Columns of a job's row that an event changes; what is left out stays. */
export interface EventColumns {
  readonly status: JobState['status'];
  readonly state: string;
  readonly updated_at: number;
  readonly remote_id: string | null;
  readonly expires_at: number | null;
  readonly finished_at: number | null;
  readonly lease_owner?: null;
  readonly run_id?: string;
  readonly intent_at?: number;
  readonly submitted_at?: number;
  readonly started_at?: number;
  readonly rendered_at?: number;
  readonly actual?: number;
  readonly actual_currency?: Money['currency'];
  readonly seed?: number;
  readonly committed_usd?: number | null;
}

/** What follows from the new state; times are set by the event that made them true, once. */
export function eventColumns(job: Job, state: JobState, applied: Applied): EventColumns {
  return { ...stateColumns(job, state, applied), ...committedColumn(job, applied) };
}

/** The last moment that an integer column and a number both hold exactly. */
const latest = Number.MAX_SAFE_INTEGER;

function stateColumns(job: Job, state: JobState, { event, at, actual, seed, run }: Applied): EventColumns {
  return {
    status: state.status,
    state: JSON.stringify(state),
    updated_at: at,
    remote_id: 'operation' in state ? (state.operation?.remoteId ?? null) : null,
    // What a service names goes into strict integer columns: no odd number may keep a paid clip from being written down.
    expires_at: 'expiresAt' in state && state.expiresAt !== null ? Math.min(Math.floor(state.expiresAt), latest) : null,
    finished_at: isFinal(state.status) ? at : null,
    // Nothing is left to drive.
    ...(isFinal(state.status) ? { lease_owner: null } : {}),
    ...(run === undefined ? {} : { run_id: run }),
    ...(event.type === 'intent' ? { intent_at: event.at } : {}),
    ...(event.type === 'accepted' || event.type === 'adopted' ? { submitted_at: event.at } : {}),
    // A result that came before any sign of rendering began at the latest then.
    ...(event.type === 'succeeded' && job.startedAt === null ? { started_at: event.at } : {}),
    ...(event.type === 'succeeded' && job.renderedAt === null ? { rendered_at: event.at } : {}),
    ...(actual === undefined ? {} : { actual: actual.amount, actual_currency: actual.currency }),
    ...(job.seed === null && seed !== undefined && Number.isSafeInteger(seed) ? { seed } : {}),
  };
}

/** What the job counts against caps from now on; see `migrations`. */
function committedColumn(job: Job, { event, actual, failuresFree }: Applied): Pick<EventColumns, 'committed_usd'> {
  if (actual !== undefined) {
    const isFree = event.type === 'failed' && actual.amount === 0;
    return { committed_usd: isFree ? null : toApproximateUsd(actual) };
  }
  const neverAccepted = !('operation' in job.state);
  switch (event.type) {
    // A job that was adopted before it was sent from here costs what it was to cost.
    case 'adopted':
    case 'intent':
      return { committed_usd: job.estimate === null ? 0 : toApproximateUsd(job.estimate) };
    case 'not-accepted':
    case 'absent':
      return { committed_usd: null };
    case 'failed':
      return neverAccepted || failuresFree === true ? { committed_usd: null } : {};
    case 'cancelled':
      return neverAccepted ? { committed_usd: null } : {};
    default:
      return {};
  }
}
