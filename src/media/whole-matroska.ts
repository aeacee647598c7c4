import { open } from 'node:fs/promises';

/**
 * Whether a WebM or Matroska file is as long as its segment claims. A segment of unknown length, as live recorders
 * write it, counts as whole.
 */
export async function isWholeMatroska(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const end = segmentEnd(buffer.subarray(0, bytesRead));
    return end === undefined || end <= size;
  } finally {
    await file.close();
  }
}

const idBytes = 4;
const segmentId = 0x18538067;

/** Where the segment ends by its own account; undefined when it does not say. Pure. */
export function segmentEnd(head: Buffer): number | undefined {
  const header = readLength(head, idBytes);
  const segment = header === undefined ? undefined : header.next + header.value;
  if (segment === undefined || segment + idBytes >= head.length) return undefined;
  if (head.readUInt32BE(segment) !== segmentId) return undefined;
  const length = readLength(head, segment + idBytes);
  return length === undefined ? undefined : length.next + length.value;
}

/** A length in EBML: as many leading zero bits as bytes follow, all value bits set for "unknown". */
function readLength(bytes: Buffer, at: number): { value: number; next: number } | undefined {
  const first = bytes[at] ?? 0;
  const width = Math.clz32(first) - 23;
  if (first === 0 || at + width > bytes.length) return undefined;
  const isUnknown = bytes.subarray(at, at + width).every((byte, index) => (index === 0 ? allSet(byte) : byte === 255));
  if (isUnknown) return undefined;
  let value = first - (256 >> width);
  for (const byte of bytes.subarray(at + 1, at + width)) value = value * 256 + byte;
  return { value, next: at + width };
}

/** Whether all bits after the leading one are set. */
function allSet(byte: number): boolean {
  return (byte & (byte + 1)) === 0;
}
