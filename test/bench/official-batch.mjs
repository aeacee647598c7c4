/**
 * The same batch as a script with the official client would make it: submit and poll by `subscribe`, then download, so
 * many at once. Nothing is written down but the clips.
 */
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createFalClient } from '@fal-ai/client';

const { BENCH_URL: service, BENCH_KEY: key, BENCH_ROWS: rows, BENCH_CONCURRENCY: concurrency } = process.env;
const client = createFalClient({ credentials: key, fetch: toSimulator });

mkdirSync('official', { recursive: true });
const picture = new File([readFileSync('picture.png')], 'picture.png', { type: 'image/png' });
const image = await client.storage.upload(picture);
const queue = Array.from({ length: Number(rows) }, (_, row) => row).values();
await Promise.all(Array.from({ length: Number(concurrency) }, work));

async function work() {
  for (const row of queue) {
    const { data } = await client.subscribe('fal-ai/wan/v2.2-a14b/image-to-video/turbo', {
      input: { image_url: image, prompt: `waves, take ${row}`, seed: row, resolution: '720p' },
    });
    const answer = await fetch(data.video.url);
    await pipeline(answer.body, createWriteStream(`official/shot-${row}.mp4`));
  }
}

async function toSimulator(input, init) {
  const url = new URL(input instanceof Request ? input.url : input);
  const isApi = /(^|\.)fal\.(run|ai)$/.test(url.hostname);
  return await fetch(isApi ? service + url.pathname + url.search : url, init);
}
