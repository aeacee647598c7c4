import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Options } from 'execa';
import { stripControls, WanError } from '../errors.js';
import { systemProgram } from '../files/system-program.js';
import { type FfmpegPaths, type FfmpegSurroundings, locateFfmpeg, missing } from './locate-ffmpeg.js';

export interface RunOptions {
  /** Milliseconds; ten minutes when left out. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Working folder, for graphs that name files beside them. */
  readonly cwd?: string | undefined;
  readonly input?: Uint8Array | undefined;
}

export interface DetachedRun {
  readonly args: readonly string[];
  /** File that takes what ffmpeg writes to stderr. */
  readonly log: string;
}

/** ffmpeg and ffprobe of this machine. Found, as what starts them, at the first use: most commands need neither. */
export interface Ffmpeg {
  /** @throws WanError `local.ffmpeg-missing` */
  locate(): Promise<FfmpegPaths>;
  /** Runs ffmpeg to its end and returns its stdout. @throws WanError `local.ffmpeg-failed` with the end of stderr */
  run(args: readonly string[], options?: RunOptions): Promise<Uint8Array>;
  /** Runs ffprobe and returns its stdout as text. */
  probe(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Starts ffmpeg so that it outlives this process; returns its pid. */
  startDetached(run: DetachedRun): Promise<number>;
  /** Ends a process that `startDetached` began, at once. */
  kill(pid: number): Promise<void>;
}

/** Processes are started with argument arrays only; no shell ever sees a file name. */
export function createFfmpeg(surroundings: FfmpegSurroundings): Ffmpeg {
  let located: Promise<FfmpegPaths> | undefined;
  const locate = () => {
    located ??= locateFfmpeg(surroundings);
    // A tool installed meanwhile is found by the next call.
    located.catch(() => {
      located = undefined;
    });
    return located;
  };
  return {
    locate,
    run: async (args, options = {}) => {
      const { ffmpeg } = await locate();
      return runTool({ name: 'ffmpeg', path: ffmpeg, args: ['-nostdin', ...quiet, ...args], options });
    },
    probe: async (args, options = {}) => {
      const { ffprobe } = await locate();
      if (ffprobe === undefined) throw await missing('ffprobe was not found', surroundings);
      const output = await runTool({ name: 'ffprobe', path: ffprobe, args: [...quiet, ...args], options });
      return new TextDecoder().decode(output);
    },
    startDetached: async (run) => startDetached((await locate()).ffmpeg, run),
    kill: (pid) => kill(pid, surroundings),
  };
}

/**
 * A local file as ffmpeg input or output. Without the scheme `a:b.mp4` is a protocol, `-x.mp4` an option and
 * `http:x.mp4` a host to ask for.
 */
export function fileArgument(path: string): string {
  return `file:${resolve(path)}`;
}

/** A still image as input: `%03d` in a name is a name, not a sequence. */
export function stillInput(path: string): string[] {
  return ['-f', 'image2', '-pattern_type', 'none', '-i', fileArgument(path)];
}

const quiet = ['-hide_banner', '-v', 'error'];

interface ToolRun {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly options: RunOptions;
}

async function runTool({ name, path, args, options }: ToolRun): Promise<Uint8Array> {
  const { execa } = await import('execa');
  const timeoutMs = options.timeoutMs ?? 600_000;
  options.signal?.throwIfAborted();
  const result = await execa(path, args, {
    reject: false,
    encoding: 'buffer',
    timeout: timeoutMs,
    maxBuffer: 1024 ** 3,
    stripFinalNewline: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  options.signal?.throwIfAborted();
  if (result.timedOut) throw new WanError('local.ffmpeg-failed', `${name} took longer than ${timeoutMs / 1000} s`);
  if (result.failed) {
    const why = tail(new TextDecoder().decode(result.stderr)) || (result.shortMessage ?? '').split('\n')[0];
    throw new WanError('local.ffmpeg-failed', `${name} failed: ${why}`, { cause: result });
  }
  return result.stdout;
}

/** The last lines of a log as one line, short enough for an error message. */
export function tail(log: string): string {
  const lines = stripControls(log)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.slice(-3).join('; ').slice(-600);
}

async function startDetached(path: string, { args, log }: DetachedRun): Promise<number> {
  const { execa } = await import('execa');
  const opened = openSync(log, 'a', 0o600);
  try {
    // execa's types name the descriptors 3 to 9 only; it hands any open one to the child as it is.
    const output = opened as 3;
    const options: Options = { detached: true, cleanup: false, reject: false, stdio: ['ignore', output, output] };
    const child = execa(path, ['-nostdin', ...quiet, ...args], options);
    child.unref();
    child.catch(() => undefined);
    if (child.pid === undefined) throw new WanError('local.ffmpeg-failed', `${path} could not be started`);
    return child.pid;
  } finally {
    closeSync(opened);
  }
}

/** The script is a constant and the pid an argument; `kill` is a shell builtin, small systems have no such program. */
async function kill(pid: number, { env, platform }: FfmpegSurroundings): Promise<void> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  const { execa } = await import('execa');
  const options: Options = { reject: false, stdio: 'ignore', timeout: 10_000 };
  if (platform === 'win32') await execa(systemProgram(env, 'taskkill.exe'), ['/F', '/PID', String(pid)], options);
  else await execa('/bin/sh', ['-c', 'kill -KILL "$1"', 'sh', String(pid)], options);
}
