import type { Command } from 'commander';
import { type ErrorReport, toErrorReport } from '../../errors.js';
import { cancelJob } from '../../jobs/drive/cancel.js';
import type { Engine, Outcome } from '../../jobs/engine.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { clipGone, withoutClip } from '../render/fetch-deleted.js';
import { reportsOf } from '../render/job-reports.js';
import { type CommandContext, runCommand } from '../run-command.js';
import { openWorkshop } from '../workshop.js';

export function define(command: Command, context: CommandContext): void {
  command.argument('<id...>', 'jobs to cancel').addHelpText('before', 'Example:\n  wan cancel j_…\n');
  addCommonOptions(command).action(async (ids: string[], flags: CommonFlags) => {
    await runCommand(context, { name: 'cancel', flags }, async (session) => {
      const { sql } = await session.ledger();
      const jobs = [...new Set(ids)].map((id) => getJob(sql, id));
      const workshop = await openWorkshop(session, { providers: jobs.map((job) => job.provider) });
      const outcomes = await Promise.all(jobs.map((job) => cancelJob(workshop.engine, job.id)));
      const reports = reportsOf(outcomes, workshop.redactor);
      return { jobs: reports.map((report, at) => withoutClip(report, goneOf(workshop.engine, outcomes[at]))) };
    });
  });
}

function goneOf(engine: Engine, outcome: Outcome | undefined): ErrorReport | undefined {
  if (outcome === undefined || outcome.error !== null) return undefined;
  try {
    const gone = clipGone(engine, outcome.job);
    return gone && toErrorReport(gone);
  } catch (error) {
    return toErrorReport(error);
  }
}
