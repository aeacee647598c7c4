import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../closest.js';
import { WanError } from '../errors.js';
import { isInside } from './media-paths.js';
import { isPresetPath, presetNameOf } from './preset-name.js';
import type { Config } from './schema.js';

/** Folders that hold presets; the nearest wins: project before user before shipped. */
export interface PresetPlaces {
  readonly project: readonly string[];
  readonly user: readonly string[];
  readonly shipped: readonly string[];
}

export interface PlacesFrom {
  readonly cwd: string;
  /** The config directory of the user. */
  readonly configDirectory: string;
  readonly user: { readonly config: Config } | undefined;
  readonly project:
    | { readonly config: Config; readonly directory: string; readonly role: 'user' | 'project' | 'given' }
    | undefined;
  /** Folder of the shipped presets; found next to this program when left out. */
  readonly shipped?: string | undefined;
}

/** Where presets are looked for. The folder of a config given by `--config` counts as the user's own. */
export function presetPlaces({ cwd, configDirectory, user, project, shipped }: PlacesFrom): PresetPlaces {
  const beside = project && [project.config.presetsDirectory ?? join(project.directory, 'presets')];
  const own = user?.config.presetsDirectory;
  return {
    project: [...new Set([...(project?.role === 'project' ? (beside ?? []) : []), join(cwd, 'presets')])],
    user: [
      ...(project?.role === 'given' ? (beside ?? []) : []),
      ...(own === undefined ? [] : [own]),
      join(configDirectory, 'presets'),
    ],
    shipped: [shipped ?? shippedPresets()],
  };
}

export interface ListedPreset {
  readonly name: string;
  readonly file: string;
  readonly place: keyof PresetPlaces;
}

/** Every preset that has a name, by name; what a nearer one hides is left out. */
export async function listPresets(places: PresetPlaces): Promise<readonly ListedPreset[]> {
  const byName = new Map<string, ListedPreset>();
  for (const place of ['project', 'user', 'shipped'] as const) {
    for (const folder of places[place]) {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((entry) => entry.endsWith('.json')).map(presetNameOf)) {
        const file = join(folder, `${name}.json`);
        if (!byName.has(name) && (await isFile(file))) byName.set(name, { name, file, place });
      }
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface LocatedPreset {
  readonly file: string;
  /** Whether it was found by name or lies in a folder of the user or of this program. */
  readonly ours: boolean;
}

/**
 * The file that a name or path stands for; relative paths count from `directory`.
 *
 * @throws WanError `preset.invalid` for a name that no folder knows
 */
export async function locatePreset(
  reference: string,
  { directory, places }: { readonly directory: string; readonly places: PresetPlaces },
): Promise<LocatedPreset> {
  if (isPresetPath(reference)) {
    const file = resolve(directory, reference);
    return { file, ours: [...places.user, ...places.shipped].some((folder) => isInside(folder, file)) };
  }
  for (const place of ['project', 'user', 'shipped'] as const) {
    for (const folder of places[place]) {
      const file = join(folder, `${reference}.json`);
      if (await isFile(file)) return { file, ours: place !== 'project' };
    }
  }
  const names = (await listPresets(places)).map(({ name }) => name);
  throw new WanError('preset.invalid', `no preset is named "${reference}"${didYouMean(reference, names)}`, {
    hint: 'wan presets lists them; a path needs a slash or an extension, as in ./mine.json',
  });
}

/** The folder that came with this program: the nearest above this file that holds the preset schema. */
export function shippedPresets(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'presets', 'schema', 'preset.schema.json'))) {
    if (dirname(folder) === folder) throw new Error('the shipped presets are missing from this installation');
    folder = dirname(folder);
  }
  return join(folder, 'presets');
}

/** Opening a pipe that nobody writes to would wait for ever. */
async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
