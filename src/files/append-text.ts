import { constants, type FileHandle, open } from 'node:fs/promises';
import { pipePause } from '../runtime.js';
import { systemCode } from './disk-error.js';

/**
 * Adds text to a file that others read, and makes it where it is missing. It may be a pipe: the system's own wait for a
 * reader can't be ended, not even by leaving, so a pipe that is full is asked again, for two seconds.
 *
 * @throws system errors; one with the code `ENXIO` for a pipe from which nobody reads
 */
export async function appendText(path: string, text: string): Promise<void> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants;
  const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK);
  try {
    let left = Buffer.from(text);
    for (let pauses = 0; left.length > 0; ) {
      const written = await writeSome(file, left);
      if (written > 0) pauses = 0;
      else if (pauses === mostPauses) throw Object.assign(new Error(`nobody reads from ${path}`), { code: 'ENXIO' });
      else {
        pauses += 1;
        await pipePause();
      }
      left = left.subarray(written);
    }
  } finally {
    await file.close();
  }
}

const mostPauses = 100;

/** How many bytes there was room for. */
async function writeSome(file: FileHandle, bytes: Uint8Array): Promise<number> {
  try {
    return (await file.write(bytes)).bytesWritten;
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return 0;
    throw error;
  }
}
