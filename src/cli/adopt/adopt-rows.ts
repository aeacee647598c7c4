import { dirname } from 'node:path';
import { diskFacts, makeDirectories } from '../../files/output-facts.js';
import { checkName } from '../../files/reserve.js';
import { freeCall } from '../../jobs/account.js';
import { adoptAll } from '../../jobs/adopt/adopt.js';
import { leaveUndecided } from '../../jobs/adopt/leave-undecided.js';
import { settleLost } from '../../jobs/adopt/settle-lost.js';
import { driveAll } from '../../jobs/drive/drive-all.js';
import type { Account, Engine } from '../../jobs/engine.js';
import type { Job } from '../../jobs/job.js';
import { insertJobs } from '../../jobs/ledger/jobs-table.js';
import { isDrivenByOther } from '../../jobs/ledger/leases.js';
import { reserveName } from '../../jobs/ledger/names-table.js';
import { remoteHolder } from '../../jobs/ledger/remote-holders.js';
import { recordOf } from '../../jobs/plan/clip-record.js';
import { type PlannedClip, planClips } from '../../jobs/plan/plan-run.js';
import type { ListedJob } from '../../providers/provider.js';
import type { ProviderId } from '../../providers/request.js';
import type { CommandOutput } from '../command-output.js';
import type { CommonFlags } from '../common-options.js';
import { planContext } from '../plan/compare-with-ledger.js';
import { planRows } from '../plan/plan-rows.js';
import { reportsOf } from '../render/job-reports.js';
import type { RequestFlags } from '../request/request-flags.js';
import type { Session } from '../session.js';
import { bringClip } from './bring-clip.js';
import { createComparison, type SoughtRow } from './compare-listed.js';
import { expectedBody } from './expected-body.js';
import { jobsListedBy } from './listed-jobs.js';
import { matchListed } from './match-listed.js';
import { adoptingRun } from './take-over.js';
import { tellMatches } from './tell-matches.js';
import { tellOfAge } from './tell-of-age.js';

export interface AdoptRowsFlags extends CommonFlags, RequestFlags {
  readonly manifest: string;
  readonly matrix?: readonly string[];
  readonly count: number;
  readonly output?: string;
}

export interface AdoptRows {
  readonly provider: ProviderId;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly flags: AdoptRowsFlags;
}

/**
 * Finds the jobs of a batch whose ledger is lost: plans its rows as `wan batch` would, and gives each the job that the
 * provider lists for it, also where that was adopted as a job of its own before. Nothing is submitted; a row whose job can't
 * be told is left `unknown`, so that no later command pays for it either.
 */
export async function adoptRows(session: Session, { provider, since, flags }: AdoptRows): Promise<CommandOutput> {
  const run = session.runtime.newId('r_');
  const { manifest, all } = await planRows(session, {
    source: flags.manifest,
    flags,
    provider,
    run,
    settingFlags: { output: flags.output },
    workshop: {},
    overwrite: false,
    fallback: [],
  });
  const { workshop, planned } = all;
  const { engine } = workshop;
  const account = workshop.accounts.of(provider);
  const list = jobsListedBy(account, flags.manifest);
  tellOfAge(session, account, since);
  await settleLost(engine, account);
  const listed = (await list(since, freeCall(account))).filter((job) => isFree(engine, account, job));
  const requests = planned.map(({ request }) => request);
  const clips = planClips(planContext(session, engine, {}), run, requests);
  const sought = clips.flatMap((clip) => soughtRow(account, clip) ?? []);
  const matches = await matchListed(sought, listed, createComparison(session, workshop, { account, listed }));
  const { matched, doubtful } = matches;
  for (const { record } of [...matched, ...doubtful]) checkName(record.output, diskFacts);
  tellMatches(session, matches, { provider, listed });
  const adoptions = matched.map(({ record, listed: { operation } }) => ({ record, operation }));
  const settings = { manifest: manifest.path ?? manifest.file };
  await adoptAll(engine, adoptingRun(session, settings, run), { adoptions, bringClip });
  engine.sql.transaction(() => {
    for (const { record, job, candidates } of doubtful) {
      if (job === null) insertJobs(engine.sql, [record], engine.owner);
      if (job === null) reserveName(engine.sql, record.output, record.id);
      const body = expectedBody(account.provider, workshop.models, record) ?? {};
      const named = candidates.map(({ operation: { remoteId }, createdAt }) => ({ remoteId, createdAt }));
      leaveUndecided(engine, { record, body, candidates: named });
    }
  });
  const ids = [...clips.flatMap(begunJob), ...matched, ...doubtful].map((each) =>
    'record' in each ? each.record : each,
  );
  await makeDirectories([...new Set(ids.map(({ output }) => dirname(output)))]);
  const outcomes = await driveAll(engine, [...new Set(ids.map(({ id }) => id))], { submit: false, wait: true });
  return { run, jobs: reportsOf(outcomes, workshop.redactor) };
}

/** Not a job's that was sent from here, nor one that another process looks after. */
function isFree({ sql, owner, clock, host }: Engine, account: Account, { operation }: ListedJob): boolean {
  const place = { provider: account.provider.id, apiOrigin: account.apiOrigin };
  const holder = remoteHolder(sql, place, operation.remoteId);
  if (holder === undefined) return true;
  return holder.isPlain && !isDrivenByOther(sql, holder.jobId, owner, { at: clock.now(), host });
}

/** A clip that is new to the ledger, or that it does not know to be at the provider. */
function soughtRow(account: Account, clip: PlannedClip): SoughtRow | undefined {
  const record = recordOf(clip);
  if (record !== null) return { record, job: null };
  const { decision } = clip;
  if (decision.kind !== 'continue') return undefined;
  const { job } = decision;
  const isOurs = job.keyFingerprint === account.keyFingerprint && job.apiOrigin === account.apiOrigin;
  return isOurs && !('operation' in job.state) ? { record: job, job } : undefined;
}

/** A job of a row that its provider is known to have, and that is not finished. */
function begunJob({ decision }: PlannedClip): Job[] {
  return decision.kind === 'continue' && 'operation' in decision.job.state ? [decision.job] : [];
}
