import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Runtime } from '../runtime.js';

/** Names of a project file in the order in which they are looked for; all hold data, none is a program. */
const projectFileNames = [
  '.wanrc',
  '.wanrc.json',
  '.wanrc.yaml',
  '.wanrc.yml',
  'wan.config.json',
  'wan.config.yaml',
  'package.json',
] as const;

/** Names of the user-level file in the config directory. */
const userFileNames = ['config.json', 'config.yaml', 'config.yml', ...projectFileNames.slice(0, -1)] as const;

const programNames = ['.wanrc', 'wan.config'].flatMap((stem) =>
  ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `${stem}.${extension}`),
);

export interface Candidates {
  /** Files to try, folder by folder from the nearest on; a `package.json` may turn out to have no `wan` key. */
  readonly folders: readonly (readonly string[])[];
  readonly warnings: readonly string[];
}

/**
 * Files that may be the project's: from the working directory upwards, to the git root or the home directory, both
 * included. Files of other users are left out, links to them too: whoever can write to a shared parent folder must
 * not configure this run.
 */
export async function findProjectFiles(runtime: Pick<Runtime, 'cwd' | 'home' | 'userId'>): Promise<Candidates> {
  const folders: string[][] = [];
  const warnings: string[] = [];
  for (const folder of await foldersUpwards(runtime)) {
    const found = await inspectFolder({ folder, names: projectFileNames, userId: runtime.userId });
    const programs = await inspectFolder({ folder, names: programNames, userId: undefined });
    folders.push(found.files);
    warnings.push(...found.warnings);
    warnings.push(
      ...programs.files.map((file) => `${file} is ignored: settings are read from data files only (.wanrc.json)`),
    );
  }
  return { folders, warnings };
}

/** Files of the config directory; whoever owns them, that directory is named by the user. */
export async function findUserFiles(directory: string): Promise<Candidates> {
  const { files, warnings } = await inspectFolder({ folder: directory, names: userFileNames, userId: undefined });
  return { folders: [files], warnings };
}

async function foldersUpwards({ cwd, home }: Pick<Runtime, 'cwd' | 'home'>): Promise<readonly string[]> {
  const homes = new Set([home, await realpath(home).catch(() => home)]);
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (homes.has(folder) || (await exists(join(folder, '.git'))) || dirname(folder) === folder) return folders;
  }
}

interface FolderSearch {
  readonly folder: string;
  readonly names: readonly string[];
  /** Only files of this user count; undefined: everybody's. */
  readonly userId: number | undefined;
}

async function inspectFolder({
  folder,
  names,
  userId,
}: FolderSearch): Promise<{ files: string[]; warnings: string[] }> {
  const files: string[] = [];
  const warnings: string[] = [];
  for (const file of names.map((name) => join(folder, name))) {
    const entry = await inspect(file, userId);
    if (entry === 'usable') files.push(file);
    // A package.json is everywhere and seldom ours; nobody wants to hear of it.
    if (entry === 'foreign' && basename(file) !== 'package.json') {
      warnings.push(`${file} is ignored: it belongs to another user (--config ${file} reads it all the same)`);
    }
    if (entry === 'directory') warnings.push(`${file} is ignored: it is a directory`);
    if (entry === 'special') warnings.push(`${file} is ignored: it is no regular file`);
  }
  return { files, warnings };
}

async function inspect(
  file: string,
  userId: number | undefined,
): Promise<'absent' | 'directory' | 'special' | 'foreign' | 'usable'> {
  const link = await lstat(file).catch(({ code = '' }: NodeJS.ErrnoException) => code);
  // Where the system lets nobody look there may be a cap: reading it fails aloud.
  if (typeof link === 'string') return link === 'ENOENT' || link === 'ENOTDIR' ? 'absent' : 'usable';
  // A link that leads nowhere is usable here, so that reading it fails aloud and no cap is lost in silence.
  const target = await stat(file).catch(() => link);
  if (target.isDirectory()) return 'directory';
  // Opening a pipe that nobody writes to waits for ever; one that is meant is given by --config.
  if (!target.isFile() && !target.isSymbolicLink()) return 'special';
  const owners = [link.uid, target.uid];
  return userId === undefined || owners.every((owner) => owner === userId) ? 'usable' : 'foreign';
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
