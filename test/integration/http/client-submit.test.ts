import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { clientFor, failureOf, heldDeadlines, key } from './client-under-test.js';
import { freePort, makeCertificate, startProxy, startSecureServer, startServer, startSocketServer } from './servers.js';

const post = (url: string, timeoutMs?: number) =>
  ({ method: 'POST', url, json: { prompt: 'a kite' }, timeoutMs }) as const;

describe('a submit that is answered', () => {
  it('sends the body, the key and the query once, and gives the answer', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"request_id":"r-1"}');
    });
    const client = clientFor([server.origin]);
    const answer = await client.submit({
      ...post(`${server.origin}/run`),
      query: { webhook: 'https://a.example/x y' },
    });
    expect(answer).toMatchObject({ status: 200, json: { request_id: 'r-1' } });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url: '/run?webhook=https%3A%2F%2Fa.example%2Fx+y',
      body: '{"prompt":"a kite"}',
      headers: {
        authorization: key,
        'content-type': 'application/json',
        connection: 'close',
        'user-agent': 'wan/test',
      },
    });
  });

  it.each([400, 401, 402, 403, 404, 408, 409, 421, 422, 429, 500, 502, 503])(
    'gives a %i back as it is, after one POST',
    async (status) => {
      const server = await startServer((_, response) => {
        response.writeHead(status, { 'retry-after': '7' }).end('{"detail":"no"}');
      });
      const answer = await clientFor([server.origin]).submit(post(`${server.origin}/run`));
      expect(answer).toMatchObject({ status, json: { detail: 'no' }, headers: { 'retry-after': '7' } });
      expect(server.received).toHaveLength(1);
    },
  );

  it('uses a new connection for each submit, beside the shared one of the reads', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    const client = clientFor([server.origin]);
    await client.send({ method: 'GET', url: `${server.origin}/status` });
    await client.submit(post(`${server.origin}/run`));
    await client.submit(post(`${server.origin}/run`));
    expect(server.sockets()).toBe(3);
    await client.send({ method: 'GET', url: `${server.origin}/status` });
    expect(server.sockets()).toBe(3);
  });

  it('has no JSON for an HTML page', async () => {
    const server = await startServer((_, response) => response.end('<html>gateway</html>'));
    const answer = await clientFor([server.origin]).submit(post(`${server.origin}/run`));
    expect(answer).toMatchObject({ status: 200, text: '<html>gateway</html>', json: undefined });
  });

  it('reads an answer that was compressed unasked', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"request_id":"r-2"}'));
    });
    const answer = await clientFor([server.origin]).submit(post(`${server.origin}/run`));
    expect(answer.json).toEqual({ request_id: 'r-2' });
    expect(server.received[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('a submit that certainly was not accepted', () => {
  it('is told by a refused connection', async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    const error = await failureOf(clientFor([origin]).submit(post(`${origin}/run`)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted', retryable: true });
    expect(error.message).toContain('refused the connection; nothing was sent');
  });

  it('is told by a name that does not exist', async () => {
    const error = await failureOf(
      clientFor(['http://no-such-host.invalid']).submit(post('http://no-such-host.invalid/run')),
    );
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain('the name no-such-host.invalid was not found');
  });

  it('is told by a certificate that is not trusted', async () => {
    const server = await startSecureServer(makeCertificate(), (_, response) => response.end('{}'));
    const error = await failureOf(clientFor([server.origin]).submit(post(`${server.origin}/run`)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain('self-signed certificate');
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
    expect(server.received).toEqual([]);
  });

  it('is told by a connection that breaks within the TLS handshake', async () => {
    const server = await startSocketServer((socket) => socket.once('data', () => socket.destroy()));
    const origin = `https://127.0.0.1:${server.port}`;
    const error = await failureOf(clientFor([origin]).submit(post(`${origin}/run`)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain('no secure connection');
    expect(server.sockets()).toBe(1);
  });

  it('is told by an answer that is not TLS', async () => {
    const server = await startSocketServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
    );
    const origin = `https://127.0.0.1:${server.port}`;
    const error = await failureOf(clientFor([origin]).submit(post(`${origin}/run`)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
  });

  it('is told by a connection that does not stand in time', async () => {
    // TCP is accepted, the handshake is never answered: no byte of the request can have left.
    const server = await startSocketServer(() => {});
    const origin = `https://127.0.0.1:${server.port}`;
    const error = await failureOf(clientFor([origin], { connectTimeoutMs: 100 }).submit(post(`${origin}/run`)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain('took too long');
  });

  it('is told by a deadline that ends while it is still connecting', async () => {
    const server = await startSocketServer(() => {});
    const origin = `https://127.0.0.1:${server.port}`;
    const error = await failureOf(clientFor([origin]).submit(post(`${origin}/run`, 100)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain('no answer from');
  });

  it.each([403, 407, 502])('is told by a proxy that answers CONNECT with %i', async (status) => {
    const proxy = await startProxy(status);
    const client = clientFor(['https://api.example'], { env: { HTTPS_PROXY: proxy.url } });
    const error = await failureOf(client.submit(post('https://api.example/run')));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(error.message).toContain(`the proxy refused the connection to api.example (${status})`);
    expect(proxy.tunnels).toEqual(['api.example:443']);
  });

  it('is told by a proxy that hangs up on CONNECT, which is asked once', async () => {
    const proxy = await startProxy('close');
    const client = clientFor(['https://api.example'], { env: { HTTPS_PROXY: proxy.url } });
    const error = await failureOf(client.submit(post('https://api.example/run')));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('is told by a proxy that never answers CONNECT within the deadline', async () => {
    const proxy = await startProxy('silence');
    const client = clientFor(['https://api.example'], { env: { HTTPS_PROXY: proxy.url } });
    const error = await failureOf(client.submit(post('https://api.example/run', 100)));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
  });

  it('is told by a proxy that is not there', async () => {
    const env = { HTTPS_PROXY: `http://127.0.0.1:${await freePort()}` };
    const error = await failureOf(clientFor(['https://api.example'], { env }).submit(post('https://api.example/run')));
    expect(error).toMatchObject({ code: 'network.failed', delivery: 'not-accepted' });
  });
});

describe('a submit whose outcome is unknown', () => {
  const cases: readonly [string, (socket: import('node:net').Socket) => void][] = [
    ['a connection that is closed after the request was read', (socket) => socket.once('data', () => socket.end())],
    [
      'a connection that is reset after the request was read',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
    ],
    ['a connection that is closed before the request was read', (socket) => socket.end()],
    ['an answer that is no HTTP', (socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n'))],
    ['a header that is cut', (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-'))],
    [
      'a body that is cut',
      (socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{"request_id":"r')),
    ],
    [
      'a chunked body that is cut',
      (socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 201 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"req')),
    ],
  ];

  it.each(cases)('is told by %s', async (_, onSocket) => {
    const server = await startSocketServer(onSocket);
    const error = await failureOf(clientFor([server.origin]).submit(post(`${server.origin}/run`)));
    expect(error).toMatchObject({ code: 'submit.unknown', delivery: 'unknown', retryable: false });
    expect(error.message).toContain('may have been accepted and billed');
    expect(server.sockets()).toBe(1);
  });

  it('is told by a deadline without an answer', async () => {
    const deadlines = heldDeadlines();
    const server = await startServer(() => deadlines.end());
    const error = await failureOf(clientFor([server.origin]).submit(post(`${server.origin}/run`, 200)));
    expect(error).toMatchObject({ code: 'submit.unknown', delivery: 'unknown' });
    expect(error.message).toContain('within 0.2 s');
    expect(deadlines.asked).toEqual([200]);
    expect(server.received).toHaveLength(1);
  });

  it('is told by a deadline in the middle of the body', async () => {
    const deadlines = heldDeadlines();
    const server = await startServer((_, response) =>
      response.writeHead(200, { 'content-length': 100 }).write('{"id":'),
    );
    const log = (line: string) => line.includes(' 200 ') && deadlines.end();
    const error = await failureOf(clientFor([server.origin], { log }).submit(post(`${server.origin}/run`)));
    expect(error).toMatchObject({ code: 'submit.unknown', delivery: 'unknown' });
  });

  it('is told by a tunnel that breaks after the request', async () => {
    const proxy = await startProxy();
    const server = await startSocketServer((socket) => socket.once('data', () => socket.destroy()));
    const client = clientFor([server.origin], { env: { HTTP_PROXY: proxy.url } });
    const error = await failureOf(client.submit(post(`${server.origin}/run`)));
    expect(error).toMatchObject({ code: 'submit.unknown', delivery: 'unknown' });
    expect([proxy.tunnels.length, server.sockets()]).toEqual([1, 1]);
  });

  it.each([301, 302, 303, 307, 308])(
    'is told by a %i, which is not followed and named by its host only',
    async (status) => {
      const other = await startServer((_, response) => response.end('{}'));
      const server = await startServer((_, response) => {
        response.writeHead(status, { location: `${other.origin}/run?signature=abc` }).end();
      });
      const error = await failureOf(clientFor([server.origin]).submit(post(`${server.origin}/run`)));
      expect(error).toMatchObject({ code: 'submit.unknown', delivery: 'unknown' });
      expect(error.message).toContain(`redirected the submit (${status}) to 127.0.0.1:${other.port};`);
      expect(error.message).not.toContain('signature');
      expect([server.received.length, other.received.length]).toEqual([1, 0]);
    },
  );
});

describe('a refusal with a body that is cut', () => {
  it('is still an answer, without JSON', async () => {
    const server = await startSocketServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 422 No\r\nContent-Length: 30\r\n\r\n{"detail":')),
    );
    const answer = await clientFor([server.origin]).submit(post(`${server.origin}/run`));
    expect(answer).toMatchObject({ status: 422, json: undefined });
  });
});

describe('the last look before a submit', () => {
  it('happens once, when the connection stands', async () => {
    const events: string[] = [];
    const server = await startServer((_, response) => {
      events.push('request');
      response.end('{}');
    });
    await clientFor([server.origin], { confirmSend: () => events.push('confirmed') }).submit(
      post(`${server.origin}/run`),
    );
    expect(events).toEqual(['confirmed', 'request']);
  });

  it.each(['direct', 'tunnelled'])('sends nothing when it throws, and passes its error on (%s)', async (way) => {
    const proxy = await startProxy();
    let bytes = 0;
    const server = await startSocketServer((socket) => socket.on('data', (chunk) => (bytes += chunk.length)));
    const veto = new WanError('local.ledger', 'the lease is lost', { delivery: 'not-accepted' });
    const confirmSend = () => {
      throw veto;
    };
    const env: Record<string, string> = way === 'tunnelled' ? { HTTP_PROXY: proxy.url } : {};
    expect(await failureOf(clientFor([server.origin], { confirmSend, env }).submit(post(`${server.origin}/run`)))).toBe(
      veto,
    );
    expect(bytes).toBe(0);
  });

  it('does not happen when there is no connection', async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    let asked = 0;
    await failureOf(clientFor([origin], { confirmSend: () => asked++ }).submit(post(`${origin}/run`)));
    expect(asked).toBe(0);
  });
});

describe('a stop signal', () => {
  it('keeps a submit from being sent', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    const error = await failureOf(
      clientFor([server.origin], { signal: AbortSignal.abort() }).submit(post(`${server.origin}/run`)),
    );
    expect(error).toMatchObject({ code: 'signal.interrupted', delivery: 'not-accepted' });
    expect(server.sockets()).toBe(0);
  });

  it('does not end a submit that is under way: its answer may carry the id', async () => {
    const stop = new AbortController();
    const server = await startServer((_, response) => {
      stop.abort();
      setImmediate(() => response.end('{"request_id":"r-3"}'));
    });
    const answer = await clientFor([server.origin], { signal: stop.signal }).submit(post(`${server.origin}/run`));
    expect(answer.json).toEqual({ request_id: 'r-3' });
  });
});

describe('the key', () => {
  it('is in no error and no log line', async () => {
    const lines: string[] = [];
    const server = await startSocketServer((socket) => socket.once('data', () => socket.destroy()));
    const client = clientFor([server.origin], { log: (line) => lines.push(line) });
    const errors = [
      await failureOf(client.submit({ ...post(`${server.origin}/run`), query: { token: 'hidden-token' } })),
      await failureOf(client.send({ ...post(`${server.origin}/run`), query: { token: 'hidden-token' } })),
    ];
    expect(inspect(errors, { depth: 8, showHidden: true })).not.toMatch(/secret-key|hidden-token/);
    expect(lines).toEqual([
      `POST 127.0.0.1:${server.port}/run broken 0 ms`,
      `POST 127.0.0.1:${server.port}/run failed 0 ms`,
    ]);
  });

  it('never goes to a host that is not the provider’s: such a submit is not sent', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    const error = await failureOf(clientFor(['https://api.example']).submit(post(`${server.origin}/run`)));
    expect(error).toMatchObject({ code: 'internal.bug', delivery: 'not-accepted' });
    expect(server.sockets()).toBe(0);
  });
});
