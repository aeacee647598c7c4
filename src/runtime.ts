import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { homedir, hostname, uptime } from 'node:os';
import { parse } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Wall time in epoch milliseconds, monotonic time in milliseconds, and a sleep that a signal ends early by rejecting. */
export interface Clock {
  now(): number;
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `task` every `ms` without keeping the process alive; returns the function that stops it. */
  every(ms: number, task: () => void): () => void;
}

/** Where a process runs. A pid proves life only to a process with the same host, boot and pid namespace. */
export interface HostIdentity {
  readonly host: string;
  readonly boot: string;
  readonly pidNamespace: string;
  readonly pid: number;
  /** Milliseconds since this boot, which nobody sets as they set a clock; undefined where the system does not tell. */
  uptimeMs?(): number | undefined;
  /** Whether that pid is alive here. */
  isAlive(pid: number): boolean;
}

export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): boolean;
}

export interface InputStream extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean | undefined;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** All that the program takes from its surroundings. Inner functions get the slice they need. */
export interface Runtime {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory; empty when it was deleted. */
  readonly cwd: string;
  readonly home: string;
  readonly userId: number | undefined;
  readonly platform: NodeJS.Platform;
  /** `20.19.0` */
  readonly nodeVersion: string;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly clock: Clock;
  readonly host: HostIdentity;
  /** A number in [0, 1). */
  random(): number;
  /** `prefix` and 16 characters of lower-case base 32, 80 random bits. */
  newId(prefix: 'j_' | 'r_' | 'o_' | ''): string;
  /**
   * Runs `handler` at each SIGINT or SIGTERM instead of ending the process, and for a terminal that goes away as for one
   * SIGTERM; returns the function that undoes it. What comes right after the first is the same stop, told again.
   */
  onStopSignal(handler: (signal: StopSignal) => void): () => void;
  /**
   * Runs `handler` at each exception or rejection that nobody caught, instead of ending the process with its stack;
   * returns the function that undoes it.
   */
  onLostError(handler: (error: unknown) => void): () => void;
  /** Ends the process at once with this exit code: for a second Ctrl-C. */
  exit(code: number): void;
  /**
   * Resolves when all that was written to stdout and stderr has left, or can't.
   *
   * @returns the system's code where stdout could not take all of it, such as `ENOSPC`; a reader that went away is none
   */
  flush(): Promise<string | undefined>;
}

/** The runtime of a real process. `early` gives out the signals that were held until somebody listens. */
export function createRuntime(early: () => readonly StopSignal[] = () => []): Runtime {
  // A reader that went away (`wan jobs | head -1`) must not end a process that has paid work to write down.
  process.stdout.off('error', keepLoss).on('error', keepLoss);
  process.stderr.off('error', passOver).on('error', passOver);
  // A limit on the size of files ends a write as a full disk does: a library that listens for a while leaves the signal to kill.
  process.off('SIGXFSZ', passOver).on('SIGXFSZ', passOver);
  return {
    env: process.env,
    cwd: read(process.cwd),
    // A container may run as a user that nobody knows, who has no home either.
    home: read(homedir) || parse(process.execPath).root,
    userId: process.getuid?.(),
    platform: process.platform,
    nodeVersion: process.versions.node,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: createClock(),
    host: createHostIdentity(),
    random: Math.random,
    newId: (prefix) => prefix + base32(randomBytes(10)),
    onStopSignal: (handler) => onStopSignal(handler, early),
    onLostError: (handler) => {
      process.on('uncaughtException', handler);
      return () => process.off('uncaughtException', handler);
    },
    exit: (code) => process.exit(code),
    flush: async () => {
      await Promise.all([drain(process.stdout), drain(process.stderr)]);
      return ofStdout.loss;
    },
  };
}

/** Resolves after what is ready in this turn of the event loop has run. */
export function nextLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves 8 ms later, for what may be done in company. */
export async function companyPause(): Promise<void> {
  await delay(8);
}

/** Resolves 20 ms later, for waits that nobody may shorten: the lock of another process. */
export async function lockPause(): Promise<void> {
  await delay(lockPauseMs);
}

export const lockPauseMs = 20;

/** Resolves 20 ms later, for a pipe that had nothing yet. */
export async function pipePause(): Promise<void> {
  await delay(20);
}

/** What kept the process's stdout, of which there is one, from taking all that was written. */
const ofStdout: { loss?: string } = {};

function keepLoss({ code = 'unknown' }: NodeJS.ErrnoException): void {
  if (process.stdout.isTTY !== true && !readerGone.includes(code)) ofStdout.loss ??= code;
}

const readerGone: readonly string[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

function passOver(): void {}

function drain(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write('', () => resolve());
  });
}

function createClock(): Clock {
  return {
    now: Date.now,
    monotonic: () => performance.now(),
    sleep: async (ms, signal) => {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    },
    every: (ms, task) => {
      const timer = setInterval(task, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

function createHostIdentity(): HostIdentity {
  return {
    host: hostname(),
    boot: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: read(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    uptimeMs: () => {
      try {
        return uptime() * 1000;
      } catch {
        return undefined;
      }
    },
    isAlive: (pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch (error) {
        // EPERM: the pid lives but belongs to somebody else.
        return error instanceof Error && 'code' in error && error.code === 'EPERM';
      }
    },
  };
}

/** What a system does not tell is empty: those without procfs have no such names; the empty string never equals a recorded one, so heartbeats decide there. */
function read(source: () => string): string {
  try {
    return source();
  } catch {
    return '';
  }
}

/** Whoever stops a process group tells wan, and so do npm or a shell around it: together they are no second Ctrl-C, ms. */
const echoMs = 300;

function onStopSignal(handler: (signal: StopSignal) => void, early: () => readonly StopSignal[]): () => void {
  let first: number | undefined;
  const stop = (signal: StopSignal) => {
    const now = performance.now();
    if (first !== undefined && now - first < echoMs) return;
    first ??= now;
    handler(signal);
  };
  // Of a terminal that goes away both the shell and the system tell, much later too.
  let isGone = false;
  const hangUp = () => {
    if (!isGone) stop('SIGTERM');
    isGone = true;
  };
  const listeners = { SIGINT: stop, SIGTERM: stop, SIGHUP: hangUp } as const;
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  for (const signal of early()) stop(signal);
  return () => {
    for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
  };
}

function base32(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return bits.toString(32).padStart(Math.ceil((bytes.length * 8) / 5), '0');
}
