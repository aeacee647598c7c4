import { constants, type FileHandle, open } from 'node:fs/promises';

/** A media file that is read by ranges: in memory when it is small, else through one open handle. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** What mediabunny reads it from: all of its bytes, or its path. */
  readonly origin: Uint8Array | string;
  /** All of it, when it is small. */
  readonly whole: Buffer | undefined;
  /** At most so many bytes from there on; fewer where the file ends. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Bytes. At twice this, reading and copying all of a clip costs as much as looking at its parts; and many come at once. */
export const largestWhole = 2 * 1024 ** 2;

/** Opens a file once; a pipe or a device is refused, since it can't be read by ranges. Call `close()` when done. */
export async function openBytes(path: string): Promise<ByteSource> {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    if (!facts.isFile() && !facts.isDirectory()) throw new Error('it is not a regular file');
    const { size } = facts;
    if (size > largestWhole) return { size, origin: path, whole: undefined, ...readerOf(file) };
    const whole = await readAt(file, 0, size);
    await file.close();
    return bytesOf(whole);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Bytes that are in memory already. */
export function bytesOf(whole: Buffer): ByteSource {
  return {
    size: whole.length,
    origin: whole,
    whole,
    read: async (offset, length) => whole.subarray(offset, offset + length),
    close: async () => {},
  };
}

function readerOf(file: FileHandle): Pick<ByteSource, 'read' | 'close'> {
  return { read: (offset, length) => readAt(file, offset, length), close: () => file.close() };
}

/** One call may read less than it was asked for. */
async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
