import type { Command } from 'commander';
import { applyPlan } from '../apply/apply-plan.js';
import { addCommonOptions } from '../common-options.js';
import { addRunOptions, type RunFlags } from '../request/run-flags.js';
import { type CommandContext, runCommand } from '../run-command.js';

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<plan.json>', 'a plan that wan plan wrote')
    .addHelpText('before', 'Examples:\n  wan plan batch rows.csv -o plan.json\n  wan apply plan.json --max-cost 10\n');
  addCommonOptions(addRunOptions(command)).action(async (plan: string, flags: RunFlags) => {
    await runCommand(context, { name: 'apply', flags }, (session) => applyPlan(session, plan, flags));
  });
}
