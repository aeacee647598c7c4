import { runProgram } from './cli/program.js';
import { createRuntime, type Runtime } from './runtime.js';

/** Runs one command line, without the program's own name; resolves with the exit code. Never throws. */
export function main(argv: readonly string[], runtime: Runtime): Promise<number> {
  return runProgram(argv, runtime);
}

/** Runs the process's own command line and ends the process with its exit code. */
export async function start(argv: readonly string[]): Promise<void> {
  const runtime = createRuntime();
  const exitCode = await main(argv, runtime);
  await runtime.flush();
  runtime.exit(exitCode);
}
