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

/** Takes `-o file`, `-ofile` or `-o=file` out of the words. @throws WanError `usage.invalid` */
export function takePlanFile(words: string[]): string {
  const at = words.findIndex((word) => /^-o/.test(word));
  const [word = '', next] = words.slice(at, at + 2);
  const file = at < 0 ? undefined : word === '-o' ? next : word.slice(2).replace(/^=/, '');
  if (file === undefined || file === '' || file.startsWith('-')) {
    throw new WanError('usage.invalid', 'the file of the plan is missing', {
      hint: 'wan plan generate ... -o plan.json',
    });
  }
  words.splice(at, word === '-o' ? 2 : 1);
  return file;
}
