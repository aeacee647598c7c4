import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ArrivingBytes } from '../../../src/http/arriving-bytes.js';
import { requestBytes } from '../../../src/http/bytes-request.js';
import { decodedBody } from '../../../src/http/download/download-body.js';
import { readingConnector } from '../../../src/http/reading-connector.js';
import { createRandom } from '../../e2e/trials.js';
import { serve } from './download-bench.js';
import { makeCertificate, startSecureServer } from './servers.js';

const mebibyte = 2 ** 20;
const files = [1, 2, 3, 4].map((seed) => fileOf(3 * mebibyte + seed, seed));
/** So small that the connection is free again before its reader has begun. */
const shortFile = fileOf(200_000, 5);
const signal = new AbortController().signal;

/** Bytes that are nowhere the same in two files. */
function fileOf(length: number, seed: number): Buffer {
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, (_, index) =>
    Math.imul(index * 4 + seed, 0x9e3779b1),
  );
  return Buffer.from(words.buffer, 0, length);
}

function fileAt(url: string | undefined): Buffer {
  return files[Number(url?.slice(1))] ?? shortFile;
}

function openAgent(settings: Parameters<typeof readingConnector>[0] = {}): Dispatcher {
  const dispatcher = new Agent({ connect: readingConnector(settings) });
  onTestFinished(() => dispatcher.destroy());
  return dispatcher;
}

/** Reads as a slow disk does: while it writes, more arrives, and what it writes must not change. */
async function readSlowly(bytes: ArrivingBytes, random: () => number) {
  const memory = new Set<ArrayBufferLike>();
  const written: Buffer[] = [];
  for await (const chunks of bytes) {
    await wait(random() < 0.2 ? 5 * random() : 0);
    for (const { buffer } of chunks) memory.add(buffer);
    written.push(Buffer.concat(chunks));
  }
  return { file: Buffer.concat(written), memory };
}

/** All files at once, several times over the same connections. */
async function fetchAll(origin: string, dispatcher: Dispatcher) {
  const random = createRandom(7);
  const seen = new Set<ArrayBufferLike>();
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      files.map(async (expected, index) => {
        const answer = await requestBytes({ url: new URL(`${origin}/${index}`), headers: {}, dispatcher, signal });
        const { file, memory } = await readSlowly(decodedBody(answer) ?? answer.body, random);
        expect(file.equals(expected), `file ${index}, round ${round}`).toBe(true);
        for (const buffer of memory) seen.add(buffer);
      }),
    );
  }
  return seen;
}

type Answer = (request: { readonly url?: string | undefined }, response: ServerResponse) => void;

const atOnce: Answer = ({ url }, response) => {
  const body = fileAt(url);
  response.writeHead(200, { 'content-length': body.length }).end(body);
};

const inChunks: Answer = async ({ url }, response) => {
  const body = fileAt(url);
  const random = createRandom(body.length);
  await inParts(response, body, () => random() ** 4 * 200_000);
};

const compressed: Answer = async ({ url }, response) => {
  response.setHeader('content-encoding', 'gzip');
  const random = createRandom(Number(url?.slice(1)));
  // So small that a decoder takes several before it has read the first.
  await inParts(response, gzipSync(fileAt(url), { level: 1 }), () => random() * 9_000);
};

async function inParts(response: ServerResponse, body: Buffer, length: () => number): Promise<void> {
  for (let at = 0; at < body.length; ) {
    const end = at + Math.ceil(length());
    if (!response.write(body.subarray(at, end))) await new Promise((resolve) => response.once('drain', resolve));
    at = end;
  }
  response.end();
}

describe('files that arrive side by side in buffers that are used again', () => {
  it.each(Object.entries({ atOnce, inChunks, compressed }))('come whole to slow readers: %s', async (_, answer) => {
    const { origin } = await serve(answer);
    await fetchAll(origin, openAgent());
  });

  it('come whole over TLS', async () => {
    const certificate = makeCertificate();
    const { origin } = await startSecureServer(certificate, atOnce);
    await fetchAll(origin, openAgent({ ca: certificate.cert }));
  });

  it('take no new memory once there is enough of it', async () => {
    const { origin } = await serve(atOnce);
    const seen = await fetchAll(origin, openAgent());
    const withoutReuse = (3 * files.length * 3 * mebibyte) / 2 ** 17;
    expect(seen.size).toBeLessThan(withoutReuse / 2);
  });

  it('come whole to a slow reader whose connection brings the next one to a quick reader', async () => {
    const { origin } = await serve(atOnce);
    const dispatcher = new Agent({ connections: 1, connect: readingConnector({}) });
    onTestFinished(() => dispatcher.destroy());
    const get = (index: number) =>
      requestBytes({ url: new URL(`${origin}/${index}`), headers: {}, dispatcher, signal });
    const slow = await get(4);
    const quick = await get(0);
    expect((await readSlowly(quick.body, () => 1)).file.equals(fileAt('/0'))).toBe(true);
    expect((await readSlowly(slow.body, () => 1)).file.equals(fileAt('/4'))).toBe(true);
  });
});
