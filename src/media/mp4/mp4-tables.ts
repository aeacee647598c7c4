import { childBoxes } from './mp4-children.js';

const parents = new Set(['moov', 'trak', 'mdia', 'minf']);

/**
 * Whether the tables of a movie speak of about as many samples as it has. A single damaged count says billions, and
 * mediabunny (1.61) goes through them one by one. What can't be judged counts as sound. Pure.
 *
 * @param moov the whole box with its header
 */
export function hasSoundTables(moov: Buffer): boolean {
  try {
    return isSound(moov, 0, moov.length);
  } catch {
    return true;
  }
}

function isSound(bytes: Buffer, start: number, end: number): boolean {
  return childBoxes(bytes, start, end).every(({ type, body, next }) => {
    if (parents.has(type)) return isSound(bytes, body, next);
    return type !== 'stbl' || isSoundTrack(bytes, body, next);
  });
}

/** Sloppy writers are off by a few; what matters is the order of magnitude. */
const tolerance = 1000;

function isSoundTrack(bytes: Buffer, start: number, end: number): boolean {
  const tables = childBoxes(bytes, start, end);
  const sizes = tables.find(({ type }) => type === 'stsz');
  if (sizes === undefined) return true;
  const [uniform, count] = [bytes.readUInt32BE(sizes.body + 4), bytes.readUInt32BE(sizes.body + 8)];
  // Without a common size every sample has an entry of four bytes.
  if (uniform === 0 && sizes.body + 12 + 4 * count > sizes.next) return false;
  const most = 2 * count + tolerance;
  return tables
    .filter(({ type }) => type === 'stts' || type === 'ctts')
    .every(({ body, next }) => countSamples(bytes.subarray(body, next)) <= most);
}

/** Run lengths, each before its value. */
function countSamples(table: Buffer): number {
  const runs = Math.min(table.readUInt32BE(4), Math.floor((table.length - 8) / 8));
  let samples = 0;
  for (let run = 0; run < runs; run += 1) samples += table.readUInt32BE(8 + run * 8);
  return samples;
}
