import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requestBytes } from '../../../src/http/bytes-request.js';
import { createDownloadDispatcher } from '../../../src/http/download/download-connection.js';
import { startProxy, startSocketServer } from './servers.js';

/** As much as may wait for its reader: the body is held back with the last byte of it. */
const most = 2 ** 19;

/** Sends so many bytes behind these headers, and hangs up. */
async function serveAndEnd(headers: string, count: number): Promise<string> {
  const { origin } = await startSocketServer((socket) => {
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n${headers}\r\n${'x'.repeat(count)}`));
  });
  return origin;
}

/** Begins to read when the service is gone. */
async function readLate(origin: string, env: Readonly<Record<string, string>> = {}) {
  const dispatcher = createDownloadDispatcher({ env, allowPrivate: true });
  onTestFinished(() => dispatcher.destroy());
  const { signal } = new AbortController();
  const { body } = await requestBytes({ url: new URL(origin), headers: {}, dispatcher, signal });
  await wait(100);
  let bytes = 0;
  const read = async () => {
    for await (const chunks of body) for (const { length } of chunks) bytes += length;
  };
  const failure = await read().then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { bytes, failure };
}

describe('a connection that ends while its body is held back', () => {
  it.each([
    ['with the last byte', `content-length: ${most}\r\n`],
    ['which is the only sign that all has come', ''],
  ])('brings all of it: %s', async (_, headers) => {
    expect(await readLate(await serveAndEnd(headers, most))).toEqual({ bytes: most, failure: undefined });
  });

  it('brings what came before it was cut', async () => {
    const cut = await readLate(await serveAndEnd(`content-length: ${most + 1}\r\n`, most));
    expect(cut).toEqual({ bytes: most, failure: expect.any(String) });
  });

  it('brings all of it through a proxy', async () => {
    const proxy = await startProxy();
    const origin = await serveAndEnd(`content-length: ${most}\r\n`, most);
    expect(await readLate(origin, { HTTP_PROXY: proxy.url })).toEqual({ bytes: most, failure: undefined });
  });
});
