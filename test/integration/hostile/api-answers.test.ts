import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HttpClient } from '../../../src/http/client.js';
import { clientFor, failureOf } from '../http/client-under-test.js';
import { startServer } from '../http/servers.js';

const bomb = Buffer.alloc(64 * 2 ** 20, ' ');
const gzip = gzipSync(bomb);
const brotli = brotliCompressSync(bomb);
type Answer = (request: unknown, response: ServerResponse) => void;

/** Blocks of spaces for as long as somebody takes them. */
const endless: Answer = (_, response) => {
  const block = ' '.repeat(2 ** 20);
  const pump = () => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', pump);
  pump();
};

const bombs: readonly (readonly [string, Answer])[] = [
  ['a body without end', endless],
  ['a gzip bomb', (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzip)],
  ['a bomb of brotli', (_, response) => void response.writeHead(200, { 'content-encoding': 'br' }).end(brotli)],
  ['headers without end', (_, response) => void response.writeHead(200, { x: 'x'.repeat(300_000) }).end('{}')],
];

const ways: readonly (readonly [string, (client: HttpClient, url: string) => Promise<unknown>])[] = [
  ['a read', (client, url) => client.send({ method: 'GET', url })],
  ['a submit', (client, url) => client.submit({ method: 'POST', url, json: {} })],
];

describe.each(ways)('the answer to %s', (name, ask) => {
  it.each(bombs)('is read no further than its limit when it is %s', async (_what, answer) => {
    const server = await startServer(answer);
    const before = process.memoryUsage().rss;
    const error = await failureOf(ask(clientFor([server.origin]), `${server.origin}/x`));
    expect(error.code).toBe(name === 'a read' ? 'network.failed' : 'submit.unknown');
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  });

  it('is no JSON when it is nested beyond measure', async () => {
    const text = `{"request_id":"r","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const server = await startServer((_, response) => response.end(text));
    expect(await ask(clientFor([server.origin]), `${server.origin}/x`)).toMatchObject({ status: 200, json: undefined });
  });
});

describe('a request', () => {
  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:application/json,{}',
    'ftp://h.example/x',
    'https://',
    '',
  ])('to %j, as an answer may name it, is not sent', async (url) => {
    for (const [, ask] of ways) {
      expect(await failureOf(ask(clientFor(['https://api.example']), url))).toMatchObject({
        code: 'network.failed',
        delivery: 'not-accepted',
        retryable: false,
      });
    }
  });
});
