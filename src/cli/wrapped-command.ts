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
      const { runProgram } = await import('./program.js');
      const rest = [...words];
      // Whoever asks for help need not have named a plan yet; without a purpose nothing but the help may be asked for.
      const [line, purpose] = asksForHelp(rest) ? [['--help']] : [rest, purposeOf(rest)];
      context.exitCode = await runProgram([name, ...line], context.runtime, purpose);
    });
}

function asksForHelp(words: readonly string[]): boolean {
  const names = words.indexOf('--');
  return words.slice(0, names < 0 ? undefined : names).some((word) => word === '-h' || word === '--help');
}
