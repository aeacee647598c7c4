import type { Command } from 'commander';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions } from '../common-options.js';
import { compareWithLedger } from '../plan/compare-with-ledger.js';
import { planAll } from '../plan/plan-all.js';
import { refusePlannedFallback } from '../plan-file/refuse-planned-fallback.js';
import { makeClips } from '../render/make-clips.js';
import { parseTakes } from '../request/option-values.js';
import { addRequestOptions, type RequestFlags, readRequestFlags } from '../request/request-flags.js';
import { addRunOptions, type RunFlags, settingFlagsOf, workshopOptionsOf } from '../request/run-flags.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface GenerateFlags extends RunFlags, RequestFlags {
  readonly count: number;
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
    .option('-c, --count <n>', 'number of variants', parseTakes, 1);
  addCommonOptions(addRunOptions(command)).action(async (image: string | undefined, flags: GenerateFlags) => {
    await runCommand(context, { name: 'generate', flags }, (session) => generate(session, context, { image, flags }));
  });
}

interface Given {
  readonly image: string | undefined;
  readonly flags: GenerateFlags;
}

async function generate(session: Session, context: CommandContext, { image, flags }: Given): Promise<CommandOutput> {
  const { runtime } = session;
  refusePlannedFallback(context, flags);
  const run = runtime.newId('r_');
  const asked = {
    fields: await readRequestFlags(flags, { image, runtime }),
    presets: flags.preset ?? [],
    count: flags.count,
    overwrite: flags.overwrite ?? false,
    fallback: flags.fallback ?? [],
  };
  const all = await planAll(session, {
    asks: [asked],
    run,
    settingFlags: settingFlagsOf(flags),
    workshop: workshopOptionsOf(flags),
  });
  const planned = compareWithLedger(session, all, { run, flags });
  return makeClips(session, planned, { run, command: 'generate', flags, purpose: context.purpose });
}
