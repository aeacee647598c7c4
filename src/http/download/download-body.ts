import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type ArrivingBytes, arrivingBytes } from '../arriving-bytes.js';
import type { BytesAnswer } from '../bytes-request.js';

/** The body as the file's bytes, decoded when a service compresses although it was asked not to; undefined: unknown coding. */
export function decodedBody({ headers, body }: Pick<BytesAnswer, 'headers' | 'body'>): ArrivingBytes | undefined {
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return body;
  const decoder = decoders[coding]?.();
  // The failure of either end arrives at whoever reads the decoder.
  return decoder === undefined ? undefined : arrivingBytes(pipeline(singly(body), decoder, () => {}));
}

/** Copies, for a decoder may take the next chunk before it has read this one. */
async function* singly(bytes: ArrivingBytes): AsyncGenerator<Uint8Array> {
  for await (const chunks of bytes) yield Buffer.concat(chunks);
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
