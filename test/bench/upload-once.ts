import { createConnections } from '../../src/http/connection.js';
import { createHttpClient } from '../../src/http/create-client.js';
import { restOrigin } from '../../src/providers/fal/place.js';
import { upload } from '../../src/providers/fal/upload.js';
import { createRuntime } from '../../src/runtime.js';
import { openBucket } from '../../src/upload/bucket.js';

const keys = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };

/**
 * Uploads `BENCH_FILE` of `BENCH_BYTES` to `BENCH_ADDRESS` as a job does: into a bucket, or with `BENCH_WAY=fal` to fal.
 * Prints the seconds of the upload alone.
 */
async function main(): Promise<void> {
  const { env, clock, stdout, exit } = createRuntime();
  const { BENCH_FILE: path = '', BENCH_ADDRESS: address = '', BENCH_DIGEST: digest = '' } = env;
  const file = { path, digest, mime: 'image/png', bytes: Number(env.BENCH_BYTES) };
  const connections = createConnections({ env: {} });
  const { signal } = new AbortController();
  const now = clock.now;
  let begun = 0;
  if (env.BENCH_WAY === 'fal') {
    const confirmSend = () => {};
    const place = { provider: 'fal', apiOrigins: [restOrigin], baseUrl: address };
    const http = createHttpClient({ ...place, connections, clock, signal, confirmSend, userAgent: 'bench' });
    const silent = async function* () {};
    begun = clock.monotonic();
    await upload(file, { http, now, signal, events: silent, sockets: silent, settings: {}, confirmSend });
  } else {
    const settings = { name: 'clips', endpoint: address, forcePathStyle: true };
    const bucket = await openBucket({ settings, connections, env: keys, now, signal });
    begun = clock.monotonic();
    await bucket.host(file, now() + 3_600_000);
  }
  stdout.write(String((clock.monotonic() - begun) / 1000));
  exit(0);
}

void main();
