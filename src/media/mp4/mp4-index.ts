import { childBoxes } from './mp4-children.js';

/** Boxes on the way from the index of a movie to its tables of chunk offsets. */
const parents = new Set(['trak', 'mdia', 'minf', 'stbl']);

/**
 * A `moov` box with another child at its end, and with its chunks where `moved` says they are now. Nothing else changes,
 * so timing, edit lists and colour stay as they are. Pure.
 *
 * @param moov the whole box with its header
 * @throws Error when the index points to data in ways that are not known here
 */
export function rebuildIndex(moov: Buffer, { child, moved }: { child: Buffer; moved: (offset: number) => number }) {
  if (moov.readUInt32BE(0) !== moov.length) throw new Error('its index has an unusual header');
  const types = childBoxes(moov, 8, moov.length).map(({ type }) => type);
  if (!types.includes('trak')) throw new Error('its index is empty or packed');
  if (types.includes('meta')) throw new Error('it has metadata of its own');
  const rebuilt = Buffer.concat([moov, child]);
  rebuilt.writeUInt32BE(rebuilt.length, 0);
  moveChunks(rebuilt, { start: 8, end: moov.length, moved });
  return rebuilt;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly moved: (offset: number) => number;
}

function moveChunks(bytes: Buffer, { start, end, moved }: Range): void {
  for (const { type, body, next } of childBoxes(bytes, start, end)) {
    // Fragments and auxiliary tables hold offsets of their own.
    if (type === 'mvex' || type === 'saio') throw new Error('it is fragmented or encrypted');
    if (parents.has(type)) moveChunks(bytes, { start: body, end: next, moved });
    if (type === 'stco') moveShort(bytes, body, moved);
    if (type === 'co64') moveLong(bytes, body, moved);
  }
}

function moveShort(bytes: Buffer, body: number, moved: Range['moved']): void {
  const count = bytes.readUInt32BE(body + 4);
  for (let index = 0; index < count; index += 1) {
    const at = body + 8 + index * 4;
    // Beyond 4 GB this throws, and the clip stays as it is.
    bytes.writeUInt32BE(moved(bytes.readUInt32BE(at)), at);
  }
}

function moveLong(bytes: Buffer, body: number, moved: Range['moved']): void {
  const count = bytes.readUInt32BE(body + 4);
  for (let index = 0; index < count; index += 1) {
    const at = body + 8 + index * 8;
    bytes.writeBigUInt64BE(BigInt(moved(Number(bytes.readBigUInt64BE(at)))), at);
  }
}
