import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { arrivingChunks } from './arriving-chunks.js';
import type { FileAnswer } from './download-request.js';

/** The body as the file's bytes, decoded when a service compresses although it was asked not to; undefined: unknown coding. */
export function decodedBody({
  headers,
  body,
}: Pick<FileAnswer, 'headers' | 'body'>): AsyncIterable<Uint8Array> | undefined {
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return arrivingChunks(body);
  const decoder = decoders[coding]?.();
  // The failure of either end arrives at whoever reads the decoder.
  return decoder === undefined ? undefined : arrivingChunks(pipeline(body, decoder, () => {}));
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
