import type { Duplex } from 'node:stream';
import { type Dispatcher, WebSocket } from 'undici';
import type { EventReaderOptions } from './event-stream.js';
import { createRoute } from './route.js';

export interface SocketOptions {
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Ends it at once, also while it waits for a message. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads the text messages of a WebSocket at a URL. */
export type SocketReader = (url: string, options?: SocketOptions) => AsyncIterable<string>;

/** The longest message that is taken, bytes; pictures come as messages too. */
const maxMessageBytes = 16 * 2 ** 20;
/** The longest text that is passed on, in characters. */
const maxTextLength = 2 ** 20;
/** Messages that may wait for the reader; the oldest go first. */
const maxWaiting = 256;

/**
 * A reader of WebSockets under the same rules for key, hosts and proxies as the client's. It never sends. As a stream
 * is a convenience beside polling, it ends without an error when the socket is refused, breaks, brings too much at once
 * or is aborted; binary messages are dropped.
 */
export function createSocketReader(options: EventReaderOptions): SocketReader {
  const route = createRoute(options);
  return async function* read(address, { query, signal = options.signal } = {}) {
    const stop = AbortSignal.any([options.signal, signal]);
    if (stop.aborted) return;
    const { url, headers } = route(address, query);
    const line = openLine(options.connections.shared);
    const inbox = createInbox();
    const end = () => inbox.end();
    try {
      const socket = new WebSocket(url.href, {
        dispatcher: line.dispatcher,
        headers: { 'user-agent': options.userAgent, ...headers },
      });
      socket.binaryType = 'arraybuffer';
      socket.addEventListener('message', ({ data }) => inbox.put(data));
      socket.addEventListener('close', end);
      socket.addEventListener('error', end);
      stop.addEventListener('abort', end, { once: true });
      yield* inbox.texts();
      socket.close();
    } catch {
      // Polling goes on and will tell what is wrong.
    } finally {
      stop.removeEventListener('abort', end);
      line.cut();
    }
  };
}

interface Line {
  readonly dispatcher: Dispatcher;
  /** Destroys the connection: a server that does not answer the closing handshake would keep it open. */
  cut(): void;
}

/** The shared connections with a hold on the one that becomes the socket, which they themselves let go of. */
function openLine(shared: Dispatcher): Line {
  let held: Duplex | undefined;
  let isCut = false;
  const hold = (socket: Duplex) => {
    held = socket;
    if (isCut) socket.destroy();
  };
  const dispatch: Dispatcher['dispatch'] = (options, handler) =>
    shared.dispatch(options, {
      ...handler,
      onRequestUpgrade(controller, status, headers, socket) {
        hold(socket);
        return handler.onRequestUpgrade?.call(this, controller, status, headers, socket);
      },
      onUpgrade(status, headers, socket) {
        hold(socket);
        return handler.onUpgrade?.call(this, status, headers, socket);
      },
    });
  const dispatcher = new Proxy(shared, {
    get: (target, name) => {
      if (name === 'dispatch') return dispatch;
      // undici reads its bound here; a dispatcher that picks a proxy has no option for it.
      return name === 'webSocketOptions' ? { maxPayloadSize: maxMessageBytes } : Reflect.get(target, name);
    },
  });
  return {
    dispatcher,
    cut: () => {
      isCut = true;
      held?.destroy();
    },
  };
}

interface Inbox {
  put(data: unknown): void;
  end(): void;
  texts(): AsyncGenerator<string>;
}

function createInbox(): Inbox {
  const waiting: string[] = [];
  let ended = false;
  let wake = () => {};
  return {
    put: (data) => {
      if (typeof data !== 'string' || data.length > maxTextLength || ended) return;
      waiting.push(data);
      if (waiting.length > maxWaiting) waiting.shift();
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    texts: async function* () {
      for (;;) {
        const text = waiting.shift();
        if (text !== undefined) yield text;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
