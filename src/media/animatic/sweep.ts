import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { draftPrefix } from './accept.js';

/** Results are kept this long. */
export const keptMs = 7 * 24 * 3_600_000;
/** A draft older than this was left by a crash. */
const draftMs = 3_600_000;

/** Removes renders whose last change is too old to matter, whatever their state, and drafts that nobody builds. */
export async function sweep(directory: string, now: number): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const isDraft = name.startsWith(draftPrefix);
    const isOld = await isUnchanged(join(directory, name), now - (isDraft ? draftMs : keptMs)).catch(() => false);
    if (isOld) await remove(directory, isDraft ? name : await retire(directory, name));
  }
}

/** A removal that is cut short must not leave half a render, which would be started again. */
async function retire(directory: string, name: string): Promise<string> {
  const retired = `${draftPrefix}old-${name}`;
  await rename(join(directory, name), join(directory, retired)).catch(() => undefined);
  return retired;
}

async function remove(directory: string, name: string): Promise<void> {
  await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
}

/** The folder itself first: most are young, and need no second look. */
async function isUnchanged(path: string, since: number): Promise<boolean> {
  if ((await stat(path)).mtimeMs >= since) return false;
  const names = await readdir(path, { recursive: true });
  const times = await Promise.all(names.map((name) => stat(join(path, name)).then((facts) => facts.mtimeMs)));
  return times.every((time) => time < since);
}
