import { lastFrameOf, parentOf } from '../chained-frame.js';
import type { Engine } from '../engine.js';
import { type Job, mayBePaid } from '../job.js';
import {
  applyEvent,
  findJob,
  getJob,
  isSentSince,
  keepIdentity,
  twinsAfter,
  twinsSentSince,
} from '../ledger/jobs-table.js';
import { acquireLease, isDrivenByOther, releaseLease } from '../ledger/leases.js';
import type { Sql } from '../ledger/sql.js';
import { successorOf, successorsOf } from '../ledger/successor.js';
import { identityOf, isSameRequest } from '../plan/identity.js';
import { mayBring } from '../plan/twins.js';

/**
 * Withdraws a job that was never sent where its clip was paid since by another: with another key, or at the provider
 * before. Only a job that is leased to us.
 *
 * @returns the job as it is now, or undefined where it is still the only one of its clip
 */
export function withdrawSuperseded(engine: Engine, left: Job): Job | undefined {
  const { sql, owner, clock } = engine;
  const job = { ...left, identity: identityByHeirs(sql, left) };
  if (job.identity !== left.identity) keepIdentity(sql, job.id, job.identity);
  const by = supersederOf(engine, job);
  if (by === undefined) return undefined;
  const withdrawn = applyEvent(sql, { job, event: { type: 'cancelled', movedTo: by.id }, owner, at: clock.now() });
  const text = `${job.id} was never sent, and ${by.id} has its clip: nothing is paid again; --force on the command renders another`;
  engine.report({ type: 'note', level: 'warning', job: null, text });
  return withdrawn;
}

/** Another job of the same clip was sent while this one waited for its turn. */
export class Superseded extends Error {}

/**
 * Looks once more, inside the transaction that writes the intent: of two jobs of one clip that go on side by side, in
 * two processes or as parts of two runs that one command resumes, only the first is sent.
 *
 * @throws Superseded
 */
export function refuseSuperseded(engine: Engine, job: Job): void {
  if (supersederOf(engine, job) !== undefined) throw new Superseded(`${job.id} was overtaken`);
}

/** Withdraws those of the jobs that are superseded; the jobs that have the clips now, each once. */
export function settleLeftovers(engine: Engine, jobs: readonly Job[]): Job[] {
  const { sql, owner, clock, host } = engine;
  for (const job of jobs) {
    const { id } = job;
    // Of thousands hardly one is, and a lease is a durable write.
    if (identityByHeirs(sql, job) === job.identity && supersederOf(engine, job) === undefined) continue;
    if (!acquireLease(sql, id, owner, { at: clock.now(), host }).held) continue;
    withdrawSuperseded(engine, getJob(sql, id));
    releaseLease(sql, id, owner);
  }
  return successorsOf(
    sql,
    jobs.map(({ id }) => getJob(sql, id)),
  );
}

/**
 * A shot is known by the one before it. Where that was withdrawn, the shot begins with the last frame of the job that has
 * its clip, and is the same as one that was planned with that.
 */
function identityByHeirs(sql: Sql, job: Job): string {
  const sources = Object.entries(job.sources).map(([role, source]) => [role, sourceNow(sql, source)] as const);
  if (mayBePaid(job.state.status) || sources.every(([role, source]) => job.sources[role] === source))
    return job.identity;
  return identityOf({ ...job, sources: Object.fromEntries(sources) });
}

function sourceNow(sql: Sql, source: string): string {
  const id = parentOf(source);
  const parent = id === undefined ? undefined : findJob(sql, id);
  return parent === undefined ? source : lastFrameOf(successorOf(sql, parent).id);
}

function supersederOf(engine: Engine, job: Job): Job | undefined {
  if (mayBePaid(job.state.status)) return undefined;
  for (let each: Job | undefined = job; each !== undefined; each = movedFrom(engine, each)) {
    const known: Job = each;
    const heirsOf = (twins: readonly Job[], hasMoved = false) =>
      twins.filter((twin) => isSameClip(known, twin, hasMoved)).map((twin) => successorOf(engine.sql, twin));
    const paid =
      heirsOf(twinsAfter(engine.sql, known.id), known !== job).find(
        (heir) => heir.id !== job.id && isPaidOrAbout(engine, heir),
      ) ??
      heirsOf(twinsSentSince(engine.sql, known.id)).find(
        (heir) => mayBring(heir) && isSentSince(engine.sql, heir, known),
      );
    if (paid !== undefined) return paid;
  }
  return undefined;
}

function movedFrom({ sql }: Engine, { movedFrom: id }: Job): Job | undefined {
  return id === undefined ? undefined : findJob(sql, id);
}

/**
 * Whether another job is the same clip. One that was sent later only: what was paid when a job was planned did not keep
 * it from being planned, because the user forced it. In one run two jobs are two clips, however alike.
 */
function isSameClip(job: Job, other: Job, hasMoved: boolean): boolean {
  if (!isSameRequest(job, other)) return false;
  if (job.seed !== null && !job.seedDrawn) return other.seed === job.seed;
  // A seed that was drawn for no row makes a clip of its own, unless the same command could not go on with this one: it
  // had another key, or had not the provider to which the job went.
  const isAlike = job.rowIdentity !== null || job.seed === null || hasMoved || !isOfAccount(job, other);
  return isAlike && other.take === job.take;
}

function isOfAccount({ keyFingerprint, apiOrigin }: Job, other: Job): boolean {
  return other.keyFingerprint === keyFingerprint && other.apiOrigin === apiOrigin;
}

function isPaidOrAbout({ sql, owner, clock, host }: Engine, { id, state }: Job): boolean {
  if (['failed', 'cancelled', 'expired'].includes(state.status)) return false;
  return mayBePaid(state.status) || isDrivenByOther(sql, id, owner, { at: clock.now(), host });
}
