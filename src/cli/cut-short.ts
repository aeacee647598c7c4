import { type ErrorReport, toErrorReport, WanError } from '../errors.js';
import type { JobReport } from '../jobs/report.js';
import type { StopSignal } from '../runtime.js';
import { resumeCommand } from '../ui/closing.js';
import type { CommandOutput } from './command-output.js';

/** What a command had come to when Ctrl-C or SIGTERM ended it, and how to go on. */
export function interrupted(output: CommandOutput, signal: StopSignal): CommandOutput {
  const open = openJobs(output);
  const code = signal === 'SIGINT' ? 'signal.interrupted' : 'signal.terminated';
  const ids = open.map((job) => (job.remoteId === null ? job.id : `${job.id} (${job.provider} ${job.remoteId})`));
  const film = output.unjoined === undefined ? 'nothing is left unfinished' : `${output.unjoined} is not joined yet`;
  const what = open.length === 0 ? film : `unfinished: ${ids.slice(0, 20).join(', ')}${ids.length > 20 ? ' ...' : ''}`;
  const error = new WanError(code, `stopped; ${what}`, { hint: wayOn(output, open) });
  return { ...output, error: toErrorReport(error) };
}

/** The same when an error ended it that no call was there to catch. */
export function brokenOff(output: CommandOutput, error: unknown): CommandOutput {
  const told = explainCrash(error);
  const hint = [told.hint, wayOn(output, openJobs(output))].filter(Boolean).join(', then: ') || null;
  return { ...output, error: { ...told, hint } };
}

/** Any error that ended a command; what Node had no memory, no file or no WebAssembly for is no bug of ours. */
export function explainCrash(error: unknown): ErrorReport {
  const text = error instanceof Error && !(error instanceof WanError) ? error.message : '';
  const known = crashes.find(([sign]) => sign.test(text));
  if (known === undefined) return toErrorReport(error);
  const [, message, hint] = known;
  return toErrorReport(new WanError('local.node', `${message} (${text})`, { hint, cause: error }));
}

const crashes: readonly (readonly [sign: RegExp, message: string, hint: string])[] = [
  [
    /WebAssembly is not defined/,
    'this node runs no WebAssembly, which its http client is made of',
    'unset NODE_OPTIONS',
  ],
  [
    /out of memory|\bENOMEM\b|allocation failed|Cannot allocate/i,
    'not enough memory',
    'raise the limit on memory (ulimit -v)',
  ],
  // Each command loads its own files, and a package or a build may have been taken away in part.
  [
    /^Cannot find (?:module|package) /,
    'a file or package that wan needs is missing',
    'run bin/setup in a checkout, else install wan again',
  ],
  [/^E[MN]FILE\b/, 'too many open files', 'raise the limit (ulimit -n)'],
];

function openJobs({ jobs = [] }: CommandOutput): readonly JobReport[] {
  return jobs.filter(({ status }) => !['done', 'failed', 'cancelled', 'expired'].includes(status));
}

/** The command that goes on with what is left; undefined where nothing is. */
function wayOn({ run, again, unjoined }: CommandOutput, open: readonly JobReport[]): string | undefined {
  if (open.length === 0 && unjoined === undefined) return undefined;
  return (again === undefined ? resumeCommand(run ?? null, open) : `wan resume ${again.join(' ')}`).trim();
}
