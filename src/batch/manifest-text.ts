/** Bytes of the largest manifest that is read: 100,000 rows of 600 characters. */
export const largestManifest = 64_000_000;

/** All bytes of a stream, or undefined when there are more than `limit`: a device or a pipe may never end. */
export async function readBytes(
  stream: AsyncIterable<Uint8Array | string>,
  limit: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * The text of a manifest, without byte order mark and with plain line ends, so that a checkout on another system is the
 * same manifest. UTF-16 is told by its mark.
 */
export function decodeText(
  bytes: Uint8Array,
): { readonly text: string } | { readonly reason: string; readonly hint: string } {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { reason: 'holds NUL characters', hint: 'save it as UTF-8 text' };
    return { text: text.replace(/\r\n?/g, '\n') };
  } catch {
    return { reason: `is not ${encoding.toUpperCase()} text`, hint: 'save it as UTF-8 text' };
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
