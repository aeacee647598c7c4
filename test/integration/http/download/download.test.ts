import { readFile, stat, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { downloadStatus } from '../../../../src/http/download/download-failure.js';
import { clipBytes, createBench, cutAfter, type Handler, refuse, sendFile, serve } from '../download-bench.js';

const body = clipBytes(300_000);

describe('download', () => {
  it('brings a file to the target and reports how far it is', async () => {
    const { origin } = await serve(sendFile(body));
    const progress: unknown[] = [];
    const bench = await createBench(`${origin}/a.mp4`, { onProgress: (step) => progress.push(step) });
    expect(await bench.run()).toBe(body.length);
    expect(await bench.holds(body)).toBe(true);
    expect(progress.at(-1)).toEqual({ bytes: body.length, total: body.length });
  });

  it('asks for plain bytes, and sends the headers it was given', async () => {
    const server = await serve(sendFile(body));
    const bench = await createBench(`${server.origin}/a.mp4`, { headers: { authorization: 'Key x' } });
    await bench.run();
    expect(server.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', authorization: 'Key x' });
  });

  it('takes a body without a length', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(200).end(body));
    const bench = await createBench(origin);
    expect(await bench.run()).toBe(body.length);
  });

  it('decodes a body that was compressed against its wish', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
    });
    const bench = await createBench(origin);
    await bench.run();
    expect(await bench.holds(body)).toBe(true);
  });

  it('takes a clip whatever its content type says', async () => {
    const { origin } = await serve(sendFile(body, { 'content-type': 'text/html' }));
    const bench = await createBench(origin);
    expect(await bench.run()).toBe(body.length);
  });

  it('copies the file of an embedded provider, and only of one', async () => {
    const bench = await createBench('file:///nowhere.mp4');
    const source = `${bench.path}.source`;
    await writeFile(source, body);
    const url = pathToFileURL(source).href;
    await expect(bench.run({ url })).rejects.toMatchObject({ code: 'download.failed', retryable: false });
    expect(await bench.run({ url, allowFile: true })).toBe(body.length);
    expect(await bench.holds(body)).toBe(true);
    expect((await stat(source)).size).toBe(body.length);
  });
});

describe('download of what is no clip', () => {
  it.each([404, 410, 403, 401])('ends at once on %i, and says which status it was', async (status) => {
    const server = await serve(refuse(status));
    const bench = await createBench(`${server.origin}/a.mp4?sig=secret`);
    const error: unknown = await bench.run().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'download.failed',
      retryable: false,
      message: expect.not.stringContaining('secret'),
    });
    expect(downloadStatus(error)).toBe(status);
    expect(server.requests).toHaveLength(1);
    expect(await bench.collected()).toBeUndefined();
  });

  it.each([
    ['an HTML page that says it is a video', '<!doctype html><title>Sorry</title>', 'HTML'],
    ['a JSON error', '{"detail":"expired"}', 'JSON'],
  ])('refuses %s and keeps nothing of it', async (_, text, kind) => {
    const { origin } = await serve(sendFile(Buffer.from(text), { 'content-type': 'video/mp4' }));
    const bench = await createBench(origin);
    await expect(bench.run()).rejects.toMatchObject({
      code: 'download.failed',
      message: expect.stringContaining(kind),
    });
    expect(await bench.collected()).toBeUndefined();
  });

  it('refuses an empty file, after asking again', async () => {
    const server = await serve(sendFile(Buffer.alloc(0)));
    const bench = await createBench(server.origin);
    await expect(bench.run()).rejects.toMatchObject({
      code: 'download.failed',
      message: expect.stringContaining('empty'),
    });
    expect(server.requests).toHaveLength(6);
  });

  it('refuses a file that is announced as too large, without reading it', async () => {
    const { origin } = await serve(sendFile(body));
    const bench = await createBench(origin, { maxBytes: body.length - 1 });
    await expect(bench.run()).rejects.toMatchObject({
      message: expect.stringContaining('larger than'),
      retryable: false,
    });
    expect(await bench.collected()).toBeUndefined();
  });

  it('stops reading an endless body at the limit', async () => {
    let sent = 0;
    const endless: Handler = (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(body)) sent += body.length;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    const { origin } = await serve(endless);
    const bench = await createBench(origin, { maxBytes: 2_000_000 });
    await expect(bench.run()).rejects.toMatchObject({ message: expect.stringContaining('larger than 2000000') });
    expect(sent).toBeLessThan(50_000_000);
    expect(await bench.collected()).toBeUndefined();
  });

  it('counts the bytes of a compressed body as they come out', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 1));
    const { origin } = await serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const bench = await createBench(origin, { maxBytes: 1_000_000 });
    await expect(bench.run()).rejects.toMatchObject({ message: expect.stringContaining('larger than') });
  });
});

