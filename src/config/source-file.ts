import { stat } from 'node:fs/promises';
import { readWholeInput } from './read-input.js';
import { type Fault, largestFile, parseSource, type Source } from './source.js';

/** Reads and parses one data file. Whatever is wrong with it comes back as faults, never thrown. */
export async function readSource(file: string): Promise<Source | readonly Fault[]> {
  const unfit = await unfitFile(file);
  if (unfit !== undefined) return [unfit];
  try {
    return await parseSource({ file, text: (await readWholeInput(file)).toString('utf8') });
  } catch (error) {
    return [unreadable(file, error)];
  }
}

/** Why a file cannot be a config or preset, before a byte of it is read. */
export async function unfitFile(file: string): Promise<Fault | undefined> {
  try {
    const { size } = await stat(file);
    return size > largestFile ? { file, key: '', message: 'is larger than 1 MB' } : undefined;
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Whether a file is a pipe, as a shell hands over for `<(...)`. */
export async function isPipe(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFIFO() === true;
}

/** The fault of a file that the system does not let us read. */
export function unreadable(file: string, error: unknown): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { file, key: '', message: reasons[code] ?? `cannot be read (${code || String(error)})` };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'is a directory',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a link that leads to itself',
  ENXIO: 'is a pipe to which nobody writes',
};
