import { describe, expect, it } from 'vitest';
import { rebuildIndex } from '../../../../src/media/mp4/mp4-index.js';

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

function table(type: 'stco' | 'co64', offsets: readonly number[]): Buffer {
  const entries = offsets.map((offset) => {
    const entry = Buffer.alloc(type === 'stco' ? 4 : 8);
    if (type === 'stco') entry.writeUInt32BE(offset);
    else entry.writeBigUInt64BE(BigInt(offset));
    return entry;
  });
  const count = Buffer.alloc(8);
  count.writeUInt32BE(offsets.length, 4);
  return box(type, count, ...entries);
}

/** A movie of one track with this in its sample table. */
function movie(...sampleTable: readonly Buffer[]): Buffer {
  const track = box('trak', box('edts', Buffer.alloc(4)), box('mdia', box('minf', box('stbl', ...sampleTable))));
  return box('moov', box('mvhd', Buffer.alloc(20)), track);
}

const child = box('meta', Buffer.from('tags'));
const moved = (offset: number) => offset + 1000;

describe('an index', () => {
  it.each(['stco', 'co64'] as const)('finds its chunks at their new places: %s', (type) => {
    const rebuilt = rebuildIndex(movie(table(type, [40, 500])), { child, moved });
    const expected = movie(table(type, [1040, 1500]));
    expected.writeUInt32BE(expected.length + child.length, 0);
    expect(rebuilt).toEqual(Buffer.concat([expected, child]));
  });

  it('moves the chunks of every track', () => {
    const two = Buffer.concat([movie(table('stco', [40])), movie(table('stco', [60])).subarray(8)]);
    two.writeUInt32BE(two.length, 0);
    const text = rebuildIndex(two, { child, moved }).toString('hex');
    expect(text).toContain('00000410');
    expect(text).toContain('00000424');
  });

  it('leaves the index that it was given alone', () => {
    const given = movie(table('stco', [40]));
    rebuildIndex(given, { child, moved });
    expect(given).toEqual(movie(table('stco', [40])));
  });

  it.each([
    ['metadata of its own', box('moov', box('trak'), box('meta'))],
    ['empty or packed', box('moov', box('cmov'))],
    ['fragmented or encrypted', box('moov', box('trak'), box('mvex'))],
    ['fragmented or encrypted', movie(box('saio', Buffer.alloc(12)))],
    ['damaged', box('moov', box('trak', Buffer.from('ffffffff', 'hex'), Buffer.from('mdia')))],
    ['unusual header', Buffer.concat([movie(), Buffer.alloc(4)])],
  ])('is refused when it is or has: %s', (reason, moov) => {
    expect(() => rebuildIndex(moov, { child, moved })).toThrowError(reason);
  });

  it('is refused when a chunk would lie beyond what its table can say', () => {
    const far = { child, moved: () => 2 ** 32 };
    expect(() => rebuildIndex(movie(table('stco', [40])), far)).toThrowError();
    expect(() => rebuildIndex(movie(table('co64', [40])), far)).not.toThrowError();
  });
});
