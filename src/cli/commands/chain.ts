import type { Command } from 'commander';
import { type ChainFlags, makeChain } from '../chain/make-chain.js';
import { addCommonOptions } from '../common-options.js';
import { parseJoin, parseSeconds } from '../film/film-options.js';
import { collect } from '../request/option-values.js';
import { addRequestOptions } from '../request/request-flags.js';
import { addRunOptions } from '../request/run-flags.js';
import { type CommandContext, runCommand } from '../run-command.js';

const examples = `Examples:
  wan chain storyboard.yaml --provider local
  wan chain storyboard.yaml --dry-run
  wan chain hero.png --shot "the door opens" --shot "she steps out into the rain" -o film.mp4
`;

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<storyboard>', 'a storyboard (YAML or JSON); with --shot the first image')
    .addHelpText('before', examples);
  addRequestOptions(command)
    .option('--shot <prompt>', 'a shot of the short form; repeatable', collect)
    .option('-o, --output <file>', 'the film (.mp4)')
    .option('--shots <template>', 'file names of the shots (<film>-shots/{shot}-{id}.mp4)')
    .option('--join <how>', 'smooth, copy (lossless) or fade:<seconds>', parseJoin)
    .option('--keep-audio', "keep the clips' own sound")
    .option('--music <file>', 'WAV, MP3 or M4A under the film')
    .option('--fade-out <seconds>', 'fade of the music at the end', parseSeconds);
  addRunOptions(command).option('--retry-failed', 'submit shots that failed before once more');
  addCommonOptions(command).action(async (source: string, flags: ChainFlags) => {
    await runCommand(context, { name: 'chain', flags }, (session) => makeChain(session, context, { source, flags }));
  });
}
