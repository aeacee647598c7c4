import { Command, CommanderError } from 'commander';
import { closest } from '../closest.js';
import { WanError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { type CommandEntry, commandTable, findCommand } from './command-table.js';
import { rootHelp } from './help/root-help.js';
import { type CommandContext, reportUsageError } from './run-command.js';
import { refuseSwallowedFlag } from './swallowed-flag.js';
import { version } from './version.js';

/** Parses a command line and runs its command; resolves with the exit code. */
export async function runProgram(
  argv: readonly string[],
  runtime: Runtime,
  purpose?: CommandContext['purpose'],
): Promise<number> {
  const name = argv.find((word) => !word.startsWith('-'));
  const entry = findCommand(name);
  if (name === undefined) return answerRoot(argv, runtime);
  if (entry === undefined) return reportUsageError(unknownCommand(name), { argv, runtime, command: name });
  const context: CommandContext = { argv, runtime, exitCode: 0, purpose };
  const words = withoutFirst(argv, name);
  try {
    const command = await build(entry, context);
    if (!words.some((word) => word === '--help' || word === '-h')) refuseLostDirectory(runtime);
    refuseSwallowedFlag(command, words);
    await command.parseAsync(words, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const told = error instanceof CommanderError ? toUsageError(error, entry) : error;
    return reportUsageError(told, { argv, runtime, command: entry.name });
  }
}

/** Every path that is not absolute, the project's config among them, counts from there. */
function refuseLostDirectory({ cwd }: Runtime): void {
  if (cwd !== '') return;
  throw new WanError('local.output', 'the working directory is gone', { hint: 'cd to a folder that exists' });
}

async function answerRoot(argv: readonly string[], runtime: Runtime): Promise<number> {
  const flag = argv[0];
  if (flag === '--version' || flag === '-V') runtime.stdout.write(`${version}\n`);
  else if (flag === undefined || flag === '--help' || flag === '-h') runtime.stdout.write(rootHelp());
  else {
    const error = new WanError('usage.unknown-option', `unknown option ${flag} before a command`, {
      hint: 'wan --help',
    });
    return reportUsageError(error, { argv, runtime, command: 'wan' });
  }
  return 0;
}

async function build(entry: CommandEntry, context: CommandContext): Promise<Command> {
  const command = new Command(`wan ${entry.name}`);
  command.description(entry.summary).helpCommand(false);
  const { define } = await entry.load();
  define(command, context);
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => context.runtime.stdout.write(text),
      writeErr: () => {},
    });
  }
  return command;
}

function unknownCommand(name: string): WanError {
  const names = commandTable.flatMap((entry) => [entry.name, ...(entry.alias === undefined ? [] : [entry.alias])]);
  const near = closest(name, names);
  return new WanError(
    'usage.unknown-command',
    `unknown command ${name}${near === undefined ? '' : `, did you mean ${near}?`}`,
    {
      hint: near === undefined ? 'wan --help' : `wan ${near} --help`,
    },
  );
}

function toUsageError(error: CommanderError, entry: CommandEntry): WanError {
  const code = error.code === 'commander.unknownOption' ? 'usage.unknown-option' : 'usage.invalid';
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return new WanError(code, message, { hint: `wan ${entry.name} --help` });
}

function withoutFirst(argv: readonly string[], word: string): string[] {
  const at = argv.indexOf(word);
  return argv.filter((_, index) => index !== at);
}
