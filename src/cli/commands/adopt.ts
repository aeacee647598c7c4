import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import { diskFacts, makeDirectories } from '../../files/output-facts.js';
import { outputPath } from '../../files/template.js';
import { freeCall } from '../../jobs/account.js';
import { adoptForJob, adoptNew } from '../../jobs/adopt.js';
import { driveAll } from '../../jobs/drive-all.js';
import type { Account } from '../../jobs/engine.js';
import type { JobRecord, Run } from '../../jobs/job.js';
import { getJob, knownRemoteIds } from '../../jobs/jobs-table.js';
import type { Operation } from '../../providers/provider.js';
import type { ProviderId } from '../../providers/request.js';
import { adoptRows } from '../adopt-rows.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { reportsOf } from '../job-reports.js';
import { jobsListedBy } from '../listed-jobs.js';
import { collect, parseSince, parseTakes } from '../option-values.js';
import { toProviderId } from '../provider-id.js';
import { addRequestOptions, type RequestFlags } from '../request-flags.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { openWorkshop, type Workshop } from '../workshop.js';

interface AdoptFlags extends CommonFlags, RequestFlags {
  readonly job?: string;
  readonly since?: number;
  readonly manifest?: string;
  readonly matrix?: readonly string[];
  readonly count: number;
  readonly output?: string;
}

/** A job of the provider that is to be taken over. */
interface Found {
  readonly operation: Operation;
  readonly endpoint: string | undefined;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<provider>', 'whose job it is')
    .argument('[remote-id]', "the provider's id of the job")
    .addHelpText(
      'before',
      'Examples:\n  wan adopt fal 764cabcf-… --job j_…\n  wan adopt replicate --since 24h\n  wan adopt fal --since 24h --manifest rows.csv\n',
    )
    .option('--job <id>', 'the job of the ledger that it is')
    .option(
      '--since <time>',
      'every job of the provider that the ledger does not hold, back to 12h, 2d ...',
      parseSince,
    )
    .option('--manifest <file>', 'with --since: give each row of a batch its job; the flags of that batch go with it')
    .option('--matrix <key=a,b,c>', 'as the batch had it; repeatable', collect)
    .option('-c, --count <n>', 'as the batch had it', parseTakes, 1)
    .option('-o, --output <template>', 'file name or template');
  addRequestOptions(command);
  addCommonOptions(command).action(async (provider: string, remoteId: string | undefined, flags: AdoptFlags) => {
    await runCommand(context, { name: 'adopt', flags }, (session) =>
      adopt(session, { provider: toProviderId(provider), remoteId, flags }),
    );
  });
}

interface Asked {
  readonly provider: ProviderId;
  readonly remoteId: string | undefined;
  readonly flags: AdoptFlags;
}

async function adopt(session: Session, { provider, remoteId, flags }: Asked): Promise<CommandOutput> {
  if ((remoteId === undefined) === (flags.since === undefined)) {
    throw new WanError('usage.invalid', 'give a remote id, or --since, and not both', { hint: 'wan adopt --help' });
  }
  const { manifest } = flags;
  if (manifest !== undefined)
    return adoptRows(session, { provider, since: sinceTime(session, flags), flags: { ...flags, manifest } });
  const workshop = await openWorkshop(session, { providers: [provider], flags: { output: flags.output } });
  const account = workshop.accounts.of(provider);
  if (remoteId !== undefined) {
    const operation = operationOf(account, remoteId, flags.model ?? endpointOf(workshop, flags.job));
    if (flags.job !== undefined) {
      const outcome = await adoptForJob(workshop.engine, flags.job, operation);
      return { jobs: reportsOf([outcome], workshop.redactor) };
    }
    return takeOver(session, workshop, { account, found: [{ operation, endpoint: flags.model }] });
  }
  const known = knownRemoteIds(workshop.engine.sql, provider, account.apiOrigin);
  const found = (await jobsListedBy(account)(sinceTime(session, flags), freeCall(account))).filter(
    ({ operation }) => !known.has(operation.remoteId),
  );
  return takeOver(session, workshop, { account, found });
}

/** @throws WanError `usage.invalid` without --since: a manifest is looked for in a list */
function sinceTime({ runtime }: Session, { since }: AdoptFlags): number {
  if (since !== undefined) return runtime.clock.now() - since;
  throw new WanError('usage.invalid', 'how far back is the list to be read?', { hint: '--since 24h' });
}

/** A job knows the endpoint that its submit was sent to; some services need it to find the job. */
function endpointOf({ engine }: Workshop, jobId: string | undefined): string | undefined {
  return jobId === undefined ? undefined : getJob(engine.sql, jobId).endpoint;
}

function operationOf(account: Account, remoteId: string, endpoint: string | undefined): Operation {
  const { provider } = account;
  if (provider.adopt !== undefined) return provider.adopt(remoteId, endpoint);
  throw new WanError('request.invalid', `${provider.facts.title} has no jobs that can be taken over`, {
    provider: provider.id,
  });
}

async function takeOver(
  session: Session,
  workshop: Workshop,
  { account, found }: { account: Account; found: readonly Found[] },
): Promise<CommandOutput> {
  const { runtime } = session;
  const run: Run = {
    id: runtime.newId('r_'),
    command: 'adopt',
    createdAt: runtime.clock.now(),
    cwd: runtime.cwd,
    maxCost: null,
    confirmed: true,
    settings: {},
  };
  const adopted = found.map((each, index) => ({
    operation: each.operation,
    record: recordOf(session, workshop, { run, account, each, index }),
  }));
  adoptNew(workshop.engine, run, adopted);
  await makeDirectories([runtime.cwd]);
  const jobs = adopted.map(({ record }) => getJob(workshop.engine.sql, record.id));
  const outcomes = await driveAll(workshop.engine, jobs, { submit: false, wait: true });
  return { run: run.id, jobs: reportsOf(outcomes, workshop.redactor) };
}

interface Adopted {
  readonly run: Run;
  readonly account: Account;
  readonly each: Found;
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
    identity: `adopted ${each.operation.remoteId}`,
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
