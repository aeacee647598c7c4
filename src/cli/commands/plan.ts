import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import type { CommandContext } from '../run-command.js';
import { addWrappedCommand } from '../wrapped-command.js';

export function define(command: Command, context: CommandContext): void {
  command.addHelpText(
    'before',
    `Examples:
  wan plan generate hero.png -p "slow dolly in" --provider fal -o plan.json
  wan plan batch rows.csv -o plan.json --output 'clips/{name}-{seed}.mp4'
  wan apply plan.json

-o names the plan; the template of the clips is --output.
`,
  );
  addWrappedCommand(command, context, (words) => ({ kind: 'plan', file: takePlanFile(words) }));
}

/** Takes each `-o file`, `-ofile` or `-o=file` out of the words; the last counts. @throws WanError `usage.invalid` */
export function takePlanFile(words: string[]): string {
  const files: string[] = [];
  for (let at = planFlagAt(words); at >= 0; at = planFlagAt(words)) {
    const [word = '', next = ''] = words.splice(at, words[at] === '-o' ? 2 : 1);
    files.push(word === '-o' ? next : word.slice(2).replace(/^=/, ''));
  }
  const file = files.at(-1);
  if (file === undefined || files.some((each) => each === '' || each.startsWith('-'))) {
    throw new WanError('usage.invalid', 'the file of the plan is missing', {
      hint: 'wan plan generate ... -o plan.json',
    });
  }
  return file;
}

/** What follows `--` are names, also where they begin like the flag. */
function planFlagAt(words: readonly string[]): number {
  const names = words.indexOf('--');
  return words.slice(0, names < 0 ? undefined : names).findIndex((word) => word.startsWith('-o'));
}
