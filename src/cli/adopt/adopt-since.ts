import { dirname } from 'node:path';
import { makeDirectories } from '../../files/output-facts.js';
import { freeCall } from '../../jobs/account.js';
import { settleLost } from '../../jobs/adopt/settle-lost.js';
import { driveAll } from '../../jobs/drive/drive-all.js';
import type { Account, Outcome } from '../../jobs/engine.js';
import { knownRemoteIds } from '../../jobs/ledger/jobs-table.js';
import type { CommandOutput } from '../command-output.js';
import { reportsOf } from '../render/job-reports.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { jobsListedBy } from './listed-jobs.js';
import { takeOver } from './take-over.js';
import { tellOfAge } from './tell-of-age.js';

/**
 * Takes every job that a provider lists since a time (epoch ms) and that the ledger does not hold. What is a lost submit
 * of the ledger goes to that job first.
 */
export async function adoptSince(
  session: Session,
  workshop: Workshop,
  { account, since }: { account: Account; since: number },
): Promise<CommandOutput> {
  const { engine, redactor } = workshop;
  const list = jobsListedBy(account);
  tellOfAge(session, account, since);
  const settled = (await settleLost(engine, account)).filter((outcome) => isFound(session, outcome));
  const known = knownRemoteIds(engine.sql, account.provider.id, account.apiOrigin);
  const listed = await list(since, freeCall(account));
  const found = listed.filter(({ operation }) => !known.has(operation.remoteId));
  await makeDirectories([...new Set(settled.map(({ job }) => dirname(job.output)))]);
  const fetched = await driveAll(
    engine,
    settled.map(({ job }) => job.id),
    { submit: false, wait: true },
  );
  const taken = await takeOver(session, workshop, { account, found });
  if (found.length > 0) tellOfBatches(session, account);
  return { run: taken.run, jobs: reportsOf([...fetched, ...taken.outcomes], redactor) };
}

/** Whether the list held the job; of one that it did not, the reason is told. */
function isFound({ reporter }: Session, { job, error }: Outcome): boolean {
  if ('operation' in job.state) return true;
  if (error !== null)
    reporter.report({ type: 'note', level: 'warning', job: job.id, text: `${error.message}; ${error.hint}` });
  return false;
}

/** A job of its own is no row's: `wan batch` would not know it. */
function tellOfBatches({ reporter }: Session, { provider }: Account): void {
  const text = `rows of a batch get theirs by: wan adopt ${provider.id} --since ... --manifest <file>; until then wan batch pays for them again`;
  reporter.report({ type: 'note', level: 'warning', job: null, text });
}
