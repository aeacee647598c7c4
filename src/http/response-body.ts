import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isNestedDeeper, type JsonValue } from '../json.js';

/** The largest answer that is read, in bytes. The longest lists of the services are well below one megabyte. */
const maxResponseBytes = 32 * 1024 * 1024;
/** Levels of nesting; what goes deeper would exhaust the stack of whoever walks it, and no service does. */
const deepest = 200;

export interface BodyText {
  readonly text: string;
  /** Why the text is not the whole body; undefined when it is. */
  readonly failure: Error | undefined;
}

/** Reads a body as text up to a size. A body that breaks off gives what came, and the reason. */
export async function readText(body: AsyncIterable<Uint8Array>, limit = maxResponseBytes): Promise<BodyText> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > limit) return { text, failure: new Error(`the answer is larger than ${limit} bytes`) };
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    return { text, failure: error instanceof Error ? error : new Error(String(error)) };
  }
  return { text: text + decoder.decode(), failure: undefined };
}

/** The text as JSON; undefined when it is not, or nested without measure. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return isNestedDeeper(value, deepest) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Undoes a content coding that was not asked for: some gateways compress whatever the request says. */
export function decodeBody(body: Readable, coding: string | undefined): Readable {
  const decoder = decoders[coding?.trim().toLowerCase() ?? ''];
  // The error reaches whoever reads the result.
  return decoder === undefined ? body : pipeline(body, decoder(), () => {});
}

const decoders: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
