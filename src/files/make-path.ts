import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './disk-error.js';

/**
 * Makes a directory and what is missing above it, one level after the other: a recursive mkdir never returns where a
 * system makes no directories (procfs), and no signal ends it. Throws the system's own errors.
 */
export async function makePath(directory: string, mode?: number): Promise<void> {
  if (await isDirectory(directory)) return;
  if (dirname(directory) !== directory) await makePath(dirname(directory), mode);
  try {
    await mkdir(directory, { mode });
  } catch (error) {
    // Another process may have made it in the meantime.
    if (systemCode(error) !== 'EEXIST' || !(await isDirectory(directory))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
