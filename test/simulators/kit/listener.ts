import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Answer, type Exchange, type RecordedRequest, type Route, record } from './exchange.js';
import type { Struck, WireFault } from './fault.js';

/** What a listener asks of the simulator behind it. */
export interface Handler {
  readonly routes: readonly Route[];
  now(): number;
  strike(operation: NonNullable<Route['operation']>): Struck;
  /** The refusal for a request without a valid key; undefined lets it pass. */
  authorize(request: RecordedRequest): Answer | undefined;
  exchange(request: RecordedRequest, parameters: Readonly<Record<string, string>>, struck: Struck): Exchange;
  notFound(request: RecordedRequest): Answer;
  /** Called once per request, before it is answered. */
  onRequest(request: RecordedRequest): void;
  /** Takes over a connection that asks for another protocol; without it such a request is refused. */
  readonly upgrade?: Upgrade | undefined;
  /** Called with what broke inside a route: a fault of the simulator itself. */
  onBroken(error: unknown): void;
}

export type Upgrade = (incoming: IncomingMessage, socket: Duplex) => void;

export interface Listener {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

const nothing: Struck = { wire: undefined, download: undefined, service: [] };

/** A node:http server on a free port of 127.0.0.1 that answers by routes, first match first, and plays wire faults. */
export async function listen(handler: Handler): Promise<Listener> {
  const server = createServer(async (incoming, response) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://simulator');
    const matches = handler.routes.filter(({ path }) => path.test(pathname));
    const route = matches.find(({ method }) => method === incoming.method);
    const request = await record(incoming, handler.now(), route?.operation).catch(() => undefined);
    // The client left before its request was complete: nothing was asked.
    if (request === undefined) return;
    handler.onRequest(request);
    try {
      if (route !== undefined) return await play(route, { request, response, handler });
      const wrongMethod = { status: 405, headers: { allow: matches.map(({ method }) => method).join(', ') } };
      await write(response, matches.length > 0 ? wrongMethod : handler.notFound(request), handler.now());
    } catch (error) {
      handler.onBroken(error);
      response.destroy();
    }
  });
  const upgraded = new Set<Duplex>();
  if (handler.upgrade !== undefined) {
    server.on('upgrade', (incoming, socket) => {
      upgraded.add(socket);
      socket.on('error', () => {}).on('close', () => upgraded.delete(socket));
      handler.upgrade?.(incoming, socket);
    });
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await closed;
    },
  };
}

interface Scene {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  readonly handler: Handler;
}

async function play(route: Route, { request, response, handler }: Scene): Promise<void> {
  const struck = route.operation === undefined ? nothing : handler.strike(route.operation);
  const { wire } = struck;
  if (wire?.kind === 'lost-before') return reset(response);
  const instead = answerInstead(wire, handler);
  if (instead !== undefined) return await write(response, instead, handler.now());
  const refusal = route.open === true ? undefined : handler.authorize(request);
  const parameters = parametersOf(route.path, request.path);
  const answer = refusal ?? (await route.answer(handler.exchange(request, parameters, struck)));
  switch (wire?.kind) {
    case 'answer-lost':
      return reset(response);
    case 'hang':
      return;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, wire.ms));
      return await write(response, answer, handler.now());
    case 'held':
      await wire.until;
      return await write(response, answer, handler.now());
    case 'http-after-acceptance':
      return await write(response, { status: wire.status, json: wire.body ?? { error: 'broken' } }, handler.now());
    case 'truncated': {
      const { json: _, ...rest } = answer;
      const text = JSON.stringify(answer.json ?? null);
      return await write(response, { ...rest, ...jsonText(text.slice(0, text.length >> 1)) }, handler.now());
    }
    default:
      await write(response, answer, handler.now());
  }
}

/** Faults that answer without processing. */
function answerInstead(wire: WireFault | undefined, { now }: Handler): Answer | undefined {
  switch (wire?.kind) {
    case 'redirect':
      return { status: wire.status ?? 307, headers: { location: wire.location ?? 'http://127.0.0.1:9/elsewhere' } };
    case 'http':
      return { status: wire.status, headers: wire.headers ?? {}, json: wire.body ?? { at: now() } };
    case 'throttle': {
      const headers = wire.retryAfter === undefined ? {} : { 'retry-after': String(wire.retryAfter) };
      return { status: 429, headers, json: { detail: 'Too many requests' } };
    }
    case 'html':
      return {
        status: wire.status ?? 200,
        headers: { 'content-type': 'text/html' },
        text: '<!doctype html><h1>Oops</h1>',
      };
    default:
      return undefined;
  }
}

function parametersOf(pattern: RegExp, path: string): Readonly<Record<string, string>> {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? '')]));
}

function jsonText(text: string): Pick<Answer, 'headers' | 'text'> {
  return { headers: { 'content-type': 'application/json' }, text };
}

async function write(response: ServerResponse, answer: Answer, now: number): Promise<void> {
  const { headers, text } = answer.json === undefined ? answer : jsonText(JSON.stringify(answer.json));
  const body = Buffer.from(answer.bytes ?? text ?? '');
  response.writeHead(answer.status, {
    date: new Date(now).toUTCString(),
    'content-length': body.length,
    ...headers,
    ...answer.headers,
  });
  if (answer.cutAfter === undefined) {
    response.end(body);
    return;
  }
  // Let what was written leave the machine before the reset.
  await new Promise((resolve) => response.write(body.subarray(0, answer.cutAfter), resolve));
  response.destroy();
}

function reset(response: ServerResponse): void {
  const socket: Socket | null = response.socket;
  socket?.resetAndDestroy();
}
