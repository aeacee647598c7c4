import { basename, dirname, extname, resolve } from 'node:path';
import { WanError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { resolveConfigPaths } from './config-paths.js';
import { faultError, validate } from './faults.js';
import { type Candidates, findProjectFiles, findUserFiles } from './find.js';
import { userDirectories } from './paths.js';
import { type Config, configSchema } from './schema.js';
import { type Fault, isFaulty, parseSource, type Source } from './source.js';
import { isPipe, readSource, unfitFile, unreadable } from './source-file.js';
import { refusePower } from './trust.js';

export interface LoadOptions {
  readonly runtime: Pick<Runtime, 'env' | 'cwd' | 'home' | 'platform' | 'userId'>;
  /** `--config`; `WAN_CONFIG` when left out. Replaces the project file. */
  readonly configPath?: string | undefined;
  /** `--trust-project` */
  readonly trustProject?: boolean | undefined;
  /** `--allow-outside` */
  readonly allowOutside?: boolean | undefined;
  /** `--no-safety-checker` was given: then a project file that says the same takes nothing. */
  readonly safetyCheckerOff?: boolean | undefined;
}

export interface ConfigFile {
  /** Absolute path, and its folder. */
  readonly file: string;
  readonly directory: string;
  /** `given` by `--config` or `WAN_CONFIG`, else found. */
  readonly role: 'user' | 'project' | 'given';
  /** Whether it may set what a project file may not. */
  readonly trusted: boolean;
  /** Paths in it are absolute. */
  readonly config: Config;
}

export interface LoadedConfig {
  readonly user: ConfigFile | undefined;
  /** The project's file, or the one given in its place. */
  readonly project: ConfigFile | undefined;
  readonly warnings: readonly string[];
}

/**
 * Finds, reads and checks the config files.
 *
 * @throws WanError `config.invalid` with every fault of every file at once, `config.power` when a project file sets what
 * it may not
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { runtime, trustProject = false } = options;
  const given = options.configPath ?? (runtime.env.WAN_CONFIG || undefined);
  const userFiles = await findUserFiles(userDirectories(runtime).config);
  const user = await readFirst(userFiles);
  const projectFiles = given === undefined ? await findProjectFiles(runtime) : givenFile(given, runtime.cwd);
  // Working inside the config directory does not make the user's own file a stranger's.
  const project = await readFirst(without(projectFiles, user?.file));

  if (given !== undefined && project === undefined) throw new WanError('config.invalid', `${given}: has no "wan" key`);

  const userFile = toConfigFile(user, { role: 'user', trusted: true });
  const role = given === undefined ? 'project' : 'given';
  const projectFile = toConfigFile(project, { role, trusted: role === 'given' || trustProject });
  const faults = [userFile, projectFile].flatMap((file) => (file !== undefined && 'faults' in file ? file.faults : []));
  if (faults.length > 0) throw faultError('config.invalid', faults);

  const loaded = {
    user: userFile === undefined || 'faults' in userFile ? undefined : userFile,
    project: projectFile === undefined || 'faults' in projectFile ? undefined : projectFile,
    warnings: [...userFiles.warnings, ...projectFiles.warnings, ...shadowed(user), ...shadowed(project)],
  };
  if (loaded.project !== undefined)
    await refusePower({ ...options, ...loaded, project: loaded.project, env: runtime.env });
  return loaded;
}

interface Read {
  readonly file: string;
  readonly result: Source | readonly Fault[];
  /** Further files of the same folder, which do not count. */
  readonly others: readonly string[];
}

async function readFirst({ folders }: Candidates): Promise<Read | undefined> {
  for (const files of folders) {
    for (const [index, file] of files.entries()) {
      const result = await readConfig(file);
      if (result === undefined) continue;
      const others = files.slice(index + 1).filter((other) => basename(other) !== 'package.json');
      return { file, result, others };
    }
  }
  return undefined;
}

/** One file through cosmiconfig's loaders; undefined for a `package.json` that has no `wan` key. */
async function readConfig(file: string): Promise<Source | readonly Fault[] | undefined> {
  const unfit = await unfitFile(file);
  if (unfit !== undefined) return basename(file) === 'package.json' ? undefined : [unfit];
  // cosmiconfig would wait for ever for somebody to write.
  if (await isPipe(file)) return readSource(file);
  const explorer = await createExplorer();
  try {
    const found = await explorer.load(file);
    if (found === null) return undefined;
    return found.isEmpty === true ? parseSource({ file, text: '' }) : found.config;
  } catch (error) {
    return [unreadable(file, error)];
  }
}

interface Explorer {
  load(file: string): Promise<{ config: Source | readonly Fault[]; isEmpty?: boolean } | null>;
}

/**
 * cosmiconfig's explorer for data files. Its public entry can't be used: called, it looks for settings of its own in the
 * working directory and runs `.config/config.js` there, so that a cloned repository would run code. The class behind it
 * does not.
 */
async function createExplorer(): Promise<Explorer> {
  // The declaration file of this module is empty; the shape is pinned by the integration test.
  const { Explorer } = (await import('cosmiconfig/dist/Explorer.js')) as unknown as {
    Explorer: new (options: object) => Explorer;
  };
  return new Explorer({
    moduleName: 'wan',
    packageProp: 'wan',
    searchPlaces: [],
    loaders: { noExt: parseFile, default: parseFile },
    transform: (result: unknown) => result,
    cache: false,
    metaConfigFilePath: null,
    searchStrategy: 'none',
  });
}

async function parseFile(file: string, text: string): Promise<unknown> {
  const result = await parseSource({ file, text });
  if (basename(file) !== 'package.json') return result;
  if (isFaulty(result)) return /"wan"\s*:/.test(text) ? { wan: result } : {};
  const { data } = result;
  if (typeof data !== 'object' || data === null || !('wan' in data)) return {};
  const inner: Source = { ...result, data: data.wan, locate: (path, key) => result.locate(['wan', ...path], key) };
  return { wan: inner };
}

function toConfigFile(
  read: Read | undefined,
  { role, trusted }: Pick<ConfigFile, 'role' | 'trusted'>,
): ConfigFile | { readonly faults: readonly Fault[] } | undefined {
  if (read === undefined) return undefined;
  if (isFaulty(read.result)) return { faults: read.result };
  const checked = validate(configSchema, read.result);
  if ('faults' in checked) return checked;
  const directory = dirname(read.file);
  return { file: read.file, directory, role, trusted, config: resolveConfigPaths(checked.value, directory) };
}

function givenFile(path: string, cwd: string): Candidates {
  if (path === '') throw new WanError('config.invalid', '--config names no file');
  const file = resolve(cwd, path);
  if (/^\.[mc]?[jt]s$/.test(extname(file))) {
    throw new WanError('config.invalid', `${file}: settings are read from data files only`, {
      hint: 'write them as JSON or YAML',
    });
  }
  return { folders: [[file]], warnings: [] };
}

function without({ folders, warnings }: Candidates, excluded: string | undefined): Candidates {
  return { folders: folders.map((files) => files.filter((file) => file !== excluded)), warnings };
}

function shadowed(read: Read | undefined): readonly string[] {
  return (read?.others ?? []).map((other) => `${other} is ignored: ${read?.file} comes first`);
}
