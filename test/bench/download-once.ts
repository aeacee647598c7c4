import { openPart } from '../../src/files/part.js';
import { download } from '../../src/http/download.js';
import { createDownloadDispatcher } from '../../src/http/download-connection.js';
import { createRuntime } from '../../src/runtime.js';

/** Downloads `BENCH_ADDRESS` to `BENCH_FILE` as a job does: continued where it can be, and durable at the end. */
async function main(): Promise<void> {
  const { env, clock, random, exit } = createRuntime();
  await download({
    url: env.BENCH_ADDRESS ?? '',
    target: openPart(env.BENCH_FILE ?? ''),
    dispatcher: createDownloadDispatcher({ env: {}, allowPrivate: true }),
    signal: new AbortController().signal,
    allowPrivate: true,
    clock,
    random,
  });
  exit(0);
}

void main();
