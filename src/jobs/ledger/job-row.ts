import { z } from 'zod';
import type { Money } from '../../providers/provider.js';
import type { Job, JobEvent, JobRecord, JobState } from '../job.js';
import type { EventColumns } from './event-columns.js';
import { readLedgerText } from './ledger-text.js';
import type { Row, SqlValue } from './sql.js';

/** Columns of the `jobs` table that `job-row` reads. */
export const jobColumns = `id, run_id, position, provider, model, endpoint, key_fingerprint, api_origin, identity, take, seed,
  row_identity, record, output, state, estimate, estimate_currency, actual, actual_currency, created_at, updated_at,
  submitted_at, started_at, rendered_at, finished_at, lease_epoch`;

/** The parts of a record that no query needs are kept as one JSON text. */
type RecordRest = Pick<
  JobRecord,
  | 'request'
  | 'origins'
  | 'chosen'
  | 'seedDrawn'
  | 'sources'
  | 'overwrite'
  | 'provenance'
  | 'webhook'
  | 'row'
  | 'movedFrom'
>;

/** What the rest of the program takes for granted of each state. */
const stateKeys: ReadonlyMap<unknown, readonly string[]> = new Map<JobState['status'], readonly string[]>([
  ['planned', []],
  ['uploaded', ['media']],
  ['submitting', ['media', 'intent']],
  ['submitted', ['operation']],
  ['rendered', ['operation', 'urls']],
  ['done', ['operation', 'urls', 'outputs']],
  ['failed', ['error']],
  ['cancelled', []],
  ['unknown', ['media', 'intent', 'error']],
  ['expired', ['error']],
]);

// What the ledger wrote is trusted to have the shape that `transition` gave it; only its envelope is checked.
const stateText = z.custom<JobState>((value) => isState(value));
const restText = z.custom<RecordRest>((value) => isObjectWith(value, 'request'));
const eventText = z.custom<JobEvent>((value) => isObjectWith(value, 'type'));

const currency = z.custom<Money['currency']>((value) => typeof value === 'string');

const rowSchema = z.object({
  id: z.string(),
  run_id: z.string(),
  position: z.number(),
  provider: z.custom<JobRecord['provider']>((value) => typeof value === 'string'),
  model: z.string(),
  endpoint: z.string(),
  key_fingerprint: z.string(),
  api_origin: z.string(),
  identity: z.string(),
  take: z.number(),
  seed: z.number().nullable(),
  row_identity: z.string().nullable(),
  record: z.string(),
  output: z.string(),
  state: z.string(),
  estimate: z.number().nullable(),
  estimate_currency: currency.nullable(),
  actual: z.number().nullable(),
  actual_currency: currency.nullable(),
  created_at: z.number(),
  updated_at: z.number(),
  submitted_at: z.number().nullable(),
  started_at: z.number().nullable(),
  rendered_at: z.number().nullable(),
  finished_at: z.number().nullable(),
  lease_epoch: z.number(),
});

/** A job from its row. */
export function readJob(row: Row): Job {
  const columns = rowSchema.parse(row);
  return {
    id: columns.id,
    run: columns.run_id,
    index: columns.position,
    provider: columns.provider,
    model: columns.model,
    endpoint: columns.endpoint,
    keyFingerprint: columns.key_fingerprint,
    apiOrigin: columns.api_origin,
    identity: columns.identity,
    take: columns.take,
    seed: columns.seed,
    rowIdentity: columns.row_identity,
    output: columns.output,
    estimate: toMoney(columns.estimate, columns.estimate_currency),
    actual: toMoney(columns.actual, columns.actual_currency),
    createdAt: columns.created_at,
    updatedAt: columns.updated_at,
    submittedAt: columns.submitted_at,
    startedAt: columns.started_at,
    renderedAt: columns.rendered_at,
    finishedAt: columns.finished_at,
    leaseEpoch: columns.lease_epoch,
    state: readState(columns.state, columns.id),
    ...readLedgerText(columns.record, { schema: restText, what: `the record of ${columns.id}` }),
  };
}

/** The job as it is when it is read after these columns of its row were written. */
export function changedJob(job: Job, columns: EventColumns): Job {
  return {
    ...job,
    run: columns.run_id ?? job.run,
    seed: columns.seed ?? job.seed,
    actual: toMoney(columns.actual ?? null, columns.actual_currency ?? null) ?? job.actual,
    updatedAt: columns.updated_at,
    submittedAt: columns.submitted_at ?? job.submittedAt,
    startedAt: job.startedAt ?? columns.started_at ?? null,
    renderedAt: columns.rendered_at ?? job.renderedAt,
    finishedAt: columns.finished_at,
    state: readState(columns.state, job.id),
  };
}

function readState(text: string, id: string): JobState {
  return readLedgerText(text, { schema: stateText, what: `the state of ${id}` });
}

/** An event of a job's timeline from its text. */
export function readEvent(text: string): JobEvent {
  return readLedgerText(text, { schema: eventText, what: 'the timeline of a job' });
}

/** The values of a new job, by column. */
export function newJobColumns(record: JobRecord, lease: { owner: string; epoch: number }): Record<string, SqlValue> {
  const state: JobState = { status: 'planned' };
  const rest: RecordRest = {
    request: record.request,
    origins: record.origins,
    chosen: record.chosen,
    seedDrawn: record.seedDrawn,
    sources: record.sources,
    overwrite: record.overwrite,
    provenance: record.provenance,
    webhook: record.webhook,
    row: record.row,
    movedFrom: record.movedFrom,
  };
  return {
    id: record.id,
    run_id: record.run,
    position: record.index,
    provider: record.provider,
    model: record.model,
    endpoint: record.endpoint,
    resolution: record.request.resolution ?? null,
    key_fingerprint: record.keyFingerprint,
    api_origin: record.apiOrigin,
    identity: record.identity,
    take: record.take,
    seed: record.seed,
    row_identity: record.rowIdentity,
    record: JSON.stringify(rest),
    output: record.output,
    status: state.status,
    state: JSON.stringify(state),
    estimate: record.estimate?.amount ?? null,
    estimate_currency: record.estimate?.currency ?? null,
    created_at: record.createdAt,
    updated_at: record.createdAt,
    lease_owner: lease.owner,
    lease_epoch: lease.epoch,
  };
}

function toMoney(amount: number | null, unit: Money['currency'] | null): Money | null {
  return amount === null || unit === null ? null : { amount, currency: unit };
}

function isState(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false;
  return stateKeys.get(value.status)?.every((key) => isObjectWith(value, key)) ?? false;
}

function isObjectWith(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}
