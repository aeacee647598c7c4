import type { Command } from 'commander';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { explainJob } from '../explain-job.js';
import { type CommandContext, runCommand } from '../run-command.js';

export function define(command: Command, context: CommandContext): void {
  command.argument('<id>', 'the job to show').addHelpText('before', 'Example:\n  wan explain j_…\n');
  addCommonOptions(command).action(async (id: string, flags: CommonFlags) => {
    await runCommand(context, { name: 'explain', flags }, (session) => explainJob(session, id));
  });
}
