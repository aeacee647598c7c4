import { digestOf } from '../../data-uri.js';
import type { Account } from '../../jobs/engine.js';
import type { Job, JobRecord } from '../../jobs/job.js';
import { isUploadOf } from '../../jobs/ledger/uploads-table.js';
import type { JsonObject } from '../../json.js';
import type { ListedJob } from '../../providers/provider.js';
import type { MediaRole } from '../../providers/request.js';
import { resemblesBody, sameBody } from '../../providers/same-body.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { addressIn, expectedBody, mediaRoles } from './expected-body.js';
import { createRemoteDigest } from './remote-digest.js';

/** A row of a manifest: the job that it is to be, or that the ledger holds for it. */
export interface SoughtRow {
  readonly record: JobRecord;
  readonly job: Job | null;
}

/** Whether a listed job is that of a row. `unclear`: all that can be compared is alike. */
export type Likeness = 'same' | 'unclear' | 'other';

export type Compare = (row: SoughtRow, listed: ListedJob) => Promise<Likeness>;

/** Compares rows with the jobs that their provider lists: model and body, then the files by their bytes. */
export function createCompare(session: Session, workshop: Workshop, account: Account): Compare {
  const { models, media, engine, accounts } = workshop;
  const digestAt = createRemoteDigest(session, accounts);
  const bodies = new Map<string, JsonObject | undefined>();
  const shown = new Map<ListedJob, Promise<JsonObject | undefined>>();

  return async ({ record, job }, listed) => {
    if (listed.isErased === true || (listed.endpoint ?? record.endpoint) !== record.endpoint) return 'other';
    const body = await bodyOf(listed);
    if (body === undefined) return 'unclear';
    if (job !== null && 'intent' in job.state && sameBody(job.state.intent.body, body)) return 'same';
    if (!bodies.has(record.id)) bodies.set(record.id, expectedBody(account.provider, models, record));
    const expected = bodies.get(record.id);
    if (expected === undefined || !resemblesBody(expected, body)) return 'other';
    // Made from the very files, among other things.
    if (record.seedDrawn && record.rowIdentity !== null) return 'same';
    let likeness: Likeness = 'same';
    for (const role of mediaRoles) {
      if (record.sources[role] === undefined) continue;
      const one = await compareFile(record, role, addressIn(expected, body, role));
      if (one === 'other') return 'other';
      if (one === 'unclear') likeness = 'unclear';
    }
    return likeness;
  };

  /** Read once, whichever rows ask. */
  async function bodyOf(listed: ListedJob): Promise<JsonObject | undefined> {
    if (listed.body !== undefined || listed.readBody === undefined) return listed.body;
    const reading = shown.get(listed) ?? listed.readBody();
    shown.set(listed, reading);
    return reading;
  }

  async function compareFile(record: JobRecord, role: MediaRole, address: string | undefined): Promise<Likeness> {
    const source = record.request[role];
    if (address === undefined || source === undefined) return 'unclear';
    if (/^https?:/i.test(source)) return source === address ? 'same' : 'unclear';
    const { file } = await media.prepare({ role, source, limits: models.of(record), preparation: record.request });
    if (address.startsWith('data:')) return digestOf(address).endsWith(`;sha256,${file.digest}`) ? 'same' : 'other';
    if (isUploadOf(engine.sql, file.digest, address)) return 'same';
    const digest = await digestAt(record.provider, address);
    if (digest === undefined) return 'unclear';
    return digest === file.digest ? 'same' : 'other';
  }
}
