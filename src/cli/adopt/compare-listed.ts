import { digestOf } from '../../data-uri.js';
import { freeCall } from '../../jobs/account.js';
import type { Account } from '../../jobs/engine.js';
import type { Job, JobRecord } from '../../jobs/job.js';
import { isUploadOf } from '../../jobs/ledger/uploads-table.js';
import type { JsonObject } from '../../json.js';
import { createBodyIndex } from '../../providers/body-index.js';
import type { Likeness, ListedJob } from '../../providers/provider.js';
import type { MediaRole } from '../../providers/request.js';
import { resemblesBody, sameBody } from '../../providers/same-body.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { addressIn, mediaRoles, withoutIds } from './expected-body.js';
import { createRemoteDigest } from './remote-digest.js';
import { createRowBody } from './row-body.js';

/** A row of a manifest: the job that it is to be, or that the ledger holds for it. */
export interface SoughtRow {
  readonly record: JobRecord;
  readonly job: Job | null;
}

export interface Comparison {
  /** The jobs that may be a row's by model and body, oldest first: all others are `other`. */
  alikeTo(row: SoughtRow): Promise<readonly ListedJob[]>;
  compare(row: SoughtRow, listed: ListedJob): Promise<Likeness>;
  /** Asks the provider; false for a job that has ended without a clip. */
  mayBringClip(listed: ListedJob): Promise<boolean>;
}

interface Compared {
  readonly account: Account;
  readonly listed: readonly ListedJob[];
}

/** Compares rows with the jobs that their provider lists: model and body, then the files by their bytes. */
export function createComparison(session: Session, workshop: Workshop, { account, listed: all }: Compared): Comparison {
  const { models, media, engine, accounts } = workshop;
  const digestAt = createRemoteDigest(session, accounts);
  const expectedOf = createRowBody(workshop, account);
  const shown = new Map<ListedJob, Promise<JsonObject | undefined>>();
  const shelves = new Map<string, Promise<BodyShelf>>();
  const bringing = new Map<ListedJob, Promise<boolean>>();
  return { alikeTo, compare, mayBringClip };

  async function alikeTo({ record, job }: SoughtRow): Promise<readonly ListedJob[]> {
    const { endpoint } = record;
    const shelving = shelves.get(endpoint) ?? shelve(endpoint);
    shelves.set(endpoint, shelving);
    const sent = sentFor(job);
    const { doubtful, resembling } = await shelving;
    const expected = await expectedOf(record);
    const found = [sent, expected].flatMap((body) => (body === undefined ? [] : resembling(body)));
    return [...new Set([...found, ...doubtful])];
  }

  async function shelve(endpoint: string): Promise<BodyShelf> {
    const doubtful: ListedJob[] = [];
    const shown: [JsonObject, ListedJob][] = [];
    for (const each of [...all].sort((a, b) => a.createdAt - b.createdAt)) {
      const model = modelOf(each, endpoint);
      const body = model === 'other' ? undefined : await bodyOf(each);
      if (model === 'same' && body !== undefined) shown.push([body, each]);
      else if (model !== 'other') doubtful.push(each);
    }
    return { doubtful, resembling: createBodyIndex(shown) };
  }

  async function compare({ record, job }: SoughtRow, listed: ListedJob): Promise<Likeness> {
    const model = modelOf(listed, record.endpoint);
    if (model === 'other') return 'other';
    const body = await bodyOf(listed);
    if (body === undefined) return 'unclear';
    const sent = sentFor(job);
    if (sent !== undefined && sameBody(sent, body)) return 'same';
    const expected = await expectedOf(record);
    if (expected === undefined || !resemblesBody(model === 'same' ? expected : shownOf(expected, body), body))
      return 'other';
    // Such a seed is this row's alone; the file under the row's path may be another by now, or be prepared otherwise.
    const isRowsOwn = record.seedDrawn && record.rowIdentity !== null;
    let likeness: Likeness = model;
    for (const role of mediaRoles) {
      if (record.sources[role] === undefined || account.provider.nameOf !== undefined) continue;
      const one = await compareFile(record, role, addressIn(expected, body, role));
      if (one === 'other' && !isRowsOwn) return 'other';
      if (one === (isRowsOwn ? 'other' : 'unclear')) likeness = 'unclear';
    }
    return likeness;
  }

  function mayBringClip(listed: ListedJob): Promise<boolean> {
    const asked = bringing.get(listed) ?? askForClip(session, account, listed);
    bringing.set(listed, asked);
    return asked;
  }

  /** Read once, whichever rows ask. */
  function bodyOf(listed: ListedJob): Promise<JsonObject | undefined> {
    const reading = shown.get(listed) ?? readBodyOf(listed);
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

async function readBodyOf({ body, ids, readBody }: ListedJob): Promise<JsonObject | undefined> {
  const shown = body ?? (await readBody?.());
  return shown === undefined ? undefined : withoutIds({ body: shown, ids });
}

/** What was sent for the job that the ledger has for a row. */
function sentFor(job: Job | null): JsonObject | undefined {
  return job !== null && 'intent' in job.state ? withoutIds(job.state.intent) : undefined;
}

/** What can't be asked about may bring one. */
async function askForClip({ stop }: Session, account: Account, { operation }: ListedJob): Promise<boolean> {
  try {
    const { status } = await account.provider.check(operation, freeCall(account));
    return status !== 'failed' && status !== 'cancelled' && status !== 'expired';
  } catch {
    stop.throwIfAborted();
    return true;
  }
}

/** What a model's jobs are found by. */
interface BodyShelf {
  /** Without a body, or perhaps of another model. */
  readonly doubtful: readonly ListedJob[];
  readonly resembling: (body: JsonObject) => readonly ListedJob[];
}

function modelOf({ isErased, isOfModel, endpoint }: ListedJob, wanted: string): Likeness {
  if (isErased === true) return 'other';
  if (isOfModel !== undefined) return isOfModel(wanted);
  return endpoint === undefined || endpoint === wanted ? 'same' : 'other';
}

/** What a list that keeps the model's version to itself shows of a body. */
function shownOf(expected: JsonObject, listed: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(expected).filter(([key]) => listed[key] !== undefined));
}
