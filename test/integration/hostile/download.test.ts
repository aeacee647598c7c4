import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clipBytes, createBench, cutAfter, type Handler, sendFile, serve } from '../http/download-bench.js';

const body = clipBytes(200_000);

/** A server below HTTP: sends these bytes to whoever connects, and keeps the connection open. */
async function speak(text: string, rest: Buffer = Buffer.alloc(0)): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write(Buffer.concat([Buffer.from(text.replaceAll('\n', '\r\n')), rest])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/clip.mp4`;
}

describe('an address that a service names is no place for a download when it is', () => {
  it.each([
    'https://',
    'http://[',
    'https://a b/c.mp4',
    'not an address',
    '',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:video/mp4;base64,AAAA',
    'ftp://cdn.example/a.mp4',
    'blob:https://cdn.example/1',
    'http://2130706433/a.mp4',
    'http://0x7f.1/a.mp4',
    'http://127.1/a.mp4',
    'http://0/a.mp4',
    'http://10.0.0.1/a.mp4',
    'http://192.168.0.1/a.mp4',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/a.mp4',
    'http://[::ffff:127.0.0.1]/a.mp4',
    'http://[::ffff:a9fe:a9fe]/a.mp4',
    'http://[64:ff9b::a00:1]/a.mp4',
    'http://[2002:7f00:1::]/a.mp4',
    'http://[fd00::1]/a.mp4',
    'http://[fe80::1]/a.mp4',
    'http://metadata.google.internal/a.mp4',
    'http://localhost./a.mp4',
    'http://user:password@localhost/a.mp4',
  ])('%j', async (url) => {
    const bench = await createBench(url, { allowPrivate: false });
    const error: unknown = await bench.run().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'download.failed', retryable: false });
    expect(String(error)).not.toContain('password');
    expect(await bench.collected()).toBeUndefined();
  });
});

describe('a hostile file server', () => {
  it('that promises more than it sends is not waited for', async () => {
    const url = await speak(`HTTP/1.1 200 OK\ncontent-length: ${body.length + 1}\n\n`, body);
    const bench = await createBench(url, {
      onProgress: ({ bytes }) => {
        if (bytes === body.length) setImmediate(() => bench.clock.advance(60_000));
      },
    });
    await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed', retryable: true });
  });

  it('that sends more than it promises is taken at its word', async () => {
    const url = await speak('HTTP/1.1 200 OK\ncontent-length: 1000\n\n', body);
    const bench = await createBench(url);
    expect(await bench.run()).toBe(1000);
    expect(await bench.collected()).toHaveLength(1000);
  });

  it.each([
    ['two lengths', 'HTTP/1.1 200 OK\ncontent-length: 10\ncontent-length: 20\n\n0123456789'],
    ['a negative length', 'HTTP/1.1 200 OK\ncontent-length: -1\n\n0123456789'],
    ['a length and chunks', 'HTTP/1.1 200 OK\ncontent-length: 3\ntransfer-encoding: chunked\n\nfff\nx'],
    ['a header without end', `HTTP/1.1 200 OK\nx: ${'x'.repeat(200_000)}`],
    ['thousands of headers', `HTTP/1.1 200 OK\n${'a: b\n'.repeat(20_000)}\n`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.0\n'],
    ['an odd status', 'HTTP/1.1 999 No\ncontent-length: 0\n\n'],
    ['a part that nobody asked for', 'HTTP/1.1 206 Partial\ncontent-length: 3\ncontent-range: bytes 5-7/9\n\nabc'],
    ['a part of nothing', 'HTTP/1.1 200 OK\ncontent-length: 0\n\n'],
  ])('that answers with %s ends in an error', async (_what, text) => {
    const bench = await createBench(await speak(text));
    const ticking = setInterval(() => bench.clock.advance(30_000), 20);
    onTestFinished(() => clearInterval(ticking));
    await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed' });
    expect(await bench.collected()).toBeUndefined();
  });

  it.each([
    'bytes 5-9/200000',
    'bytes 100000-50/200000',
    'bytes 99999-199999/200000',
    'items 1-2',
    'bytes 100000-199999/7',
  ])('that continues with the wrong range (%s) spoils no file', async (range) => {
    const wrong: Handler = (request, response) => {
      if (request.headers.range === undefined) return cutAfter(100_000, body)(request, response);
      response.writeHead(206, { 'content-range': range, etag: '"one"' }).end(body.subarray(100_000));
    };
    const server = await serve(wrong, wrong, wrong, sendFile(body));
    const bench = await createBench(server.origin);
    expect(await bench.run()).toBe(body.length);
    expect(await bench.holds(body)).toBe(true);
  });

  it('that names a file elsewhere is not asked for a name', async () => {
    const named = { 'content-disposition': 'attachment; filename="../../pwned.sh"', 'content-location': '/../x' };
    const { origin } = await serve(sendFile(body, named));
    const bench = await createBench(`${origin}/..%2f..%2fpwned.sh`);
    await bench.run();
    expect((await readdir(dirname(bench.path))).toSorted()).toEqual(['clip.mp4.part', 'clip.mp4.part.json']);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(30_000_000, 1))],
    ['br', brotliCompressSync(Buffer.alloc(30_000_000, 1))],
  ])('that sends a %s bomb is cut off at the limit', async (coding, bomb) => {
    const { origin } = await serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': coding }).end(bomb),
    );
    const bench = await createBench(origin, { maxBytes: 1_000_000 });
    await expect(bench.run()).rejects.toMatchObject({ message: expect.stringContaining('larger than 1000000') });
    expect(await bench.collected()).toBeUndefined();
  });

  it('that compresses twice is not understood', async () => {
    const { origin } = await serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync(body))),
    );
    await expect((await createBench(origin)).run()).rejects.toMatchObject({
      code: 'download.failed',
      retryable: false,
    });
  });

  it('that drips a byte now and then does not hold a download for ever', async () => {
    const drip: Handler = (_, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write('x');
    };
    const server = await serve((request, response) => {
      drip(request, response);
      dripping = response;
    });
    let dripping: Parameters<Handler>[1] | undefined;
    let drops = 0;
    const bench = await createBench(server.origin, {
      onProgress: () => {
        drops += 1;
        if (drops > 500) throw new Error('it waits for ever');
        setImmediate(() => {
          bench.clock.advance(15_000);
          dripping?.write('x');
        });
      },
    });
    await expect(bench.run()).rejects.toMatchObject({
      code: 'download.failed',
      retryable: true,
      message: expect.stringContaining('silent'),
    });
    expect(server.requests).toHaveLength(6);
  });

  it('that asks to wait for years is not waited for', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(503, { 'retry-after': '99999999' }).end());
    const bench = await createBench(origin);
    await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed', retryable: true });
    expect(bench.clock.slept).toEqual([]);
  });
});
