import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, HostIdentity } from '../../runtime.js';
import { fileArgument, tail } from '../ffmpeg.js';
import { inspectClip } from '../inspect-clip.js';
import { findProcess } from './find-process.js';
import { type Liveness, livenessOf, type ProcessRecord, processRecordSchema } from './process-record.js';

/** Files of one run of ffmpeg. Making the folder is the right to start it. */
export interface AttemptPaths {
  readonly render: string;
  readonly number: number;
  readonly directory: string;
  readonly clip: string;
  readonly progress: string;
  readonly log: string;
  readonly process: string;
}

export type AttemptState =
  | { readonly status: 'finished'; readonly path: string; readonly finishedAt: number }
  | { readonly status: 'running'; readonly fraction: number }
  /** Certainly not running any more, and not finished. */
  | { readonly status: 'dead'; readonly reason: string };

export function attemptPaths(render: string, number: number): AttemptPaths {
  const directory = join(render, `attempt-${number}`);
  return {
    render,
    number,
    directory,
    clip: join(directory, 'clip.mp4'),
    progress: join(directory, 'progress.txt'),
    log: join(directory, 'stderr.txt'),
    process: join(directory, 'process.json'),
  };
}

/** Attempts begun so far, oldest first. */
export async function listAttempts(render: string): Promise<readonly AttemptPaths[]> {
  const names = await readdir(render);
  const numbers = names.flatMap((name) => /^attempt-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((a, b) => a - b).map((number) => attemptPaths(render, number));
}

/**
 * What became of an attempt. ffmpeg says `progress=end` after the file is whole, but says it as well when it was asked to
 * stop early (a shutdown), so all frames must be there too.
 */
export async function readAttempt(
  paths: AttemptPaths,
  order: { frames: number; host: HostIdentity; clock: Clock },
): Promise<AttemptState> {
  const { frames, host, clock } = order;
  const recorded = await readRecord(paths);
  const liveness = await livenessNow(paths, { recorded, host, clock });
  // Read after the liveness: a process that ended in between has written its last line by now.
  const progress = parseProgress(await readText(paths.progress));
  if (progress.hasEnded && progress.frame === frames && (await isWhole(paths.clip, frames))) {
    return { status: 'finished', path: paths.clip, finishedAt: (await stat(paths.clip)).mtimeMs };
  }
  if (liveness !== 'dead') {
    return { status: 'running', fraction: Math.min(0.99, progress.frame / frames) };
  }
  return { status: 'dead', reason: tail(await readText(paths.log)) || 'ffmpeg was ended from outside' };
}

/** The pid of the ffmpeg of this attempt, if it certainly is that and alive. */
export async function livingPid(paths: AttemptPaths, host: HostIdentity): Promise<number | undefined> {
  const recorded = await readRecord(paths);
  if (recorded === undefined) return findProcess(fileArgument(paths.clip));
  return (await livenessOf(recorded, host)) === 'alive' ? (recorded.pid ?? undefined) : undefined;
}

/** The last report in a progress file; ffmpeg appends one every half second. Pure. */
export function parseProgress(text: string): { frame: number; hasEnded: boolean } {
  const last = (key: string) => [...text.matchAll(new RegExp(`^${key}=\\s*(\\S+)`, 'gm'))].at(-1)?.[1];
  return { frame: Number(last('frame') ?? 0) || 0, hasEnded: last('progress') === 'end' };
}

/** Between making the folder and recording the pid there is a moment in which the starter may have died. */
const graceMs = 10_000;
/** Where a pid proves nothing, this long without a line of progress (two a second) does. */
const silenceMs = 120_000;

async function livenessNow(
  paths: AttemptPaths,
  { recorded, host, clock }: { recorded: ProcessRecord | undefined; host: HostIdentity; clock: Clock },
): Promise<Liveness> {
  const silentFor = clock.now() - (await lastSign(paths));
  if (recorded !== undefined) {
    const liveness = await livenessOf(recorded, host);
    return liveness === 'unknown' && silentFor > silenceMs ? 'dead' : liveness;
  }
  if (silentFor <= graceMs) return 'unknown';
  return (await findProcess(fileArgument(paths.clip))) === undefined ? 'dead' : 'alive';
}

async function lastSign(paths: AttemptPaths): Promise<number> {
  const times = await Promise.all(
    [paths.directory, paths.progress, paths.clip].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

async function readRecord({ process }: AttemptPaths): Promise<ProcessRecord | undefined> {
  const text = await readText(process);
  return text === '' ? undefined : processRecordSchema.parse(JSON.parse(text));
}

async function isWhole(path: string, frames: number): Promise<boolean> {
  return inspectClip(path).then(
    (clip) => clip.frames === frames,
    () => false,
  );
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
