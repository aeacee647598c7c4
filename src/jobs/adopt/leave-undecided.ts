import { toErrorReport, WanError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import type { Engine } from '../engine.js';
import type { JobRecord } from '../job.js';
import { getJob } from '../ledger/jobs-table.js';
import { acquireLease } from '../ledger/leases.js';
import { recordEvent } from '../record-event.js';

export interface Undecided {
  readonly record: JobRecord;
  /** As it would have been sent. */
  readonly body: JsonObject;
  /** Remote jobs of which one may be its own. */
  readonly candidates: readonly { readonly remoteId: string; readonly createdAt: number }[];
}

/**
 * Notes that a job that was never sent from this ledger may stand at the provider already: it is `unknown` from now on, so
 * that nothing is sent before the user decides. Call inside a transaction with the insert of a new job.
 */
export function leaveUndecided(engine: Engine, { record, body, candidates }: Undecided): void {
  const { sql, owner, clock, host } = engine;
  const lease = acquireLease(sql, record.id, owner, { at: clock.now(), host });
  const job = getJob(sql, record.id);
  if (!lease.held || (job.state.status !== 'planned' && job.state.status !== 'uploaded')) return;
  const ids = candidates.map(({ remoteId }) => remoteId);
  const at = Math.min(...candidates.map(({ createdAt }) => createdAt || record.createdAt));
  const error = new WanError(
    'submit.unknown',
    `it may be ${ids.slice(0, 5).join(' or ')}${ids.length > 5 ? ` or one of ${ids.length - 5} more` : ''}, which can't be compared with it in all`,
  );
  const uploaded = recordEvent(engine, job, { type: 'uploaded', media: 'media' in job.state ? job.state.media : {} });
  const sent = recordEvent(engine, uploaded, { type: 'intent', intent: { endpoint: record.endpoint, body }, at });
  recordEvent(engine, sent, { type: 'outcome-unknown', error: toErrorReport(error), candidates: ids });
}
