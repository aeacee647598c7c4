import { type FileHandle, open, unlink } from 'node:fs/promises';
import { systemCode } from './disk-error.js';

/**
 * Opens a file of our own to be written from its beginning. What bears the name is removed and never written into: after
 * a crash it may be the same file as a clip that is finished, and a link would lead elsewhere.
 *
 * @throws system errors
 */
export async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  await unlink(path);
  return await open(path, 'wx');
}

/** Writes a whole file in that way; whoever gives it its name makes it durable. */
export async function writeNew(path: string, data: string | Uint8Array): Promise<void> {
  const file = await openNew(path);
  await file.writeFile(data).finally(() => file.close());
}
