import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';

export interface BrokenHost {
  /** Origin, with the port. */
  readonly url: string;
  /** Targets of the CONNECT requests, or paths of plain ones, that arrived. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/** The URL of a port where nothing listens: every connection is refused. */
export async function closedPortUrl(): Promise<string> {
  const host = await start(createServer(), 'http');
  await host.close();
  return host.url;
}

/** A proxy that answers every CONNECT, and every plain request, with 403. */
export async function startRefusingProxy(): Promise<BrokenHost> {
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(403).end('forbidden by the proxy');
  });
  const seen: string[] = [];
  server.on('connect', (request, socket) => {
    seen.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  return await start(server, 'http', seen);
}

/** A proxy that works: CONNECT only. */
export async function startProxy(): Promise<BrokenHost> {
  const server = createServer((_, response) => response.writeHead(405).end());
  const seen: string[] = [];
  server.on('connect', (request, socket, head) => {
    seen.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return await start(server, 'http', seen);
}

/** An https server whose certificate nobody vouches for. */
export async function startSelfSignedServer(): Promise<BrokenHost> {
  const pem = readFileSync(new URL('../../fixtures/self-signed.pem', import.meta.url));
  const seen: string[] = [];
  const server = createTlsServer({ key: pem, cert: pem }, (request, response) => {
    seen.push(request.url ?? '');
    response.end('{}');
  });
  return await start(server, 'https', seen);
}

async function start(server: Server, scheme: string, seen: readonly string[] = []): Promise<BrokenHost> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `${scheme}://127.0.0.1:${address.port}`,
    seen,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
