import { Agent, type Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requestBytes } from '../../../src/http/bytes-request.js';
import { clipBytes, cutAfter, type Handler, sendFile, serve } from './download-bench.js';

const body = clipBytes(300_000);

function ask(origin: string, signal = new AbortController().signal, settings: Agent.Options = {}) {
  const dispatcher: Dispatcher = new Agent(settings);
  onTestFinished(() => dispatcher.destroy());
  return requestBytes({ url: new URL(`${origin}/a.mp4?b=c`), headers: { 'x-key': 'one' }, dispatcher, signal });
}

async function collected(bytes: AsyncIterable<readonly Uint8Array[]>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunks of bytes) all.push(...chunks);
  return Buffer.concat(all);
}

/** Tells when the connection of an answer has ended. */
function hangUp() {
  let tell = () => {};
  const closed = new Promise<void>((resolve) => (tell = resolve));
  const noting =
    (handler: Handler): Handler =>
    (request, response) => {
      response.on('close', tell);
      handler(request, response);
    };
  return { closed, noting };
}

describe('requestBytes', () => {
  it('asks once for path and query, and brings headers and every byte', async () => {
    const server = await serve(sendFile(body, { 'X-Twice': 'a', etag: '"one"' }));
    const answer = await ask(server.origin);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-twice': 'a', 'content-length': '300000' } });
    expect((await collected(answer.body)).equals(body)).toBe(true);
    expect(server.requests.map(({ method, url, headers }) => [method, url, headers['x-key']])).toEqual([
      ['GET', '/a.mp4?b=c', 'one'],
    ]);
  });

  it('takes what comes before the answer for no answer', async () => {
    const { origin } = await serve((_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(200).end(body);
    });
    const answer = await ask(origin);
    expect(answer.status).toBe(200);
    expect((await collected(answer.body)).length).toBe(body.length);
  });

  it('brings what came before the connection broke, then the failure', async () => {
    const { origin } = await serve(cutAfter(120_000, body));
    const { body: bytes } = await ask(origin);
    let count = 0;
    const read = async () => {
      for await (const chunks of bytes) count += chunks.reduce((sum, { length }) => sum + length, 0);
    };
    await expect(read()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(count).toBe(120_000);
  });

  it('ends the connection of a body that is dropped', async () => {
    const { closed, noting } = hangUp();
    const { origin } = await serve(noting((_, response) => void response.writeHead(200).write(body)));
    const answer = await ask(origin);
    answer.drop();
    await closed;
    await expect(collected(answer.body)).rejects.toThrow('not wanted');
  });

  it('leaves a connection alone whose body has come', async () => {
    const server = await serve(sendFile(body));
    const dispatcher = new Agent({ connections: 1 });
    onTestFinished(() => dispatcher.destroy());
    for (let times = 0; times < 2; times += 1) {
      const request = { url: new URL(server.origin), headers: {}, dispatcher, signal: new AbortController().signal };
      const answer = await requestBytes(request);
      await collected(answer.body);
      answer.drop();
    }
    const [first, second] = server.requests;
    expect(first?.socket.remotePort).toBe(second?.socket.remotePort);
  });
});

describe('a signal', () => {
  const reason = new Error('interrupted');

  it('that was given before sends nothing', async () => {
    const server = await serve(sendFile(body));
    await expect(ask(server.origin, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  it('ends a request at once that has no connection yet', async () => {
    const stop = new AbortController();
    const answer = ask('http://127.0.0.1:1', stop.signal, { connect: () => {} });
    stop.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it('ends one that waits for its answer, and its connection', async () => {
    const stop = new AbortController();
    const { closed, noting } = hangUp();
    const { origin } = await serve(noting(() => stop.abort(reason)));
    await expect(ask(origin, stop.signal)).rejects.toBe(reason);
    await closed;
  });

  it('ends a body after what has come of it', async () => {
    const stop = new AbortController();
    const { origin } = await serve((_, response) => void response.writeHead(200).write(body.subarray(0, 1000)));
    const { body: bytes } = await ask(origin, stop.signal);
    const reader = bytes[Symbol.asyncIterator]();
    expect(Buffer.concat((await reader.next()).value ?? [])).toHaveLength(1000);
    stop.abort(reason);
    await expect(reader.next()).rejects.toBe(reason);
  });
});
