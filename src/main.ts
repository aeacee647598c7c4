import { runProgram } from './cli/program.js';
import { exitCodes } from './errors.js';
import { createRuntime, type Runtime, type StopSignal } from './runtime.js';

/** Runs one command line, without the program's own name; resolves with the exit code. Never throws. */
export function main(argv: readonly string[], runtime: Runtime): Promise<number> {
  return runProgram(argv, runtime);
}

/**
 * Runs the process's own command line and ends the process with its exit code. `early` gives out the signals that came
 * while the program was loaded.
 */
export async function start(argv: readonly string[], early: () => readonly StopSignal[]): Promise<void> {
  const runtime = createRuntime(early);
  const exitCode = await main(argv, runtime);
  const lost = await runtime.flush();
  if (lost === undefined || exitCode !== 0) runtime.exit(exitCode);
  runtime.stderr.write(`error: stdout could not be written (${lost}); what was made is there: wan jobs\n`);
  await runtime.flush();
  runtime.exit(exitCodes['local.output']);
}
