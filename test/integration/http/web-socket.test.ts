import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createConnections } from '../../../src/http/connection.js';
import { createSocketReader, type SocketReader } from '../../../src/http/web-socket.js';
import { acceptHandshake, closingFrame, frameOf } from '../../simulators/comfyui-frames.js';
import { key } from './client-under-test.js';
import { afterTest, freePort, startProxy, startServer } from './servers.js';

interface SocketServer {
  readonly origin: string;
  /** `url` and headers of each handshake. */
  readonly handshakes: { url: string; headers: Readonly<Record<string, unknown>> }[];
  /** Resolves when a connection has gone. */
  readonly gone: Promise<void>;
}

/** A server of WebSockets that does with each what it is told. */
async function serve(onSocket: (socket: Duplex) => void, answer = acceptHandshake): Promise<SocketServer> {
  const handshakes: SocketServer['handshakes'] = [];
  const open = new Set<Duplex>();
  let left = () => {};
  const gone = new Promise<void>((resolve) => (left = resolve));
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (incoming, socket) => {
    handshakes.push({ url: incoming.url ?? '', headers: incoming.headers });
    open.add(socket);
    socket.on('error', () => {}).on('end', left);
    socket.on('close', left).resume();
    if (answer(incoming, socket)) onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    for (const socket of open) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, handshakes, gone };
}

function readerFor(origin: string, given: { signal?: AbortSignal; env?: Record<string, string> } = {}): SocketReader {
  const connections = createConnections({ env: given.env ?? {} });
  afterTest(() => connections.close());
  return createSocketReader({
    provider: 'comfyui',
    apiOrigins: [origin],
    credential: { header: 'authorization', value: key },
    connections,
    signal: given.signal ?? new AbortController().signal,
    userAgent: 'wan/test',
  });
}

async function collect(texts: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const text of texts) list.push(text);
  return list;
}

const say =
  (...messages: (string | Uint8Array)[]) =>
  (socket: Duplex) => {
    for (const message of messages) socket.write(frameOf(message));
    socket.end(closingFrame);
  };

describe('a WebSocket', () => {
  it('gives its texts, with the key and the query, and sends no Origin', async () => {
    const server = await serve(say('one', 'zwölf', 'x'.repeat(70_000)));
    const texts = await collect(readerFor(server.origin)(`${server.origin}/ws`, { query: { clientId: 'a b' } }));
    expect(texts).toEqual(['one', 'zwölf', 'x'.repeat(70_000)]);
    expect(server.handshakes).toMatchObject([
      { url: '/ws?clientId=a+b', headers: { authorization: key, 'user-agent': 'wan/test' } },
    ]);
    expect(server.handshakes[0]?.headers).not.toHaveProperty('origin');
  });

  it('keeps the key from other hosts', async () => {
    const server = await serve(say('one'));
    expect(await collect(readerFor('http://api.example')(`${server.origin}/ws`))).toEqual(['one']);
    expect(server.handshakes[0]?.headers).not.toHaveProperty('authorization');
  });

  it('goes through the proxy that everything else goes through', async () => {
    const server = await serve(say('one'));
    const proxy = await startProxy();
    const read = readerFor(server.origin, { env: { HTTP_PROXY: proxy.url } });
    expect(await collect(read(`${server.origin}/ws`))).toEqual(['one']);
    expect(proxy.tunnels).toEqual([new URL(server.origin).host]);
  });

  it('drops pictures, and texts that are longer than any message', async () => {
    const server = await serve(say(new Uint8Array(100_000), 'one', 'x'.repeat(2 ** 20 + 1), new Uint8Array(3), 'two'));
    expect(await collect(readerFor(server.origin)(`${server.origin}/ws`))).toEqual(['one', 'two']);
  });

  it('keeps the latest of what comes faster than it is read', async () => {
    const server = await serve(say(...Array.from({ length: 5_000 }, (_, index) => `${index}`)));
    const texts: string[] = [];
    for await (const text of readerFor(server.origin)(`${server.origin}/ws`)) {
      texts.push(text);
      if (texts.length === 1) await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }
    expect(texts.at(-1)).toBe('4999');
    expect(texts).toEqual([...texts].sort((left, right) => Number(left) - Number(right)));
  });
});

describe('a WebSocket that is none, or is no longer', () => {
  const refuse = (_: unknown, socket: Duplex) => {
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    return false;
  };
  const redirect = (_: unknown, socket: Duplex) => {
    socket.end('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/ws\r\ncontent-length: 0\r\n\r\n');
    return false;
  };
  const falsify = (_: unknown, socket: Duplex) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n');
    socket.write('sec-websocket-accept: bm90aGluZw==\r\n\r\n');
    return true;
  };
  const broken = (socket: Duplex) => socket.write(frameOf('one'), () => socket.destroy());
  const huge = Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0]);

  it.each<[string, (socket: Duplex) => void, typeof acceptHandshake, string[]]>([
    ['refused', say('one'), refuse, []],
    ['a redirect', say('one'), redirect, []],
    ['falsely accepted', say('one'), falsify, []],
    ['broken', broken, acceptHandshake, ['one']],
    ['not speaking the protocol', (socket) => socket.write(Buffer.alloc(64, 0xff)), acceptHandshake, []],
    ['announcing gigabytes', (socket) => socket.write(huge), acceptHandshake, []],
  ])('ends quietly: %s', async (_, onSocket, answer, expected) => {
    const server = await serve(onSocket, answer);
    expect(await collect(readerFor(server.origin)(`${server.origin}/ws`))).toEqual(expected);
  });

  it('ends quietly where nobody or something else listens', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await collect(readerFor(nowhere)(`${nowhere}/ws`))).toEqual([]);
    const page = await startServer((_, response) => response.end('<html>'));
    expect(await collect(readerFor(page.origin)(`${page.origin}/ws`))).toEqual([]);
  });

  it.each(['the program', 'its reader'])('ends at once when %s stops, though the server stays silent', async (who) => {
    const stop = new AbortController();
    const server = await serve((socket) => socket.write(frameOf('one')));
    const [signal, given] = who === 'the program' ? [stop.signal, {}] : [undefined, { signal: stop.signal }];
    const texts: string[] = [];
    const read = readerFor(server.origin, signal === undefined ? {} : { signal });
    for await (const text of read(`${server.origin}/ws`, given)) {
      texts.push(text);
      setImmediate(() => stop.abort());
    }
    await server.gone;
    expect(texts).toEqual(['one']);
  });

  it('lets go of the connection when the reader leaves early, whatever the server still sends', async () => {
    const server = await serve((socket) => {
      const timer = setInterval(() => socket.write(frameOf('again')), 1);
      socket.on('close', () => clearInterval(timer));
      afterTest(() => clearInterval(timer));
    });
    for await (const _ of readerFor(server.origin)(`${server.origin}/ws`)) break;
    await server.gone;
  });

  it('is not even opened after the stop', async () => {
    const server = await serve(say('one'));
    expect(await collect(readerFor(server.origin, { signal: AbortSignal.abort() })(`${server.origin}/ws`))).toEqual([]);
    expect(server.handshakes).toEqual([]);
  });
});
