import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { onTestFinished } from 'vitest';
import { openPart } from '../../../src/files/part.js';
import { type DownloadOptions, download } from '../../../src/http/download/download.js';
import { createDownloadDispatcher } from '../../../src/http/download/download-connection.js';
import type { Clock } from '../../../src/runtime.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
}

/** A server for one test; the n-th request is answered by the n-th handler, later ones by the last. */
export async function serve(...handlers: readonly Handler[]): Promise<FileServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const handler = handlers[Math.min(requests.length, handlers.length - 1)];
    requests.push(request);
    handler?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, requests };
}

/** Time that passes only when somebody sleeps or a test says so. */
export interface BenchClock extends Clock {
  readonly slept: readonly number[];
  /** Moves on and runs what is due at every tick. */
  advance(ms: number): void;
}

function createBenchClock(): BenchClock {
  let time = 0;
  const slept: number[] = [];
  const tasks = new Set<() => void>();
  return {
    slept,
    now: () => time,
    monotonic: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      time += ms;
    },
    every: (_, task) => {
      tasks.add(task);
      return () => tasks.delete(task);
    },
    advance: (ms) => {
      time += ms;
      for (const task of tasks) task();
    },
  };
}

/** Bytes that look like no text and differ all along. */
export function clipBytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251));
}

export interface Bench {
  readonly path: string;
  readonly clock: BenchClock;
  run(changes?: Partial<DownloadOptions>): Promise<number>;
  /** Bytes of the part; undefined when there is none. */
  collected(): Promise<Buffer | undefined>;
  /** Whether the part holds exactly these bytes. */
  holds(body: Buffer): Promise<boolean>;
}

/** A download of this URL into an empty directory; `run` again is what a restarted process does. */
export async function createBench(url: string, given: Partial<DownloadOptions> = {}): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'wan-download-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'clip.mp4');
  const clock = createBenchClock();
  const dispatcher: Dispatcher = createDownloadDispatcher({ env: {}, allowPrivate: true });
  onTestFinished(() => dispatcher.destroy());
  return {
    path,
    clock,
    run: async (changes = {}) => {
      const target = openPart(path);
      const bytes = await download({
        url,
        target,
        dispatcher,
        clock,
        random: () => 0.5,
        signal: new AbortController().signal,
        allowPrivate: true,
        ...given,
        ...changes,
      });
      await target.keep();
      return bytes;
    },
    collected: () => readFile(`${path}.part`).catch(() => undefined),
    holds: async (body) => (await readFile(`${path}.part`)).equals(body),
  };
}

/** Answers with the whole file, or with the range that was asked for, as a good file server does. */
export function sendFile(body: Buffer, headers: Record<string, string> = { etag: '"one"' }): Handler {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
    const condition = request.headers['if-range'];
    const current = condition === undefined || condition === headers.etag || condition === headers['last-modified'];
    if (Number.isNaN(from) || !current) {
      response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
    } else if (from >= body.length) {
      response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    } else {
      const range = `bytes ${from}-${body.length - 1}/${body.length}`;
      response.writeHead(206, { ...headers, 'content-range': range, 'content-length': body.length - from });
      response.end(body.subarray(from));
    }
  };
}

/** Promises the whole file and cuts the connection after some bytes. */
export function cutAfter(bytes: number, body: Buffer, headers: Record<string, string> = { etag: '"one"' }): Handler {
  return (_, response) => {
    response.writeHead(200, { ...headers, 'content-length': body.length });
    response.write(body.subarray(0, bytes), () => setImmediate(() => response.destroy()));
  };
}

/** One status and a few words. */
export function refuse(status: number, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, headers).end('no');
  };
}
