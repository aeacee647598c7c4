import { createRedactor } from '../jobs/redact.js';
import { redactError } from '../jobs/redact-error.js';
import type { Reporter, ResultDocument } from '../jobs/report.js';
import { resultDocument } from '../jobs/summary.js';
import type { Runtime, StopSignal } from '../runtime.js';
import { linksFor } from '../ui/hyperlink.js';
import { createReporter } from '../ui/reporter.js';
import type { CommandOutput } from './command-output.js';
import type { CommonFlags } from './common-options.js';
import { brokenOff, explainCrash, interrupted } from './cut-short.js';
import { openSession, type Session } from './session.js';

/** What the program knows while a command is parsed; the action leaves its exit code here. */
export interface CommandContext {
  readonly argv: readonly string[];
  readonly runtime: Runtime;
  exitCode: number;
  /** Why a command that renders was called by another one: to tell the cost, or to write the requests down. */
  readonly purpose?: { readonly kind: 'estimate' } | { readonly kind: 'plan'; readonly file: string } | undefined;
}

/** After the first Ctrl-C a command has this long to end by itself. */
const graceMs = 1_700;

/**
 * Runs the work of a command: opens what it needs, reports once at the end whatever happened, and leaves the exit code
 * in the context.
 */
export async function runCommand(
  context: CommandContext,
  command: { readonly name: string; readonly flags: CommonFlags },
  work: (session: Session) => Promise<CommandOutput>,
): Promise<void> {
  const { runtime } = context;
  const { flags } = command;
  const reporter = await openReporter(runtime, flags);
  const session = openSession({ runtime, flags, reporter });
  let signal: StopSignal | undefined;
  const unlisten = runtime.onStopSignal((received) => {
    if (signal !== undefined) return leaveAtOnce(runtime, session, received);
    signal = received;
    session.interrupt();
  });
  let lost: { readonly error: unknown } | undefined;
  const unguard = runtime.onLostError((error) => {
    if (lost === undefined) showStack(error);
    lost ??= { error };
    // As after Ctrl-C: what a provider is about to accept is written down first.
    session.interrupt();
  });
  let output: CommandOutput;
  try {
    const cutShort = session.interrupted.then(async (): Promise<CommandOutput> => {
      await runtime.clock.sleep(graceMs);
      return session.snapshot();
    });
    output = await Promise.race([work(session), cutShort]);
  } catch (error) {
    output = { ...session.snapshot(), error: explainCrash(error) };
    showStack(error);
  }
  finish({
    context,
    reporter: session.reporter,
    command: context.purpose?.kind ?? command.name,
    flags,
    output:
      lost !== undefined ? brokenOff(output, lost.error) : signal === undefined ? output : interrupted(output, signal),
    signal: lost === undefined ? signal : undefined,
  });
  session.close();
  unlisten();
  unguard();

  function showStack(error: unknown): void {
    if (flags.debug === true && error instanceof Error)
      runtime.stderr.write(`${session.redact(String(error.stack))}\n`);
  }
}

/** A second Ctrl-C. The id of a job that was accepted a moment ago is written down all the same. */
function leaveAtOnce(runtime: Runtime, session: Session, received: StopSignal): void {
  try {
    session.settle();
  } catch {}
  runtime.exit(received === 'SIGINT' ? 130 : 143);
}

/** Reports an error of the command line itself, or one that no session was there to catch. */
export async function reportUsageError(
  error: unknown,
  place: { readonly argv: readonly string[]; readonly runtime: Runtime; readonly command: string },
): Promise<number> {
  const { argv, runtime, command } = place;
  const flags: CommonFlags = {
    color: !argv.includes('--no-color'),
    input: false,
    ...(isGiven(argv, '--json') ? { json: true } : {}),
    ...(isGiven(argv, '--jsonl') ? { jsonl: true } : {}),
  };
  const reporter = await openReporter(runtime, flags);
  // What was typed in place of a command or an option may be an address with a signature.
  const { text } = createRedactor();
  const told = redactError(explainCrash(error), text);
  const result = resultDocument({ command: text(command), jobs: [], error: told });
  reporter.finish(result);
  return result.exitCode;
}

/** Also with a value, which is the error that is then told: whoever wrote it reads a document. */
function isGiven(argv: readonly string[], flag: string): boolean {
  return argv.some((word) => word === flag || word.startsWith(`${flag}=`));
}

function openReporter(runtime: Runtime, flags: CommonFlags): Promise<Reporter> {
  return createReporter({
    mode: flags.json === true ? 'json' : flags.jsonl === true ? 'jsonl' : 'text',
    stdout: runtime.stdout,
    stderr: runtime.stderr,
    env: runtime.env,
    clock: runtime.clock,
    verbosity:
      flags.debug === true ? 'debug' : flags.verbose === true ? 'verbose' : flags.quiet === true ? 'quiet' : 'normal',
    colour: flags.color ? undefined : false,
  });
}

interface Finish {
  readonly context: CommandContext;
  readonly reporter: Reporter;
  readonly command: string;
  readonly flags: CommonFlags;
  readonly output: CommandOutput;
  readonly signal: StopSignal | undefined;
}

function finish({ context, reporter, command, flags, output, signal }: Finish): void {
  const { jobs = [], run, film, data, error, detached } = output;
  const result: ResultDocument = resultDocument({ command, run, jobs, film, data, error, detached, signal });
  const forPeople = flags.json !== true && flags.jsonl !== true;
  const { stdout, env } = context.runtime;
  const links = linksFor(stdout, env, flags.color ? undefined : false);
  if (forPeople && output.text !== undefined) stdout.write(links.urls(output.text));
  reporter.finish(result);
  context.exitCode = result.exitCode;
}
