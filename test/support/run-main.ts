import { randomBytes } from 'node:crypto';
import type { ResultDocument } from '../../src/jobs/report.js';
import { main } from '../../src/main.js';
import type { HostIdentity, Runtime, StopSignal } from '../../src/runtime.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';

export interface MainRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The document of `--json`; throws when stdout is not exactly one. */
  document(): ResultDocument;
}

export interface Desk {
  readonly clock: FakeClock;
  /** Runs one command line in process. */
  run(...argv: readonly string[]): Promise<MainRun>;
  /** Sends a signal to the command that is running. */
  interrupt(signal: StopSignal): void;
}

export interface DeskOptions {
  readonly cwd: string;
  readonly stateDirectory: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: FakeClock;
  /** Bytes on stdin. */
  readonly stdin?: Uint8Array;
  /** Where the process runs, as far as it is not where all the others do. */
  readonly host?: Partial<HostIdentity>;
}

/** A place to run the program from, with streams that are read back and time that passes when somebody sleeps. */
export function createDesk({
  cwd,
  stateDirectory,
  env = {},
  clock = createFakeClock(),
  stdin,
  host,
}: DeskOptions): Desk {
  const listeners = new Set<(signal: StopSignal) => void>();
  return {
    clock,
    interrupt: (signal) => {
      for (const listener of listeners) listener(signal);
    },
    run: async (...argv) => {
      const written = { stdout: '', stderr: '' };
      const stream = (name: 'stdout' | 'stderr') => ({
        isTTY: false,
        write: (text: string) => {
          written[name] += text;
          return true;
        },
      });
      const runtime: Runtime = {
        env: { WAN_STATE_DIR: stateDirectory, PATH: process.env.PATH ?? '', ...env },
        cwd,
        home: cwd,
        userId: process.getuid?.(),
        platform: process.platform,
        nodeVersion: process.versions.node,
        stdin: { isTTY: false, [Symbol.asyncIterator]: () => oneChunk(stdin) },
        stdout: stream('stdout'),
        stderr: stream('stderr'),
        clock,
        host: { host: 'desk', boot: 'boot', pidNamespace: 'pid', pid: process.pid, isAlive: () => false, ...host },
        random: () => 0.42,
        newId: (prefix) => prefix + randomBytes(8).toString('hex'),
        onStopSignal: (handler) => {
          listeners.add(handler);
          return () => listeners.delete(handler);
        },
        onLostError: () => () => {},
        exit: (code) => {
          throw new Error(`exit ${code}`);
        },
        flush: async () => undefined,
      };
      const exitCode = await main(argv, runtime);
      return { exitCode, ...written, document: () => JSON.parse(written.stdout) };
    },
  };
}

async function* oneChunk(bytes: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  if (bytes !== undefined) yield bytes;
}
