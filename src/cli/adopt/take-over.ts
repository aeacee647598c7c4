import { dirname } from 'node:path';
import { diskFacts, makeDirectories } from '../../files/output-facts.js';
import { checkName } from '../../files/reserve.js';
import { outputPath } from '../../files/template.js';
import { adoptAll } from '../../jobs/adopt/adopt.js';
import { driveAll } from '../../jobs/drive/drive-all.js';
import type { Account, Outcome } from '../../jobs/engine.js';
import type { JobRecord, Run } from '../../jobs/job.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import { plainIdentity } from '../../jobs/ledger/remote-holders.js';
import type { Operation } from '../../providers/provider.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { bringClip } from './bring-clip.js';

/** A job of the provider that is to be taken over. */
export interface FoundJob {
  readonly operation: Operation;
  readonly endpoint: string | undefined;
}

export interface TakeOver {
  readonly account: Account;
  readonly found: readonly FoundJob[];
}

/** Takes jobs that were begun elsewhere into the ledger, under a run of their own, and fetches them. */
export async function takeOver(
  session: Session,
  workshop: Workshop,
  { account, found }: TakeOver,
): Promise<{ readonly run: string; readonly outcomes: readonly Outcome[] }> {
  const { engine } = workshop;
  const run = adoptingRun(session, {});
  const adoptions = found.map((each, index) => ({
    operation: each.operation,
    record: recordOf(session, workshop, { run, account, each, index }),
  }));
  for (const { record } of adoptions) checkName(record.output, diskFacts);
  await adoptAll(engine, run, { adoptions, bringClip });
  await makeDirectories([...new Set(adoptions.map(({ record }) => dirname(record.output)))]);
  const jobs = adoptions.map(({ record }) => getJob(engine.sql, record.id));
  return { run: run.id, outcomes: await driveAll(engine, jobs, { submit: false, wait: true }) };
}

/** A run of `wan adopt`, which submits nothing and so has no cap. */
export function adoptingRun({ runtime }: Session, settings: Run['settings'], id = runtime.newId('r_')): Run {
  return {
    id,
    command: 'adopt',
    createdAt: runtime.clock.now(),
    cwd: runtime.cwd,
    maxCost: null,
    confirmed: true,
    settings,
  };
}

interface Adopted {
  readonly run: Run;
  readonly account: Account;
  readonly each: FoundJob;
  readonly index: number;
}

function recordOf({ runtime }: Session, workshop: Workshop, { run, account, each, index }: Adopted): JobRecord {
  const id = runtime.newId('j_');
  const { provider } = account;
  const endpoint = each.endpoint ?? 'unknown';
  return {
    id,
    run: run.id,
    index,
    provider: provider.id,
    model: endpoint,
    endpoint,
    keyFingerprint: account.keyFingerprint,
    apiOrigin: account.apiOrigin,
    identity: plainIdentity(each.operation.remoteId),
    take: 0,
    request: { provider: provider.id, model: endpoint },
    origins: {},
    chosen: [],
    seed: null,
    seedDrawn: false,
    sources: {},
    output: outputPath({
      template: workshop.settings.output.value,
      cwd: runtime.cwd,
      isDirectory: (path) => diskFacts.kindOf(path) === 'directory',
      values: {
        name: provider.id,
        provider: provider.id,
        model: endpoint,
        preset: null,
        seed: null,
        index: index + 1,
        id,
        run: run.id,
        resolution: null,
        duration: null,
        shot: null,
        row: {},
        at: run.createdAt,
        take: index + 1,
        takes: 1,
      },
    }),
    overwrite: false,
    provenance: workshop.settings.provenance.value,
    webhook: null,
    row: null,
    rowIdentity: null,
    estimate: null,
    createdAt: run.createdAt,
  };
}
