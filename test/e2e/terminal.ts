import { platform } from 'node:os';
import { program, type Running, type RunOptions, start } from './program.js';
import { pathOf } from './workplace.js';

/** The key that a terminal turns into SIGINT. */
export const ctrlC = '\u0003';

/**
 * Starts the built program on a terminal of its own, 100 columns wide unless told otherwise. What it writes to stdout and stderr comes
 * together as `stdout`, as on a screen; what is typed goes to `type`.
 */
export function startOnTerminal(
  args: readonly string[],
  { columns = 100, ...options }: RunOptions & { readonly columns?: number },
): Running & { type(keys: string): void } {
  const env = { TERM: 'xterm-256color', ...options.env };
  const typed = { ...options, env, keepInputOpen: true };
  const running = start(pathOf('script'), scriptArguments([process.execPath, program, ...args], columns), typed);
  return { ...running, type: (keys) => void running.child.stdin?.write(keys) };
}

/** BSD's script takes the command as arguments, that of util-linux as one line for a shell. */
function scriptArguments(command: readonly string[], columns: number): string[] {
  if (platform() === 'darwin') return ['-q', '/dev/null', ...command];
  return ['-qec', `stty cols ${columns} rows 30; exec ${command.map(quote).join(' ')}`, '/dev/null'];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
