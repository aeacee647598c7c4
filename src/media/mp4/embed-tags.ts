import { type FileHandle, rm } from 'node:fs/promises';
import { openNew, writeNew } from '../../files/open-new.js';
import { type ByteSource, bytesOf } from '../byte-source.js';
import type { Clip } from '../clip.js';
import { inspectBytes, inspectClip } from '../inspect-clip.js';
import { type Box, readBoxes } from './mp4-boxes.js';
import { rebuildIndex } from './mp4-index.js';
import { type Tags, tagsBox, xmpBox, xmpUuid } from './mp4-tags.js';

export interface EmbedOrder {
  /** Stays open. */
  readonly from: ByteSource;
  readonly into: string;
  /** What `from` is. */
  readonly clip: Clip;
  readonly tags: Tags;
  readonly xmp: { readonly tool: string; readonly digitalSourceType: string };
}

/**
 * Copies an MP4 or QuickTime file with tags, its index in front so that it plays while it loads. Media data, timing and
 * edit lists are copied byte for byte; a muxer would write its own, and the time of day. The same input gives the same
 * bytes, and the copy is checked to hold the same pictures: a small one before it is written. Whoever gives it its name
 * makes it durable.
 *
 * @throws any error; `into` is not there then
 */
export async function embedTags({ from, into, clip, tags, xmp }: EmbedOrder): Promise<void> {
  const container = clip.container === 'mov' ? 'mov' : 'mp4';
  const layout = planCopy((await readBoxes(from)).boxes, tagsBox(tags, container));
  const { moov, before, after, takesXmp } = layout;
  const index = rebuildIndex(await from.read(moov.offset, moov.size), layout);
  const pieces = [...before, index, ...after, ...(takesXmp ? [xmpBox(xmp)] : [])];
  try {
    await (from.whole === undefined
      ? copyRanges(from, { into, pieces, clip })
      : copyWhole(from.whole, { into, pieces, clip }));
  } catch (error) {
    await rm(into, { force: true });
    throw error;
  }
}

interface Copy {
  readonly into: string;
  readonly pieces: readonly Piece[];
  readonly clip: Clip;
}

/** Bytes of the source and where they go. */
interface Range {
  readonly from: number;
  readonly size: number;
  readonly to: number;
}

/** What the copy consists of, in its order. */
type Piece = Range | Buffer;

interface Layout {
  readonly moov: Box;
  readonly child: Buffer;
  /** What stands before the index of the copy, and behind it. */
  readonly before: readonly Range[];
  readonly after: readonly Range[];
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
  const stays = placeAll(before, 0);
  const indexAt = before.reduce((sum, box) => sum + box.size, 0);
  const goes = placeAll(after, indexAt + moov.size + child.length);
  const ranges = [...stays, ...goes];
  return {
    moov,
    child,
    before: stays,
    after: goes,
    takesXmp: !boxes.some((box) => box.isOpen || box.uuid === xmpUuid),
    moved: (offset) => {
      const range = ranges.find(({ from, size }) => offset >= from && offset < from + size);
      if (range === undefined) throw new Error('its index points outside its media');
      return offset - range.from + range.to;
    },
  };
}

function placeAll(boxes: readonly Box[], start: number): Range[] {
  let to = start;
  return boxes.map(({ offset, size }) => {
    const range = { from: offset, size, to };
    to += size;
    return range;
  });
}

async function copyWhole(whole: Buffer, { into, pieces, clip }: Copy): Promise<void> {
  const copy = Buffer.concat(
    pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : whole.subarray(piece.from, piece.from + piece.size))),
  );
  requireSame(clip, await inspectBytes(bytesOf(copy)));
  await writeNew(into, copy);
}

async function copyRanges(source: ByteSource, { into, pieces, clip }: Copy): Promise<void> {
  const target = await openNew(into);
  try {
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) await target.writeFile(piece);
      else await copyRange(source, target, piece);
    }
  } finally {
    await target.close();
  }
  requireSame(clip, await inspectClip(into));
}

const chunkBytes = 1024 ** 2;

async function copyRange(source: ByteSource, target: FileHandle, { from, size }: Range): Promise<void> {
  for (let done = 0; done < size; ) {
    const bytes = await source.read(from + done, Math.min(chunkBytes, size - done));
    if (bytes.length === 0) throw new Error('it ended early');
    await target.writeFile(bytes);
    done += bytes.length;
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
