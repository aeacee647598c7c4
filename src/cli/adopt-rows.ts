import { dirname } from 'node:path';
import { makeDirectories } from '../files/output-facts.js';
import { freeCall } from '../jobs/account.js';
import { adoptAll } from '../jobs/adopt.js';
import { driveAll } from '../jobs/drive-all.js';
import type { Run } from '../jobs/job.js';
import { knownRemoteIds } from '../jobs/jobs-table.js';
import { planClips } from '../jobs/plan-run.js';
import type { ProviderId } from '../providers/request.js';
import { formatCount } from '../ui/format.js';
import { bringClip } from './bring-clip.js';
import type { CommandOutput } from './command-output.js';
import type { CommonFlags } from './common-options.js';
import { planContext } from './compare-with-ledger.js';
import { reportsOf } from './job-reports.js';
import { jobsListedBy } from './listed-jobs.js';
import { matchListed } from './match-listed.js';
import { planRows } from './plan-rows.js';
import type { RequestFlags } from './request-flags.js';
import type { Session } from './session.js';

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
 * provider lists for it. Nothing is submitted.
 */
export async function adoptRows(session: Session, { provider, since, flags }: AdoptRows): Promise<CommandOutput> {
  const { runtime } = session;
  const run = runtime.newId('r_');
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
  const known = knownRemoteIds(engine.sql, provider, account.apiOrigin);
  const listed = (await jobsListedBy(account)(since, freeCall(account))).filter(
    ({ operation }) => !known.has(operation.remoteId),
  );
  const clips = planClips(
    planContext(session, engine, {}),
    run,
    planned.map(({ request }) => request),
  );
  const { matched, withoutJob, withoutRow } = matchListed(workshop, clips, listed);
  const record: Run = {
    id: run,
    command: 'adopt',
    createdAt: runtime.clock.now(),
    cwd: runtime.cwd,
    maxCost: null,
    confirmed: true,
    settings: { manifest: manifest.path ?? manifest.file },
  };
  await adoptAll(engine, record, { adoptions: matched, bringClip });
  tell(session, `${formatCount(matched.length, 'row')} found at ${provider}`);
  if (withoutJob.length > 0)
    tell(session, `${formatCount(withoutJob.length, 'row')} not found there; wan batch renders them`);
  if (withoutRow.length > 0) {
    const ids = withoutRow.slice(0, 10).map(({ operation }) => operation.remoteId);
    tell(session, `no single row fits ${ids.join(', ')}${withoutRow.length > 10 ? ' ...' : ''}`);
  }
  await makeDirectories([...new Set(matched.map((each) => dirname(each.record.output)))]);
  const ids = matched.map((each) => each.record.id);
  const outcomes = await driveAll(engine, ids, { submit: false, wait: true });
  return { run, jobs: reportsOf(outcomes, workshop.redactor) };
}

function tell({ reporter }: Session, text: string): void {
  reporter.report({ type: 'note', level: 'warning', job: null, text });
}
