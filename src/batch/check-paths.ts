import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isReallyInside, listMediaPaths } from '../config/media-paths.js';
import type { ManifestRow } from './manifest.js';
import { type ManifestFault, quoted } from './manifest-error.js';

/** Rows whose files are outside of the folder of the manifest once links are followed. */
export async function outsideFaults(
  rows: readonly ManifestRow[],
  directory: string,
): Promise<readonly ManifestFault[]> {
  const named = rows.flatMap(({ row, line, fields }) =>
    listMediaPaths(fields).map(({ key, path }) => ({ row, line, key, path })),
  );
  const outside = await outsidePaths([...new Set(named.map(({ path }) => path))], directory);
  return named
    .filter(({ path }) => outside.has(path))
    .map(({ row, line, key, path }) => ({
      row,
      line,
      column: key.split('.')[0] ?? key,
      reason: `${quoted(path)} is outside the folder of the manifest`,
      hint: 'add --allow-outside to permit it',
    }));
}

async function outsidePaths(paths: readonly string[], directory: string): Promise<ReadonlySet<string>> {
  const folders = new Map<string, boolean>();
  for (const folder of new Set(paths.map((path) => dirname(path))))
    folders.set(folder, await isReallyInside(directory, folder));
  const outside = new Set<string>();
  for (let start = 0; start < paths.length; start += atOnce) {
    const some = paths.slice(start, start + atOnce);
    const inside = await Promise.all(
      some.map((path) => folders.get(dirname(path)) === true && isPlainOrInside(path, directory)),
    );
    for (const [index, path] of some.entries()) if (inside[index] !== true) outside.add(path);
  }
  return outside;
}

const atOnce = 256;

/** In a folder that was checked only a link can lead elsewhere. */
async function isPlainOrInside(path: string, directory: string): Promise<boolean> {
  const isLink = await lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
  return !isLink || isReallyInside(directory, path);
}
