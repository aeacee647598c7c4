import { type FileHandle, open } from 'node:fs/promises';
import { type Clip, inspectClip } from './clip.js';
import { type Box, readBoxes, readBytes } from './mp4-boxes.js';
import { rebuildIndex } from './mp4-index.js';
import { type Tags, tagsBox, xmpBox, xmpUuid } from './mp4-tags.js';

export interface EmbedOrder {
  readonly from: string;
  readonly into: string;
  readonly clip: Clip;
  readonly tags: Tags;
  readonly xmp: { readonly tool: string; readonly digitalSourceType: string };
}

/**
 * Copies an MP4 or QuickTime file with tags, its index in front so that it plays while it loads. Media data, timing and
 * edit lists are copied byte for byte; a muxer would write its own, and the time of day. The same input gives the same
 * bytes, and the copy is checked to hold the same pictures.
 *
 * @throws any error; `into` may be left then, and is of no use
 */
export async function embedTags({ from, into, clip, tags, xmp }: EmbedOrder): Promise<void> {
  const container = clip.container === 'mov' ? 'mov' : 'mp4';
  const layout = planCopy((await readBoxes(from)).boxes, tagsBox(tags, container));
  const source = await open(from);
  const target = await open(into, 'w').catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  try {
    const index = rebuildIndex(await readBytes(from, layout.moov), layout);
    for (const part of layout.parts) await copyRange(source, target, part);
    await writeAll(target, index, layout.indexAt);
    if (layout.takesXmp) await writeAll(target, xmpBox(xmp), layout.end);
    await target.sync();
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
  requireSame(clip, await inspectClip(into));
}

/** Bytes of the source and where they go. */
interface Part {
  readonly from: number;
  readonly size: number;
  readonly to: number;
}

interface Layout {
  readonly moov: Box;
  readonly child: Buffer;
  readonly indexAt: number;
  readonly parts: readonly Part[];
  readonly end: number;
  readonly takesXmp: boolean;
  readonly moved: (offset: number) => number;
}

/** An index larger than this belongs to no clip. */
const largestIndex = 256 * 1024 ** 2;
/** Top-level boxes that point into the file themselves. */
const pointing = new Set(['moof', 'sidx', 'mfra', 'meta']);

function planCopy(boxes: readonly Box[], child: Buffer): Layout {
  const indices = boxes.filter(({ type }) => type === 'moov');
  const [moov] = indices;
  if (moov === undefined || indices.length > 1 || moov.isOpen || moov.size > largestIndex) {
    throw new Error('its index is unusual');
  }
  if (boxes.some(({ type }) => pointing.has(type))) throw new Error('it is fragmented');
  const others = boxes.filter((box) => box !== moov);
  const behind = others.findIndex((box) => box.type === 'mdat' || box.offset > moov.offset);
  const before = behind === -1 ? others : others.slice(0, behind);
  const after = behind === -1 ? [] : others.slice(behind);
  const indexAt = before.reduce((sum, box) => sum + box.size, 0);
  const parts = [...placeAll(before, 0), ...placeAll(after, indexAt + moov.size + child.length)];
  return {
    moov,
    child,
    indexAt,
    parts,
    end: boxes.reduce((sum, box) => sum + box.size, child.length),
    takesXmp: !boxes.some((box) => box.isOpen || box.uuid === xmpUuid),
    moved: (offset) => {
      const part = parts.find(({ from, size }) => offset >= from && offset < from + size);
      if (part === undefined) throw new Error('its index points outside its media');
      return offset - part.from + part.to;
    },
  };
}

function placeAll(boxes: readonly Box[], start: number): Part[] {
  let to = start;
  return boxes.map(({ offset, size }) => {
    const part = { from: offset, size, to };
    to += size;
    return part;
  });
}

const chunkBytes = 1024 ** 2;

async function copyRange(source: FileHandle, target: FileHandle, { from, size, to }: Part): Promise<void> {
  const buffer = Buffer.alloc(Math.min(chunkBytes, size));
  for (let done = 0; done < size; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - done), from + done);
    if (bytesRead === 0) throw new Error('it ended early');
    await writeAll(target, buffer.subarray(0, bytesRead), to + done);
    done += bytesRead;
  }
}

/** One call may write less than it was given, on a disk that is filling up. */
async function writeAll(target: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await target.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

function requireSame(before: Clip, after: Clip): void {
  const isSame =
    before.frames === after.frames &&
    before.width === after.width &&
    before.height === after.height &&
    before.codec === after.codec &&
    before.hasAudio === after.hasAudio &&
    before.durationSeconds === after.durationSeconds;
  if (!isSame) throw new Error('the copy came out different');
}