describe('download over a bad connection', () => {
  it('continues a cut body where it ended', async () => {
    const server = await serve(cutAfter(120_000, body), sendFile(body));
    const bench = await createBench(server.origin);
    expect(await bench.run()).toBe(body.length);
    expect(await bench.holds(body)).toBe(true);
    expect(server.requests[1]?.headers).toMatchObject({ range: 'bytes=120000-', 'if-range': '"one"' });
  });

  it('continues a body without ETag when its length was known', async () => {
    const server = await serve(cutAfter(120_000, body, {}), sendFile(body, {}));
    const bench = await createBench(server.origin);
    await bench.run();
    expect(await bench.holds(body)).toBe(true);
    expect(server.requests[1]?.headers.range).toBe('bytes=120000-');
  });

  it('starts again where the service ignores ranges', async () => {
    const whole: Handler = (_, response) => void response.writeHead(200, { 'content-length': body.length }).end(body);
    const { origin } = await serve(cutAfter(120_000, body), whole);
    const bench = await createBench(origin);
    await bench.run();
    expect(await bench.holds(body)).toBe(true);
  });

  it('starts again when the file changed', async () => {
    const other = Buffer.from(body).reverse();
    const { origin } = await serve(cutAfter(120_000, body), sendFile(other, { etag: '"two"' }));
    const bench = await createBench(origin);
    await bench.run();
    expect(await bench.holds(other)).toBe(true);
  });

  it('does not join two files when a service disregards the condition', async () => {
    const other = Buffer.from(body).reverse();
    const careless: Handler = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      const range = `bytes ${from}-${other.length - 1}/${other.length}`;
      response.writeHead(from === 0 ? 200 : 206, { etag: '"two"', ...(from === 0 ? {} : { 'content-range': range }) });
      response.end(other.subarray(from));
    };
    const { origin } = await serve(cutAfter(120_000, body), careless);
    const bench = await createBench(origin);
    await bench.run();
    expect(await bench.holds(other)).toBe(true);
  });

  it('asks again after 503 and 429, and waits as long as it is told', async () => {
    const { origin } = await serve(refuse(503), refuse(429, { 'retry-after': '9' }), sendFile(body));
    const bench = await createBench(origin);
    await bench.run();
    expect(bench.clock.slept).toEqual([250, 9000]);
  });

  it('gives up after six attempts that bring nothing, as an error that may pass', async () => {
    const server = await serve(refuse(502));
    const bench = await createBench(server.origin);
    await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed', retryable: true });
    expect(server.requests).toHaveLength(6);
    expect(bench.clock.slept).toHaveLength(5);
  });

  it('goes on for as long as each attempt brings another MiB', async () => {
    const large = clipBytes(12 * 2 ** 20);
    const stingy: Handler = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      const range = { 'content-range': `bytes ${from}-${large.length - 1}/${large.length}` };
      const status = from === 0 ? 200 : 206;
      response.writeHead(status, {
        etag: '"one"',
        'content-length': large.length - from,
        ...(from === 0 ? {} : range),
      });
      const next = large.subarray(from, from + 1_200_000);
      response.write(next, () =>
        setImmediate(() => (from + next.length < large.length ? response.destroy() : response.end())),
      );
    };
    const server = await serve(stingy);
    const bench = await createBench(server.origin);
    expect(await bench.run()).toBe(large.length);
    expect(await bench.holds(large)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(8);
  });

  it('ends an attempt that fell silent, and continues', async () => {
    const silent: Handler = (_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': body.length });
      response.write(body.subarray(0, 100_000));
    };
    const server = await serve(silent, sendFile(body));
    const bench = await createBench(server.origin, {
      onProgress: ({ bytes }) => {
        if (bytes === 100_000) setImmediate(() => bench.clock.advance(60_000));
      },
    });
    await bench.run();
    expect(await bench.holds(body)).toBe(true);
    expect(server.requests[1]?.headers.range).toBe('bytes=100000-');
  });

  it('ends an attempt that is never answered', async () => {
    const server = await serve(() => setImmediate(() => bench.clock.advance(60_000)), sendFile(body));
    const bench = await createBench(server.origin);
    expect(await bench.run()).toBe(body.length);
    expect(server.requests).toHaveLength(2);
  });

  it('stops when it is told to, and keeps what has come', async () => {
    const stop = new AbortController();
    const silent: Handler = (_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': body.length });
      response.write(body.subarray(0, 100_000));
    };
    const server = await serve(silent, sendFile(body));
    const reason = new Error('interrupted');
    const bench = await createBench(server.origin, {
      onProgress: ({ bytes }) => {
        if (bytes === 100_000) stop.abort(reason);
      },
    });
    await expect(bench.run({ signal: stop.signal })).rejects.toBe(reason);
    expect(await bench.collected()).toHaveLength(100_000);
    expect(await bench.run()).toBe(body.length);
    expect(server.requests[1]?.headers.range).toBe('bytes=100000-');
  });
});

