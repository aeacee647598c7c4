import { finished, type Readable } from 'node:stream';

/** How much may wait to be written, bytes. */
const maxWaiting = 2 ** 20;

/**
 * The chunks of a stream, the last ones before a failure included. A stream's own iterator drops what it holds when
 * the connection breaks, and with it bytes that need not be fetched again. Listens from the call on.
 */
export function arrivingChunks(stream: Readable): AsyncIterable<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  let end: { readonly error: Error | null | undefined } | undefined;
  let wake = () => {};
  stream.on('data', (chunk: Uint8Array) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxWaiting) stream.pause();
    wake();
  });
  finished(stream, (error) => {
    end = { error };
    wake();
  });
  const take = () => {
    const chunk = waiting.shift();
    bytes -= chunk?.length ?? 0;
    if (stream.isPaused() && bytes < maxWaiting) stream.resume();
    return chunk;
  };
  return iterate(async () => {
    while (waiting.length === 0 && end === undefined) await new Promise<void>((resolve) => (wake = resolve));
    const chunk = take();
    if (chunk === undefined && end?.error) throw end.error;
    return chunk;
  });
}

async function* iterate(next: () => Promise<Uint8Array | undefined>): AsyncGenerator<Uint8Array> {
  for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
}
