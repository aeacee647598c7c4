import type { FileHandle } from 'node:fs/promises';

/**
 * Writes chunks at a place of the file, in one call unless the system takes less than it was given.
 *
 * @returns bytes
 * @throws system errors
 */
export async function writeAll(
  file: Pick<FileHandle, 'writev'>,
  chunks: readonly Uint8Array[],
  at: number,
): Promise<number> {
  let written = 0;
  for (let left = chunks; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, at + written);
    written += bytesWritten;
    left = after(bytesWritten, left);
  }
  return written;
}

/** What is left of chunks without so many of their first bytes. */
function after(count: number, chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  let skipped = 0;
  const index = chunks.findIndex(({ length }) => {
    if (skipped + length > count) return true;
    skipped += length;
    return false;
  });
  const [first, ...rest] = index === -1 ? [] : chunks.slice(index);
  return first === undefined ? [] : [first.subarray(count - skipped), ...rest];
}
