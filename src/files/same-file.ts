import { statSync } from 'node:fs';

/** Whether two paths lead to one file, also through a symbolic link, a hard link or another spelling of a name. */
export function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  const id = fileId(one);
  return id !== undefined && id === fileId(other);
}

/** Text that is equal for all names of one file; undefined where there is none, or where the system does not tell. */
export function fileId(path: string): string | undefined {
  try {
    const info = statSync(path, { bigint: true, throwIfNoEntry: false });
    // Some network file systems number nothing: there, all files would seem to be one.
    return info === undefined || info.ino === 0n ? undefined : `${info.dev}:${info.ino}`;
  } catch {
    return undefined;
  }
}
