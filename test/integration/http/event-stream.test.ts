import { describe, expect, it } from 'vitest';
import { createConnections } from '../../../src/http/connection.js';
import { createEventReader, type EventReader } from '../../../src/http/event-stream.js';
import { key } from './client-under-test.js';
import { afterTest, freePort, startServer } from './servers.js';

describe('an event stream', () => {
  it('gives the data of each event, with the key and the query', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write(': ping\n\ndata: {"status":"IN_QUEUE"}\n\ndata: {"sta');
      setImmediate(() => response.end('tus":"COMPLETED"}\n\n'));
    });
    const events = await collect(readerFor(server.origin)(`${server.origin}/stream`, { logs: '1' }));
    expect(events).toEqual(['{"status":"IN_QUEUE"}', '{"status":"COMPLETED"}']);
    expect(server.received[0]).toMatchObject({
      url: '/stream?logs=1',
      headers: { authorization: key, accept: 'text/event-stream' },
    });
  });

  it('keeps the key from other hosts', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: x\n\n');
    });
    expect(await collect(readerFor('https://api.example')(`${server.origin}/stream`))).toEqual(['x']);
    expect(server.received[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['a refusal', 403, 'text/event-stream', 'data: x\n\n'],
    ['a page', 200, 'text/html', '<html>'],
  ])('ends quietly at %s', async (_, status, type, body) => {
    const server = await startServer((__, response) => response.writeHead(status, { 'content-type': type }).end(body));
    expect(await collect(readerFor(server.origin)(`${server.origin}/stream`))).toEqual([]);
  });

  it('ends quietly when the connection breaks or was never there', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n', () => response.destroy());
    });
    expect(await collect(readerFor(server.origin)(`${server.origin}/stream`))).toEqual(['first']);
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await collect(readerFor(nowhere)(`${nowhere}/stream`))).toEqual([]);
  });

  it('ends quietly when it is aborted, and lets go of the connection', async () => {
    const stop = new AbortController();
    let closed: (() => void) | undefined;
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await startServer((_, response) => {
      response.on('close', () => closed?.());
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
    });
    const seen: string[] = [];
    for await (const event of readerFor(server.origin, stop.signal)(`${server.origin}/stream`)) {
      seen.push(event);
      stop.abort();
    }
    await hungUp;
    expect(seen).toEqual(['first']);
  });

  it('lets go of the connection when the reader leaves early', async () => {
    let closed: (() => void) | undefined;
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await startServer((_, response) => {
      response.on('close', () => closed?.());
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
    });
    for await (const _ of readerFor(server.origin)(`${server.origin}/stream`)) break;
    await hungUp;
  });
});

function readerFor(origin: string, signal = new AbortController().signal): EventReader {
  const connections = createConnections({ env: {} });
  afterTest(() => connections.close());
  return createEventReader({
    provider: 'fal',
    apiOrigins: [origin],
    credential: { header: 'authorization', value: key },
    connections,
    signal,
    userAgent: 'wan/test',
  });
}

async function collect(events: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const event of events) list.push(event);
  return list;
}
