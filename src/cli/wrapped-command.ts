import type { Command } from 'commander';
import { didYouMean } from '../closest.js';
import { WanError } from '../errors.js';
import type { CommandContext } from './run-command.js';

const wrapped = ['generate', 'gen', 'batch', 'chain'];

/** Makes a command that takes another one with all its flags and runs it for another purpose. */
export function addWrappedCommand(
  command: Command,
  context: CommandContext,
  purposeOf: (words: string[]) => NonNullable<CommandContext['purpose']>,
): void {
  command
    .argument('<command>', 'generate, batch or chain')
    .argument('[arguments...]', 'as that command takes them: its own flags, --json too')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (name: string, words: string[]) => {
      if (name.startsWith('-')) {
        throw new WanError('usage.invalid', `a command is missing before ${name}`, {
          hint: `${command.name()} generate ${name} ...`,
        });
      }
      if (!wrapped.includes(name)) {
        throw new WanError('usage.invalid', `${name} costs nothing to begin with${didYouMean(name, wrapped)}`, {
          hint: `one of: generate, batch, chain`,
        });
      }
      const rest = [...words];
      const purpose = purposeOf(rest);
      const { runProgram } = await import('./program.js');
      context.exitCode = await runProgram([name, ...rest], context.runtime, purpose);
    });
}
