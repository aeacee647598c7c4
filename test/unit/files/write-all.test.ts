import { expect, it } from 'vitest';
import { writeAll } from '../../../src/files/write-all.js';

/** A file of which each call takes so many bytes at most. */
function stingyFile(most: number) {
  const calls: number[] = [];
  const places: (number | null | undefined)[] = [];
  const taken: number[] = [];
  return {
    calls,
    places,
    taken,
    writev: async <Chunks extends readonly NodeJS.ArrayBufferView[]>(buffers: Chunks, at?: number | null) => {
      places.push(at);
      const offered = buffers.flatMap((view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)]);
      const bytes = offered.slice(0, most);
      calls.push(offered.length);
      taken.push(...bytes);
      return { bytesWritten: bytes.length, buffers };
    },
  };
}

const chunks = [[1, 2, 3], [], [4], [5, 6]].map((bytes) => Uint8Array.from(bytes));

it.each([
  { most: 100, calls: [6] },
  { most: 3, calls: [6, 3] },
  { most: 4, calls: [6, 2] },
  { most: 1, calls: [6, 5, 4, 3, 2, 1] },
])('writes every byte once and in order where a call takes $most of them', async ({ most, calls }) => {
  const file = stingyFile(most);
  expect(await writeAll(file, chunks, 10)).toBe(6);
  expect(file.taken).toEqual([1, 2, 3, 4, 5, 6]);
  expect(file.calls).toEqual(calls);
  expect(file.places).toEqual(calls.map((left) => 16 - left));
});

it('tells what a disk says that has taken the first bytes', async () => {
  const file = stingyFile(2);
  const writev: typeof file.writev = async (buffers) => {
    if (file.calls.length > 0) throw new Error('ENOSPC');
    return await file.writev(buffers);
  };
  await expect(writeAll({ writev }, chunks, 0)).rejects.toThrow('ENOSPC');
  expect(file.taken).toEqual([1, 2]);
});
