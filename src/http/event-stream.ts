import { createParser } from 'eventsource-parser';
import type { Connections } from './connection.js';
import { exchange } from './exchange.js';
import { createRoute, type RouteOptions } from './route.js';

export interface EventReaderOptions extends RouteOptions {
  readonly connections: Connections;
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

/** Reads the `data` of server-sent events at a URL. */
export type EventReader = (url: string, query?: Readonly<Record<string, string>>) => AsyncIterable<string>;

/** The longest event that is held in memory, in characters. */
const maxEventLength = 1024 * 1024;

/**
 * A reader of event streams under the same rules for key and hosts as the client's. A stream is a convenience beside
 * polling: when it is refused, breaks, grows beyond bounds or is aborted, it ends without an error.
 */
export function createEventReader(options: EventReaderOptions): EventReader {
  const route = createRoute(options);
  return async function* read(address, query) {
    try {
      const { url, headers } = route(address, query);
      const answer = await exchange({
        dispatcher: options.connections.shared,
        method: 'GET',
        url: url.href,
        headers: { 'user-agent': options.userAgent, accept: 'text/event-stream', ...headers },
        signal: options.signal,
      });
      const isStream = answer.status === 200 && /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
      if (isStream) yield* parseEvents(answer.body);
      answer.body.on('error', () => {}).destroy();
    } catch {
      // Polling goes on and will tell what is wrong.
    }
  };
}

/** The `data` of each event in a stream of bytes; ends at an event longer than `limit` characters. */
export async function* parseEvents(body: AsyncIterable<Uint8Array>, limit = maxEventLength): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const ready: string[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: limit,
    onEvent: ({ data }) => ready.push(data),
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded';
    },
  });
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
    if (tooLong) return;
  }
}