describe('download in a later process', () => {
  it('asks for nothing when the whole file is there', async () => {
    const server = await serve(sendFile(body), refuse(404));
    const bench = await createBench(server.origin);
    await bench.run();
    expect(await bench.run()).toBe(body.length);
    expect(server.requests).toHaveLength(1);
  });

  it('asks for nothing when only the mark of completeness is missing', async () => {
    const server = await serve(sendFile(body), refuse(404));
    const bench = await createBench(server.origin);
    await bench.run();
    const note: unknown = JSON.parse(await readFile(`${bench.path}.part.json`, 'utf8'));
    await writeFile(`${bench.path}.part.json`, JSON.stringify({ ...Object(note), complete: false }));
    expect(await bench.run()).toBe(body.length);
    expect(server.requests).toHaveLength(1);
  });

  it('continues with a URL that was signed anew', async () => {
    const server = await serve(cutAfter(120_000, body), refuse(403), sendFile(body));
    const bench = await createBench(`${server.origin}/a.mp4?sig=1`);
    await expect(bench.run()).rejects.toMatchObject({ retryable: false });
    expect(await bench.collected()).toHaveLength(120_000);
    expect(await bench.run({ url: `${server.origin}/a.mp4?sig=2` })).toBe(body.length);
    expect(server.requests[2]?.headers.range).toBe('bytes=120000-');
  });

  it('starts again for another file', async () => {
    const other = Buffer.from(body).reverse();
    const server = await serve(cutAfter(120_000, body), refuse(403), sendFile(other));
    const bench = await createBench(`${server.origin}/a.mp4`);
    await bench.run().catch(() => {});
    await bench.run({ url: `${server.origin}/b.mp4` });
    expect(server.requests[2]?.headers.range).toBeUndefined();
    expect(await bench.holds(other)).toBe(true);
  });

  it('starts again when the note is damaged', async () => {
    const server = await serve(cutAfter(120_000, body), refuse(403), sendFile(body));
    const bench = await createBench(server.origin);
    await bench.run().catch(() => {});
    await writeFile(`${bench.path}.part.json`, '{"note":{"url"');
    expect(await bench.run()).toBe(body.length);
    expect(server.requests[2]?.headers.range).toBeUndefined();
    expect((await stat(`${bench.path}.part`)).size).toBe(body.length);
  });
});
