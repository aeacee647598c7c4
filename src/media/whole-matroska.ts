import type { ByteSource } from './byte-source.js';

/**
 * Whether a WebM or Matroska file is whole: a chain of known elements that ends within the file. mediabunny (1.61) loops
 * for ever over bytes that are none, so this has to be known before it reads one.
 */
export async function isWholeMatroska(file: ByteSource): Promise<boolean> {
  let end = file.size;
  let offset = 0;
  while (offset < end) {
    const element = await readElement(file, offset);
    if (element === undefined) return false;
    const { id, body, length } = element;
    if (id === segmentId && length !== undefined) end = body + length;
    // What is in a cluster is looked at too: zeros there are enough for the loop.
    if (id === segmentId || id === clusterId) offset = body;
    else if (length === undefined) return false;
    else offset = body + length;
  }
  return offset <= file.size && end <= file.size;
}

const segmentId = 0x18538067;
const clusterId = 0x1f43b675;

/** The header, what a segment holds, and what a cluster holds (RFC 9559, section 5). */
const known = new Set([
  ...[0x1a45dfa3, segmentId, 0xec, 0xbf],
  ...[0x114d9b74, 0x1549a966, 0x1654ae6b, clusterId, 0x1c53bb6b, 0x1941a469, 0x1043a770, 0x1254c367],
  ...[0xe7, 0x5854, 0xa7, 0xab, 0xa3, 0xa0, 0xaf],
]);

/** The longest header: an id of 4 bytes, a length of 8. */
const headerBytes = 12;

interface Element {
  readonly id: number;
  /** Where its content begins. */
  readonly body: number;
  /** Bytes of content; undefined when the element does not say, as live recorders write it. */
  readonly length: number | undefined;
}

async function readElement(file: ByteSource, offset: number): Promise<Element | undefined> {
  const header = await file.read(offset, headerBytes);
  const idWidth = widthOf(header, 0);
  if (idWidth === undefined || idWidth > 4) return undefined;
  const lengthWidth = widthOf(header, idWidth);
  const id = header.readUIntBE(0, idWidth);
  if (lengthWidth === undefined || !known.has(id)) return undefined;
  return { id, body: offset + idWidth + lengthWidth, length: readLength(header.subarray(idWidth), lengthWidth) };
}

/** As many leading zero bits as bytes follow the first one. */
function widthOf(bytes: Buffer, at: number): number | undefined {
  const first = bytes[at] ?? 0;
  const width = Math.clz32(first) - 23;
  return first === 0 || at + width > bytes.length ? undefined : width;
}

/** All value bits set means "unknown". */
function readLength(bytes: Buffer, width: number): number | undefined {
  const marker = 1n << BigInt(7 * width);
  const value = bytes.subarray(0, width).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) - marker;
  return value === marker - 1n ? undefined : Number(value);
}
