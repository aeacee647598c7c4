import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { makeDirectories } from '../../files/output-facts.js';
import type { Job, Run } from '../../jobs/job.js';
import { type PlanContext, planClips } from '../../jobs/plan-run.js';
import { checkClipOutputs } from '../check-outputs.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { confirmCost } from '../confirm-cost.js';
import { describePlan } from '../describe-plan.js';
import { parseDollars, parsePositive, parseSince } from '../option-values.js';
import { planRequest } from '../plan-request.js';
import { addRequestOptions, type RequestFlags, readRequestFlags } from '../request-flags.js';
import { runClips } from '../run-clips.js';
import { type CommandContext, type CommandOutput, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface GenerateFlags extends CommonFlags, RequestFlags {
  readonly output?: string;
  readonly count: number;
  readonly concurrency?: number;
  readonly maxCost?: number;
  readonly allowUnknownPrice?: true;
  readonly untilCap?: true;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly detach?: true;
  readonly waitTimeout?: number;
  readonly webhook?: string;
  readonly bucket?: string;
  readonly overwrite?: true;
  readonly force?: true;
}

const examples = `Examples:
  wan generate hero.png -p "slow dolly in" --provider local
  wan generate hero.png -p "pan left" -r 720p -d 5 -o hero.mp4
  wan generate hero.png -p @prompt.txt -c 4 -s 1 --max-cost 1 --json
`;

export function define(command: Command, context: CommandContext): void {
  command.argument('[image]', 'first frame: a path, an https URL, or - for stdin').addHelpText('before', examples);
  addRequestOptions(command)
    .option('-o, --output <template>', 'file name or template: {name} {provider} {model} {seed} {index} {id} ...')
    .option('-c, --count <n>', 'number of variants', parsePositive, 1)
    .option('--concurrency <n>', 'clips at once', parsePositive)
    .option('--max-cost <usd>', 'cap of this run', parseDollars)
    .option('--until-cap', 'spend up to the cap instead of refusing the run')
    .option('--allow-unknown-price', 'accept a price that is not known although a cap is set')
    .option('-y, --yes', 'do not ask about the cost')
    .option('--dry-run', 'show what would be made and paid, and do nothing')
    .option('--detach', 'submit, print the ids, do not wait')
    .option('--wait-timeout <time>', 'give up waiting after this long without news: 30m, 2h', parseSince)
    .option('--webhook <url>', 'let the provider report the end there')
    .option('--bucket <name>', 'the configured bucket that local files go to')
    .option('--overwrite', 'replace files that are in the way')
    .option('--force', 'render anew although the same request is known');
  addCommonOptions(command).action(async (image: string | undefined, flags: GenerateFlags) => {
    await runCommand(context, { name: 'generate', flags }, (session) => generate(session, image, flags));
  });
}

async function generate(session: Session, image: string | undefined, flags: GenerateFlags): Promise<CommandOutput> {
  const { runtime } = session;
  const run = runtime.newId('r_');
  const planned = await planRequest(
    session,
    {
      fields: await readRequestFlags(flags, { image, runtime }),
      presets: flags.preset ?? [],
      count: flags.count,
      overwrite: flags.overwrite ?? false,
      settingFlags: {
        output: flags.output,
        concurrency: flags.concurrency,
        maxCost: flags.maxCost,
        bucket: flags.bucket,
        webhook: flags.webhook,
      },
      workshop: { waitTimeoutMs: flags.waitTimeout, allowUnknownPrice: flags.allowUnknownPrice },
    },
    run,
  );
  const { workshop, request, notes } = planned;
  for (const text of notes) session.reporter.report({ type: 'note', level: 'warning', job: null, text });
  const { engine, settings } = workshop;
  const planContext: PlanContext = {
    sql: engine.sql,
    owner: engine.owner,
    host: runtime.host,
    now: runtime.clock.now(),
    force: flags.force ?? false,
    newId: runtime.newId,
    fileExists,
  };
  const clips = planClips(planContext, run, [request]);
  checkClipOutputs(planContext, clips);
  if (flags.dryRun === true) return describePlan(clips, planned);
  await confirmCost(clips, { settings, flags, runtime });
  await makeDirectories(clips.map((clip) => dirname(clip.output)));
  const record: Run = {
    id: run,
    command: 'generate',
    createdAt: runtime.clock.now(),
    cwd: runtime.cwd,
    maxCost: settings.limits.perRun?.value ?? null,
    confirmed: true,
    settings: {},
  };
  return runClips(session, workshop, {
    run: record,
    requests: [request],
    context: planContext,
    goal: { submit: true, wait: flags.detach !== true },
    concurrency: settings.concurrency?.value,
  });
}

/** Whether the delivered file is where it was put, unchanged in size. */
function fileExists({ state }: Job): boolean {
  if (state.status !== 'done') return false;
  const [first] = state.outputs;
  return first !== undefined && statSync(first, { throwIfNoEntry: false })?.size === state.bytes;
}
