import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clientFor, failureOf, key } from './client-under-test.js';
import { freePort, makeCertificate, startProxy, startSecureServer, startServer, startSocketServer } from './servers.js';

const get = (url: string, timeoutMs?: number) => ({ method: 'GET', url, timeoutMs }) as const;

describe('a read', () => {
  it('gives status, lower-case headers, text and JSON, with the key, over connections that are kept', async () => {
    const server = await startServer((_, response) => response.setHeader('X-Queue', '3').end('{"status":"IN_QUEUE"}'));
    const client = clientFor([server.origin]);
    const answer = await client.send({ ...get(`${server.origin}/status`), query: { logs: '0' } });
    for (let read = 0; read < 6; read++) await client.send(get(`${server.origin}/status`));
    expect(answer).toMatchObject({ status: 200, headers: { 'x-queue': '3' }, json: { status: 'IN_QUEUE' } });
    expect(server.received[0]).toMatchObject({ url: '/status?logs=0', headers: { authorization: key } });
    expect(server.sockets()).toBeLessThan(3);
  });

  it.each([204, 304, 404, 408, 429, 500])('gives a %i back, asked once', async (status) => {
    const server = await startServer((_, response) => response.writeHead(status).end());
    const answer = await clientFor([server.origin]).send(get(`${server.origin}/status`));
    expect(answer).toMatchObject({ status, text: '', json: undefined });
    expect(server.received).toHaveLength(1);
  });

  it('reads compressed answers and has no JSON for HTML', async () => {
    const server = await startServer((_, response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' })
        .end(gzipSync('<html>')),
    );
    const answer = await clientFor([server.origin]).send(get(`${server.origin}/status`));
    expect(answer).toMatchObject({ text: '<html>', json: undefined });
  });

  it('sends JSON, bytes and forms as they are', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    const client = clientFor([server.origin]);
    const form = new FormData();
    form.append('file', new Blob(['pixels'], { type: 'image/png' }), 'hero.png');
    await client.send({ method: 'PUT', url: `${server.origin}/a`, json: false });
    await client.send({ method: 'PUT', url: `${server.origin}/b`, body: new TextEncoder().encode('raw') });
    await client.send({ method: 'POST', url: `${server.origin}/c`, body: form });
    expect(server.received.map(({ body }) => body).slice(0, 2)).toEqual(['false', 'raw']);
    expect(server.received[2]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(server.received[2]?.body).toMatch(
      /name="file"; filename="hero.png"\r\nContent-Type: image\/png\r\n\r\npixels/,
    );
  });
});

describe('a read that fails on the way', () => {
  it.each([
    ['a refused connection', 'refused', undefined],
    ['a connection that breaks', 'broke', ''],
    ['a body that is cut', 'broke', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a'],
  ])('is network.failed and retryable for %s', async (_, text, reply) => {
    const server = await startSocketServer((socket) => socket.once('data', () => socket.end(reply ?? '')));
    const origin = reply === undefined ? `http://127.0.0.1:${await freePort()}` : server.origin;
    const error = await failureOf(clientFor([origin]).send(get(`${origin}/status`)));
    expect(error).toMatchObject({ code: 'network.failed', retryable: true, delivery: undefined, provider: 'fal' });
    expect(error.message).toContain(text);
  });

  it('is network.failed after its deadline, before the answer or within it', async () => {
    const silent = await startServer(() => {});
    const slow = await startServer((_, response) => response.writeHead(200).write('{'));
    const client = clientFor([silent.origin, slow.origin]);
    for (const { origin } of [silent, slow]) {
      const error = await failureOf(client.send(get(`${origin}/status`, 150)));
      expect(error).toMatchObject({ code: 'network.failed', retryable: true });
      expect(error.message).toContain('did not answer within 0.15 s');
    }
  });

  it('is network.failed for an answer without end', async () => {
    const server = await startServer((_, response) => {
      const block = 'x'.repeat(1024 * 1024);
      const pump = () => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', pump);
      pump();
    });
    const error = await failureOf(clientFor([server.origin]).send(get(`${server.origin}/status`)));
    expect(error.message).toContain('larger than 33554432 bytes');
  });

  it('ends at once with the reason of the stop signal', async () => {
    const stop = new AbortController();
    const server = await startServer(() => stop.abort(new Error('stopped by the user')));
    const reading = clientFor([server.origin], { signal: stop.signal }).send(get(`${server.origin}/status`));
    await expect(reading).rejects.toThrow('stopped by the user');
  });
});

describe('the key of a read', () => {
  it('stays at home when the service redirects', async () => {
    const other = await startServer((_, response) => response.end('{}'));
    const server = await startServer((_, response) => response.writeHead(302, { location: other.origin }).end());
    const error = await failureOf(clientFor([server.origin]).send(get(`${server.origin}/status`)));
    expect(error).toMatchObject({ code: 'network.failed', retryable: false });
    expect(error.message).toContain('redirect (302)');
    expect(other.received).toEqual([]);
  });

  it('does not go to a signed upload URL, whose text stays as it is and whose redirects are followed', async () => {
    const storage = await startServer(({ url }, response) =>
      url === '/final' ? response.end('{}') : response.writeHead(307, { location: '/final' }).end(),
    );
    const client = clientFor(['https://api.example']);
    const signed = `${storage.origin}/put/a%20b?X-Signature=a%2Bb%20c&x=~`;
    await client.send({ method: 'PUT', url: signed, body: new Uint8Array([65]) });
    expect(storage.received.map(({ url, body }) => [url, body])).toEqual([
      ['/put/a%20b?X-Signature=a%2Bb%20c&x=~', 'A'],
      ['/final', 'A'],
    ]);
    expect(storage.received.some(({ headers }) => 'authorization' in headers)).toBe(false);
  });

  it('goes to the base URL in place of every API host, paths unchanged', async () => {
    const gateway = await startServer((_, response) => response.end('{}'));
    const client = clientFor(['https://queue.api.example', 'https://rest.api.example'], { baseUrl: gateway.origin });
    await client.submit({ method: 'POST', url: 'https://queue.api.example/a/b?c=d', json: {} });
    await client.send(get('https://rest.api.example/e'));
    await client.send(get(`${gateway.origin}/f`));
    expect(gateway.received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/a/b?c=d', key],
      ['/e', key],
      ['/f', key],
    ]);
  });
});

describe('the proxies of the environment', () => {
  it('carry reads and submits through a tunnel', async () => {
    const proxy = await startProxy();
    const server = await startServer((_, response) => response.end('{"ok":true}'));
    const client = clientFor([server.origin], { env: { http_proxy: proxy.url } });
    expect((await client.send(get(`${server.origin}/status`))).json).toEqual({ ok: true });
    expect((await client.submit({ method: 'POST', url: `${server.origin}/run`, json: {} })).json).toEqual({ ok: true });
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`, `127.0.0.1:${server.port}`]);
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([key, key]);
  });

  it.each(['api.example,127.0.0.1', '10.0.0.0/8 127.0.0.0/8'])('leave out what NO_PROXY=%s names', async (NO_PROXY) => {
    const proxy = await startProxy(403);
    const server = await startServer((_, response) => response.end('{}'));
    const client = clientFor([server.origin], { env: { HTTP_PROXY: proxy.url, NO_PROXY } });
    await client.send(get(`${server.origin}/status`));
    await client.submit({ method: 'POST', url: `${server.origin}/run`, json: {} });
    expect([proxy.tunnels.length, server.received.length]).toEqual([0, 2]);
  });

  it.each([
    ['token', 'token:'],
    ['token:', 'token:'],
    [':secret', ':secret'],
    ['me:p%40ss', 'me:p@ss'],
  ])('get the login %s', async (login, sent) => {
    const proxy = await startProxy();
    const server = await startServer((_, response) => response.end('{}'));
    const client = clientFor([server.origin], { env: { HTTP_PROXY: proxy.url.replace('//', `//${login}@`) } });
    await client.send(get(`${server.origin}/status`));
    await client.submit({ method: 'POST', url: `${server.origin}/run`, json: {} });
    const header = `Basic ${Buffer.from(sent).toString('base64')}`;
    expect(proxy.logins).toEqual([header, header]);
  });

  it.each([
    ['unset', {}],
    ['empty', { https_proxy: '', HTTPS_PROXY: 'http://127.0.0.1:9' }],
  ])('for http do not carry https where HTTPS_PROXY is %s', async (_name, env) => {
    const proxy = await startProxy();
    const certificate = makeCertificate();
    const server = await startSecureServer(certificate, (_, response) => response.end('{}'));
    const client = clientFor([server.origin], { env: { HTTP_PROXY: proxy.url, ...env } });
    await failureOf(client.send(get(`${server.origin}/status`)));
    await failureOf(client.submit({ method: 'POST', url: `${server.origin}/run`, json: {} }));
    expect([proxy.tunnels.length, server.sockets()]).toEqual([0, 2]);
  });

  it('are named where it is their certificate that is not trusted', async () => {
    const server = await startSecureServer(makeCertificate(), (_, response) => response.end());
    const client = clientFor(['https://api.example'], { env: { HTTPS_PROXY: server.origin } });
    const proxy = server.origin.replace('https://', '');
    for (const call of [
      client.send(get('https://api.example/status')),
      client.submit({ method: 'POST', url: 'https://api.example/run', json: {} }),
    ]) {
      const { message } = await failureOf(call);
      expect(message).toContain(`the proxy fails: no secure connection to ${proxy}: `);
      expect(message).not.toContain('api.example');
    }
  });

  it('are named where it is they who refuse the connection', async () => {
    const port = await freePort();
    const client = clientFor(['https://api.example'], { env: { HTTPS_PROXY: `http://me:secret@127.0.0.1:${port}` } });
    const error = await failureOf(client.send(get('https://api.example/status')));
    expect(error.message).toBe(`fal: the proxy fails: 127.0.0.1:${port} refused the connection`);
  });

  it('fail a read at once when they hang up, instead of dialling for ever', async () => {
    const proxy = await startProxy('close');
    const client = clientFor(['https://api.example'], { env: { HTTPS_PROXY: proxy.url } });
    const error = await failureOf(client.send(get('https://api.example/status', 5000)));
    expect(error).toMatchObject({ code: 'network.failed', retryable: true });
    expect(error.message).not.toContain('did not answer');
    expect(proxy.tunnels.length).toBeLessThanOrEqual(2);
  });
});
