import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { Agent, MockAgent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDownloadDispatcher } from '../../../src/http/download/download-connection.js';
import { clipBytes, createBench, type Handler, refuse, sendFile, serve } from './download-bench.js';

const body = clipBytes(50_000);

/** Sends every name to this machine, so that public names can be used without a network. */
const everywhereHere = () =>
  new Agent({ connect: { lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) } });

function redirectTo(location: string, status = 302): Handler {
  return (_, response) => void response.writeHead(status, { location }).end();
}

describe('download that is redirected', () => {
  it.each([301, 302, 303, 307, 308])(
    'follows a %i to another host, without the headers of the first',
    async (status) => {
      const second = await serve(sendFile(body));
      const first = await serve(redirectTo(`${second.origin}/b.mp4`, status));
      const bench = await createBench(`${first.origin}/a.mp4`, { headers: { authorization: 'Key x', cookie: 'a=b' } });
      expect(await bench.run()).toBe(body.length);
      expect(first.requests[0]?.headers.authorization).toBe('Key x');
      expect(second.requests[0]?.headers).not.toHaveProperty('authorization');
      expect(second.requests[0]?.headers).not.toHaveProperty('cookie');
    },
  );

  it('follows a relative redirect', async () => {
    const server = await serve(redirectTo('../b.mp4'), sendFile(body));
    const bench = await createBench(`${server.origin}/clips/a.mp4`);
    await bench.run();
    expect(server.requests[1]?.url).toBe('/b.mp4');
  });

  it('gives up on a loop', async () => {
    const server = await serve(redirectTo('/a.mp4'));
    const bench = await createBench(`${server.origin}/a.mp4`);
    await expect(bench.run()).rejects.toMatchObject({ message: expect.stringContaining('more than 5 redirects') });
    expect(server.requests).toHaveLength(6);
  });

  it.each(['file:///etc/hostname', 'ftp://cdn.example/a.mp4', 'data:video/mp4;base64,AAAA', 'http://['])(
    'does not follow to %s',
    async (location) => {
      const { origin } = await serve(redirectTo(location));
      const bench = await createBench(origin, { allowFile: true });
      await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed', retryable: false });
    },
  );

  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://169.254.169.254/',
  ])('does not follow to the private host %s', async (target) => {
    const secret = await serve(sendFile(body));
    const server = await serve(redirectTo(target.replace('PORT', String(secret.port))));
    const bench = await createBench(`http://cdn.example:${server.port}/a.mp4`, {
      dispatcher: everywhereHere(),
      allowPrivate: false,
    });
    await expect(bench.run()).rejects.toMatchObject({
      message: expect.stringContaining('not a public host'),
      retryable: false,
    });
    expect(server.requests).toHaveLength(1);
    expect(secret.requests).toHaveLength(0);
  });

  it('does not go down from https to http', async () => {
    const mock = new MockAgent();
    mock.disableNetConnect();
    mock
      .get('https://cdn.example')
      .intercept({ path: '/a.mp4' })
      .reply(302, '', { headers: { location: 'http://cdn.example/a.mp4' } });
    const bench = await createBench('https://cdn.example/a.mp4', { dispatcher: mock, allowPrivate: false });
    await expect(bench.run()).rejects.toMatchObject({ message: expect.stringContaining('from https to http') });
  });
});

describe('download from a private host', () => {
  it('is refused before anything is sent', async () => {
    const server = await serve(sendFile(body));
    const bench = await createBench(server.origin, { allowPrivate: false });
    await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed', retryable: false });
    expect(server.requests).toHaveLength(0);
  });

  it('is refused by the socket when only its name is public', async () => {
    const server = await serve(refuse(200));
    const dispatcher = createDownloadDispatcher({ env: {}, allowPrivate: false });
    onTestFinished(() => dispatcher.destroy());
    await expect(request(`http://localhost:${server.port}/`, { dispatcher })).rejects.toMatchObject({
      code: 'download.failed',
      message: expect.stringContaining('localhost is not a public host'),
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('download through a proxy', () => {
  it('tunnels by name, which the proxy resolves', async () => {
    const server = await serve(sendFile(body));
    const { origin, tunnels } = await proxyTo(server.port);
    const dispatcher = createDownloadDispatcher({ env: { HTTP_PROXY: origin }, allowPrivate: false });
    const bench = await createBench('http://clips.example/a.mp4', { dispatcher, allowPrivate: false });
    expect(await bench.run()).toBe(body.length);
    expect(tunnels).toEqual(['clips.example:80']);
  });
});

async function proxyTo(port: number): Promise<{ origin: string; tunnels: readonly string[] }> {
  const tunnels: string[] = [];
  const proxy: Server = createServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const inner = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    inner.on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
    inner.pipe(socket).pipe(inner);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  return { origin: `http://127.0.0.1:${address.port}`, tunnels };
}
