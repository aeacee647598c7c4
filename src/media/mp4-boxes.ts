import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** One top-level box of an ISO media file. */
export interface Box {
  readonly type: string;
  readonly offset: number;
  /** Bytes, header included, as the header claims. */
  readonly size: number;
  /** Whether the header claims no size but "to the end of the file". */
  readonly isOpen: boolean;
  /** Hex, of `uuid` boxes. */
  readonly uuid: string | undefined;
}

export interface Boxes {
  readonly boxes: readonly Box[];
  /** Whether every box ends within the file. Bytes after the last one that are no box are what players skip. */
  readonly isComplete: boolean;
}

/** The top-level boxes of an MP4 or QuickTime file; only headers are read. */
export async function readBoxes(path: string): Promise<Boxes> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const boxes: Box[] = [];
    let offset = 0;
    while (offset < size) {
      const box = await readBox(file, offset, size);
      if (box === undefined) break;
      boxes.push(box);
      offset += box.size;
    }
    return { boxes, isComplete: offset <= size };
  } finally {
    await file.close();
  }
}

/** A box as it stands in the file, header included. */
export async function readBytes(path: string, { offset, size }: Box): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Content credentials (C2PA) live in a box of this uuid, or in a bare JUMBF box; rewriting the file breaks them. */
export function hasCredentials({ boxes }: Boxes): boolean {
  return boxes.some(({ type, uuid }) => type === 'jumb' || uuid === c2paUuid);
}

const c2paUuid = 'd8fec3d61b0e483c92975828877ec481';

/** Size 1 means a 64-bit size after the type, size 0 "to the end of the file". */
async function readBox(file: FileHandle, offset: number, fileSize: number): Promise<Box | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, offset);
  if (bytesRead < 8) return undefined;
  const type = buffer.toString('latin1', 4, 8);
  const short = buffer.readUInt32BE(0);
  const header = short === 1 ? 16 : 8;
  const size = short === 0 ? fileSize - offset : short === 1 ? Number(buffer.readBigUInt64BE(8)) : short;
  if (bytesRead < header || size < header || !/^[\u0020-\u007e\u00a9]{4}$/.test(type)) return undefined;
  const uuid = type === 'uuid' && bytesRead >= header + 16 ? buffer.toString('hex', header, header + 16) : undefined;
  return { type, offset, size, isOpen: short === 0, uuid };
}
