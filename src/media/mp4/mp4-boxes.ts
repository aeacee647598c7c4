import type { ByteSource } from '../byte-source.js';

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
export async function readBoxes(file: ByteSource): Promise<Boxes> {
  const boxes: Box[] = [];
  let offset = 0;
  while (offset < file.size) {
    const box = await readBox(file, offset);
    if (box === undefined) break;
    boxes.push(box);
    offset += box.size;
  }
  return { boxes, isComplete: offset <= file.size };
}

/** Content credentials (C2PA) live in a box of this uuid, or in a bare JUMBF box; rewriting the file breaks them. */
export function hasCredentials({ boxes }: Boxes): boolean {
  return boxes.some(({ type, uuid }) => type === 'jumb' || uuid === c2paUuid);
}

const c2paUuid = 'd8fec3d61b0e483c92975828877ec481';

/** Size 1 means a 64-bit size after the type, size 0 "to the end of the file". */
async function readBox(file: ByteSource, offset: number): Promise<Box | undefined> {
  const buffer = await file.read(offset, 32);
  if (buffer.length < 8) return undefined;
  const type = buffer.toString('latin1', 4, 8);
  const short = buffer.readUInt32BE(0);
  const header = short === 1 ? 16 : 8;
  if (buffer.length < header) return undefined;
  const size = short === 0 ? file.size - offset : short === 1 ? Number(buffer.readBigUInt64BE(8)) : short;
  if (size < header || !/^[\u0020-\u007e\u00a9]{4}$/.test(type)) return undefined;
  const uuid =
    type === 'uuid' && buffer.length >= header + 16 ? buffer.toString('hex', header, header + 16) : undefined;
  return { type, offset, size, isOpen: short === 0, uuid };
}
