import type { Command } from 'commander';
import type { CommandContext } from '../run-command.js';
import { addWrappedCommand } from '../wrapped-command.js';

export function define(command: Command, context: CommandContext): void {
  command.addHelpText(
    'before',
    'Examples:\n  wan estimate generate hero.png -p "slow dolly in" --provider fal\n  wan estimate batch rows.csv --json\n',
  );
  addWrappedCommand(command, context, () => ({ kind: 'estimate' }));
}
