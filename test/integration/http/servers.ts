import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs when the current test has ended. */
export function afterTest(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly received: Received[];
  /** Sockets that were accepted. */
  sockets(): number;
}

/** A real server that records each request in full before it answers. */
export async function startServer(answer: (request: Received, response: ServerResponse) => void): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer(recording(received, answer));
  return { ...(await listen(server, 'http')), received };
}

/** The same over TLS with a certificate that nobody knows, for 127.0.0.1 and localhost. */
export async function startSecureServer(
  certificate: Certificate,
  answer: (request: Received, response: ServerResponse) => void,
): Promise<TestServer> {
  const received: Received[] = [];
  const server = createSecureServer({ key: certificate.key, cert: certificate.cert }, recording(received, answer));
  server.on('tlsClientError', () => {});
  return { ...(await listen(server, 'https')), received };
}

/** A bare TCP server: `onData` gets what a client sent so far. */
export async function startSocketServer(onSocket: (socket: Socket) => void): Promise<Omit<TestServer, 'received'>> {
  return listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      onSocket(socket);
    }),
    'http',
  );
}

export interface TestProxy {
  readonly url: string;
  /** `host:port` of each CONNECT. */
  readonly tunnels: string[];
  /** Proxy-Authorization of each CONNECT. */
  readonly logins: (string | undefined)[];
}

/** A proxy that tunnels, or answers CONNECT with `status`, or with 'close' hangs up on it, or with 'silence' never answers. */
export async function startProxy(behaviour: number | 'close' | 'silence' = 200): Promise<TestProxy> {
  const tunnels: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on('connect', (request, socket: Socket) => {
    tunnels.push(request.url ?? '');
    logins.push(request.headers['proxy-authorization']);
    socket.on('error', () => {});
    if (behaviour === 'silence') return;
    if (behaviour === 'close') return socket.destroy();
    if (behaviour !== 200) return socket.end(`HTTP/1.1 ${behaviour} No\r\nContent-Length: 0\r\n\r\n`);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  return { url: (await listen(server, 'http')).origin, tunnels, logins };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const { port } = await bind(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly path: string;
}

/** A self-signed certificate, made for this test. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'wan-tls-'));
  afterTest(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      .concat(['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'])
      .concat(['-keyout', key, '-out', cert]),
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), path: cert };
}

function recording(
  received: Received[],
  answer: (request: Received, response: ServerResponse) => void,
): RequestListener {
  return async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    received.push(entry);
    answer(entry, response);
  };
}

async function listen(server: Server, scheme: string): Promise<Omit<TestServer, 'received'>> {
  const open = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count++;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const { port } = await bind(server);
  afterTest(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  });
  return { origin: `${scheme}://127.0.0.1:${port}`, port, sockets: () => count };
}

async function bind(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}
