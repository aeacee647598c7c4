import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ManifestError } from '../../batch/manifest-error.js';
import { WanError } from '../../errors.js';
import { checkReportPath } from '../../gallery/write-report.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions } from '../common-options.js';
import { compareWithLedger } from '../plan/compare-with-ledger.js';
import { planRows } from '../plan/plan-rows.js';
import { refusePlannedFallback } from '../plan-file/refuse-planned-fallback.js';
import { makeClips } from '../render/make-clips.js';
import { annotateFaults, reportRefusal, reportRun } from '../render/report-run.js';
import { collect, parseTakes } from '../request/option-values.js';
import { addRequestOptions, type RequestFlags } from '../request/request-flags.js';
import { addRunOptions, type RunFlags, settingFlagsOf, workshopOptionsOf } from '../request/run-flags.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface BatchFlags extends RunFlags, RequestFlags {
  readonly count: number;
  readonly matrix?: readonly string[];
  readonly report?: string;
}

const examples = `Examples:
  wan batch rows.csv --provider local
  wan batch photos/ -p "a slow turn" --max-cost 20 -o 'clips/{name}.mp4' --report report.md
  wan batch rows.yaml --matrix seed=1..4 --matrix resolution=480p,720p --dry-run
`;

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<manifest>', 'CSV, JSONL, JSON, YAML, a folder of images, or - for stdin')
    .addHelpText('before', examples);
  addRequestOptions(command)
    .option('--matrix <key=a,b,c>', 'every row with each of these values; repeatable, ranges as seed=1..20', collect)
    .option('-o, --output <template>', 'file name or template: {name} {row.<column>} {seed} {index} {id} ...')
    .option('-c, --count <n>', 'clips a row', parseTakes, 1);
  addRunOptions(command)
    .option('--retry-failed', 'submit rows that failed before once more')
    .option('--fail-fast', 'submit nothing more after the first failure; what is paid is still fetched')
    .option('--report <file>', 'what came of it: .md, .html or .json; an earlier report is replaced');
  addCommonOptions(command).action(async (manifest: string, flags: BatchFlags) => {
    await runCommand(context, { name: 'batch', flags }, (session) =>
      batch(session, context, { source: manifest, flags }),
    );
  });
}

interface Given {
  readonly source: string;
  readonly flags: BatchFlags;
}

async function batch(session: Session, context: CommandContext, given: Given): Promise<CommandOutput> {
  try {
    return await renderRows(session, context, given);
  } catch (error) {
    if (error instanceof ManifestError) annotateFaults(session.runtime, given.source, error);
    if (error instanceof WanError && context.purpose === undefined) await reportRefusal(session, given.source, error);
    throw error;
  }
}

async function renderRows(session: Session, context: CommandContext, { source, flags }: Given): Promise<CommandOutput> {
  const { cwd } = session.runtime;
  refusePlannedFallback(context, flags);
  refuseReport(context, flags);
  const { report, overwrite } = flags;
  if (report !== undefined) await checkReportPath(resolve(cwd, report), { manifest: resolve(cwd, source), overwrite });
  const run = session.runtime.newId('r_');
  const { file, workshop, output } = await makeRows(session, context, { source, flags, run });
  const title = `${file}, ${run}`;
  return context.purpose === undefined && flags.dryRun !== true
    ? reportRun(session, workshop, output, { command: 'batch', title, file: flags.report })
    : output;
}

/** A report tells what came of the clips, and here none are made. @throws WanError `usage.invalid` */
function refuseReport({ purpose }: CommandContext, { report }: BatchFlags): void {
  if (purpose === undefined || report === undefined) return;
  throw new WanError('usage.invalid', `wan ${purpose.kind} makes no clips, so that there is no --report of them`, {
    hint: 'leave --report out, or give it to wan batch',
  });
}

/** Not async, so that neither rows nor plan are held while their clips are made. */
function makeRows(session: Session, context: CommandContext, { source, flags, run }: Given & { readonly run: string }) {
  const planning = {
    source,
    flags,
    run,
    settingFlags: settingFlagsOf(flags),
    workshop: workshopOptionsOf(flags),
    overwrite: flags.overwrite ?? false,
    fallback: flags.fallback ?? [],
  };
  return planRows(session, planning).then(({ manifest, all }) => {
    const { file, path, directory, digest, ownColumns } = manifest;
    if (ownColumns.length > 0) {
      const text = `columns of your own, for {row.<column>}: ${ownColumns.join(', ')}`;
      session.reporter.report({ type: 'note', level: 'info', job: null, text });
    }
    const { workshop } = all;
    return makeClips(session, compareWithLedger(session, all, { run, flags }), {
      run,
      command: 'batch',
      flags,
      purpose: context.purpose,
      settings: { manifest: path ?? file },
      inputs: path === null || path === directory ? {} : { [path]: digest },
    }).then((output) => ({ file, workshop, output }));
  });
}
