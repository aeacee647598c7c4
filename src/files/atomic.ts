import { chmod, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode, toDiskError, toFileError } from './disk-error.js';
import { makePath } from './make-path.js';
import { sharedTurns } from './shared-turns.js';

/**
 * Replaces a small file at once and durably: after a crash it holds the old text or the new one. Private to the user.
 *
 * @throws WanError `local.disk`, `local.output`
 */
export async function writePrivateFile(path: string, data: string | Uint8Array): Promise<void> {
  await writeWhole({ path, data, mode: 0o600 });
}

/** The same for a file that the user asked for, with the usual permissions. */
export async function writePublicFile(path: string, data: string | Uint8Array): Promise<void> {
  await writeWhole({ path, data, mode: undefined, explain: toFileError });
}

/**
 * Makes a directory that only its owner may enter, and mends one that is open to others.
 *
 * @throws WanError `local.disk`, `local.output`
 */
export async function makePrivateDirectory(path: string): Promise<void> {
  await onDisk(path, async () => {
    await makePath(path, 0o700);
    await chmod(path, 0o700);
  });
}

/** Removes a file if it is there. */
export async function removeFile(path: string): Promise<void> {
  await onDisk(path, async () => {
    await unlink(path).catch(ignore('ENOENT'));
  });
}

/**
 * Makes a rename, link or removal in this directory durable; many at once share one sync. Systems that can't sync a
 * directory do so by themselves.
 */
export const syncDirectory = sharedTurns((path) =>
  onDisk(path, async () => {
    const handle = await open(path, 'r').catch(ignore('EISDIR', 'EPERM', 'EACCES'));
    await handle
      ?.sync()
      .catch(ignore('EPERM', 'EINVAL', 'EISDIR', 'EBADF', 'ENOTSUP'))
      .finally(() => handle.close());
  }),
);

/** Runs one step on the file system; whatever fails names the path. */
export async function onDisk<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toDiskError(error, path);
  }
}

interface Whole {
  readonly path: string;
  readonly data: string | Uint8Array;
  readonly mode: number | undefined;
  readonly explain?: typeof toDiskError;
}

async function writeWhole({ path, data, mode, explain = toDiskError }: Whole): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  const bytes = typeof data === 'string' ? data : Buffer.from(data);
  try {
    await writeFileAtomic(path, bytes, mode === undefined ? {} : { mode });
  } catch (error) {
    throw explain(error, path);
  }
  await syncDirectory(dirname(path));
}

/** A handler that lets these system errors pass as "nothing". */
function ignore(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes(systemCode(error))) throw error;
    return undefined;
  };
}
