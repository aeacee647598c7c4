import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import type { JobStatus } from '../../jobs/job.js';
import { toJobReport } from '../../jobs/job-report.js';
import { listJobs } from '../../jobs/ledger/jobs-table.js';
import { getRun } from '../../jobs/ledger/runs-table.js';
import type { JobReport } from '../../jobs/report.js';
import { formatMoney, formatRelative } from '../../ui/format.js';
import { renderTable } from '../../ui/table.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { explainJob } from '../explain-job.js';
import { parsePositive, parseSince } from '../request/option-values.js';
import { toProviderId } from '../request/provider-id.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';
import { warnOfExpiry } from '../workshop/expiry-warnings.js';

const statuses: readonly JobStatus[] = [
  'planned',
  'uploaded',
  'submitting',
  'submitted',
  'rendered',
  'done',
  'failed',
  'cancelled',
  'unknown',
  'expired',
];

interface JobsFlags extends CommonFlags {
  readonly status?: string[];
  readonly failed?: true;
  readonly since?: number;
  readonly provider?: string;
  readonly run?: string;
  readonly limit: number;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[action]', 'show')
    .argument('[id]', 'the job to show')
    .addHelpText('before', 'Examples:\n  wan jobs --since 2d\n  wan jobs --failed --json\n  wan jobs show j_…\n')
    .option('--status <status...>', `only these: ${statuses.join(', ')}`)
    .option('--failed', 'only failed, expired and unknown ones')
    .option('--since <time>', 'only those begun within this time: 30m, 12h, 2d', parseSince)
    .option('--provider <id>', 'only those of this provider')
    .option('--run <id>', 'only those of this run')
    .option('--limit <n>', 'at most this many', parsePositive, 50);
  addCommonOptions(command).action(async (action: string | undefined, id: string | undefined, flags: JobsFlags) => {
    await runCommand(context, { name: 'jobs', flags }, async (session) => {
      if (action === undefined) return listed(session, flags);
      if (action !== 'show' || id === undefined) {
        throw new WanError('usage.invalid', `wan jobs ${action}: not understood`, { hint: 'wan jobs show <id>' });
      }
      return explainJob(session, id);
    });
  });
}

async function listed(session: Session, flags: JobsFlags): Promise<CommandOutput> {
  const unknown = flags.status?.find((status) => !statuses.some((known) => known === status));
  if (unknown !== undefined) {
    throw new WanError('usage.invalid', `no job has the status ${unknown}`, { hint: `one of: ${statuses.join(', ')}` });
  }
  const provider = flags.provider === undefined ? undefined : toProviderId(flags.provider);
  const { sql } = await session.ledger();
  const run = flags.run === undefined ? undefined : getRun(sql, flags.run).id;
  warnOfExpiry(session, sql);
  const now = session.runtime.clock.now();
  const jobs = listJobs(sql, {
    statuses:
      flags.failed === true
        ? ['failed', 'expired', 'unknown']
        : statuses.filter((status) => flags.status?.includes(status) ?? true),
    provider,
    run,
    since: flags.since === undefined ? undefined : now - flags.since,
    limit: flags.limit,
  }).map((job) => toJobReport(job));
  return { data: jobs, text: table(session, jobs, now) };
}

function table(session: Session, jobs: readonly JobReport[], now: number): string {
  if (jobs.length === 0) return '';
  return renderTable({
    columns: ['id', 'status', 'provider', 'model', 'cost', 'made', 'expires', 'file'].map((title) => ({ title })),
    rows: jobs.map((job) => [
      job.id,
      job.status,
      job.provider,
      job.model,
      formatMoney(job.cost.actual ?? job.cost.estimated, job.cost.currency),
      formatRelative(Date.parse(job.createdAt), now),
      job.expiresAt === null || job.status === 'done' ? '' : formatRelative(Date.parse(job.expiresAt), now),
      job.output ?? job.error?.message ?? '',
    ]),
    width: tableWidth(session),
  });
}
