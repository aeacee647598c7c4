import { open } from 'node:fs/promises';
import { openPart } from '../../src/files/part.js';
import { download } from '../../src/http/download/download.js';
import { createDownloadDispatcher } from '../../src/http/download/download-connection.js';
import { createRuntime } from '../../src/runtime.js';

/** Downloads `BENCH_ADDRESS` to `BENCH_FILE` as a job does, and makes it durable as its delivery does. */
async function main(): Promise<void> {
  const { env, clock, random, exit } = createRuntime();
  const target = openPart(env.BENCH_FILE ?? '');
  await download({
    url: env.BENCH_ADDRESS ?? '',
    target,
    dispatcher: createDownloadDispatcher({ env: {}, allowPrivate: true }),
    signal: new AbortController().signal,
    allowPrivate: true,
    clock,
    random,
  });
  await target.keep();
  const part = await open(target.path, 'r+');
  await part.sync();
  await part.close();
  exit(0);
}

void main();
