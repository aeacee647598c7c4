import { Command } from 'commander';
import type { Runtime } from '../../runtime.js';
import type { CommandEntry } from '../command-table.js';

/** A command as commander knows it, with all its options, not meant to be run. */
export async function describedCommand(entry: CommandEntry, runtime: Runtime): Promise<Command> {
  const command = new Command(`wan ${entry.name}`).description(entry.summary).helpCommand(false);
  const { define } = await entry.load();
  define(command, { argv: [], runtime, exitCode: 0 });
  return command;
}
