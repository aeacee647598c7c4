import { constants, type FileHandle, open } from 'node:fs/promises';
import { pipePause } from '../runtime.js';

/**
 * The pieces of a text file that the user named. It may be a pipe: what a shell hands over as `<(...)` is one. The
 * system's own wait for somebody to write can't be ended, not even by leaving, so a pipe is asked again and again.
 *
 * @throws the system's error; one with the code `ENXIO` for a pipe to which nobody writes
 */
export async function* readInput(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    let isAwaited = (await file.stat()).isFIFO();
    for (let pauses = 0; ; ) {
      const piece = await readPiece(file);
      if (piece !== undefined && piece.length > 0) yield piece;
      else if (piece !== undefined && !isAwaited) return;
      else if (pauses === mostPauses && isAwaited)
        throw Object.assign(new Error(`nobody writes to ${path}`), { code: 'ENXIO' });
      else await pipePause();
      if (piece?.length === 0) pauses += 1;
      else isAwaited = false;
    }
  } finally {
    await file.close();
  }
}

/** All of it; a device without an end is given up. */
export async function readWholeInput(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readInput(path)) {
    pieces.push(piece);
    if (pieces.length > mostPieces) throw Object.assign(new Error(`${path} is too large`), { code: 'EFBIG' });
  }
  return Buffer.concat(pieces);
}

const pieceBytes = 65_536;
/** More than a text of ours can have, a gigabyte where they are full. */
const mostPieces = 16_384;
/** Two seconds: both ends may be opened at the same time. */
const mostPauses = 100;

/** Empty at the end, and before anybody writes; undefined while a writer is there and has nothing yet. */
async function readPiece(file: FileHandle): Promise<Buffer | undefined> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
