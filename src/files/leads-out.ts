import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { toDiskError } from './disk-error.js';

/**
 * Whether a path that by its text lies in a folder lies elsewhere once links are followed. What does not exist yet counts
 * by its nearest parent; a link that leads nowhere leads out.
 *
 * @throws WanError `local.output` where the system does not let us look
 */
export function leadsOut(directory: string, path: string): boolean {
  if (!isInside(directory, path)) return false;
  const [folder, target] = [followLinks(directory), followLinks(path)];
  return folder === undefined || target === undefined || !isInside(folder, target);
}

function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return !isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way);
}

function followLinks(path: string): string | undefined {
  const info = look(path);
  const real = info === undefined ? undefined : realPath(path);
  if (real !== undefined || info?.isSymbolicLink() === true) return real;
  if (dirname(path) === path) return path;
  const parent = followLinks(dirname(path));
  return parent === undefined ? undefined : join(parent, basename(path));
}

/** Behind a folder that may not be looked into nobody can tell. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw toDiskError(error, path);
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
