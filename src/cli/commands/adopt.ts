import type { Command } from 'commander';
import { lookUpModel } from '../../catalogue/catalogue.js';
import { WanError } from '../../errors.js';
import { adoptForJob, confirmKnown } from '../../jobs/adopt/adopt.js';
import type { Account } from '../../jobs/engine.js';
import type { Job } from '../../jobs/job.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import type { Operation } from '../../providers/provider.js';
import type { ProviderId } from '../../providers/request.js';
import { adoptRows } from '../adopt/adopt-rows.js';
import { adoptSince } from '../adopt/adopt-since.js';
import { bringClip } from '../adopt/bring-clip.js';
import { takeOver } from '../adopt/take-over.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { reportsOf } from '../render/job-reports.js';
import { collect, parseSince, parseTakes } from '../request/option-values.js';
import { toProviderId } from '../request/provider-id.js';
import { addRequestOptions, type RequestFlags } from '../request/request-flags.js';
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
  const { manifest } = flags;
  if (remoteId === undefined) {
    const since = sinceTime(session, flags);
    if (manifest !== undefined) return adoptRows(session, { provider, since, flags: { ...flags, manifest } });
    const workshop = await openWorkshop(session, { providers: [provider], flags: { output: flags.output } });
    return adoptSince(session, workshop, { account: workshop.accounts.of(provider), since });
  }
  if (flags.since !== undefined || manifest !== undefined)
    throw usageFault('give a remote id, or --since with or without --manifest, and not both');
  const endpoint = flags.model === undefined ? undefined : endpointNamed(provider, flags.model);
  const workshop = await openWorkshop(session, { providers: [provider], flags: { output: flags.output } });
  return adoptOne(session, workshop, { account: workshop.accounts.of(provider), remoteId, endpoint, job: flags.job });
}

/** @throws WanError `usage.invalid` without --since: without an id, jobs are looked for in a list */
function sinceTime({ runtime }: Session, { since, job, manifest }: AdoptFlags): number {
  if (job !== undefined) throw usageFault('--job names one job, and goes with the id that the provider has for it');
  if (since !== undefined) return runtime.clock.now() - since;
  throw manifest === undefined
    ? usageFault('give a remote id, or --since, and not both')
    : usageFault('how far back is the list to be read?', '--since 24h');
}

function usageFault(message: string, hint = 'wan adopt --help'): WanError {
  return new WanError('usage.invalid', message, { hint });
}

/** The provider's id of a model; what the catalogue does not list is taken for one. */
function endpointNamed(provider: ProviderId, nameOrId: string): string {
  return lookUpModel(provider, nameOrId)?.endpoint ?? nameOrId;
}

interface One {
  readonly account: Account;
  readonly remoteId: string;
  readonly endpoint: string | undefined;
  readonly job: string | undefined;
}

async function adoptOne(session: Session, workshop: Workshop, asked: One): Promise<CommandOutput> {
  const { account, remoteId, endpoint, job } = asked;
  const { redactor, engine } = workshop;
  if (job !== undefined) refuseOthers(getJob(engine.sql, job), account);
  const operation = operationOf(account, remoteId, endpoint ?? endpointOf(workshop, job));
  if (job !== undefined)
    return { jobs: reportsOf([await adoptForJob(engine, job, { operation, bringClip })], redactor) };
  await confirmKnown(account, operation);
  const { run, outcomes } = await takeOver(session, workshop, { account, found: [{ operation, endpoint }] });
  return { run, jobs: reportsOf(outcomes, redactor) };
}

/** @throws WanError `request.invalid` for the job of another provider, which knows nothing of this one's ids */
function refuseOthers({ id, provider }: Job, account: Account): void {
  if (provider === account.provider.id) return;
  throw new WanError('request.invalid', `${id} is a job of ${provider}, not of ${account.provider.id}`, {
    hint: `wan jobs show ${id}`,
  });
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
