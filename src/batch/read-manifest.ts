import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, parse, resolve } from 'node:path';
import { readInput } from '../config/read-input.js';
import type { Runtime } from '../runtime.js';
import { shellPath } from '../shell-word.js';
import { buildRows } from './build-rows.js';
import { outsideFaults } from './check-paths.js';
import { readCsv } from './csv-rows.js';
import { type Format, formatOf, sniffFormat } from './format.js';
import { imageNames, readImageFolder } from './image-folder.js';
import { readJson, readJsonLines } from './json-rows.js';
import type { Manifest } from './manifest.js';
import { type ManifestError, type ManifestFault, manifestError } from './manifest-error.js';
import { decodeText, largestManifest, readBytes } from './manifest-text.js';
import type { RawManifest } from './raw-manifest.js';
import { readYaml } from './yaml-rows.js';

export interface ManifestSource {
  /** A file, a folder of images, or `-` for stdin. */
  readonly source: string;
  readonly cwd: string;
  readonly stdin: Runtime['stdin'];
  /** `--allow-outside`: paths may lead out of the manifest's folder. */
  readonly allowOutside?: boolean | undefined;
  /** `--trust-project`: the manifest may do what only the user may. */
  readonly trustProject?: boolean | undefined;
  /** `--no-safety-checker` was given: then a row that says the same takes nothing. */
  readonly safetyCheckerOff?: boolean | undefined;
}

/**
 * Reads a manifest and checks every row of it, spending nothing and writing nothing.
 *
 * @throws ManifestError `manifest.invalid` with every fault at once
 */
export async function readManifest(options: ManifestSource): Promise<Manifest> {
  const { manifest, faults } = await reviewManifest(options);
  if (faults.length > 0) throw manifestError(manifest.file, faults);
  return manifest;
}

/**
 * The same with the faults as a list, so that what models have against the other rows can be told along with them.
 *
 * @throws ManifestError where there are no rows to speak of
 */
export async function reviewManifest(
  options: ManifestSource,
): Promise<{ readonly manifest: Manifest; readonly faults: readonly ManifestFault[] }> {
  const { allowOutside = false, trustProject = false, safetyCheckerOff = false } = options;
  const { raw, digest, ...found } = await open(options);
  const built = buildRows(raw, { directory: found.directory, allowOutside, trustProject, safetyCheckerOff });
  const outside = allowOutside ? [] : await outsideFaults(built.rows, found.directory);
  const faults = [...built.faults, ...outside];
  if (built.rows.length === 0 && faults.length === 0) throw unfit(found.file, 'holds no rows', 'give it at least one');
  return { manifest: { ...found, digest, rows: built.rows, ownColumns: built.ownColumns }, faults };
}

type Opened = Omit<Manifest, 'rows' | 'ownColumns'> & { readonly raw: RawManifest };

async function open({ source, cwd, stdin }: ManifestSource): Promise<Opened> {
  if (source === '-') {
    const file = 'stdin';
    return {
      file,
      name: null,
      path: null,
      directory: cwd,
      ...(await readText({ file, stream: stdin, format: sniffFormat })),
    };
  }
  // Of an empty variable: it would be the current directory, and a paid clip of every picture in it.
  if (source === '')
    throw unfit('manifest', 'no file or folder is named', 'a folder is named: wan batch . for this one');
  const path = resolve(cwd, source);
  const { name } = parse(path);
  const kind = await kindOf(source, path);
  if (kind === 'folder') {
    const raw = await readImageFolder(path).catch((error) => Promise.reject(unreadable(source, error)));
    return { file: source, name, path, directory: path, raw, digest: digestOf(JSON.stringify([...raw.rows])) };
  }
  const stream = readInput(path);
  const read = await readText({ file: source, stream, format: (text) => formatOf(path, text) });
  // What a shell hands over as `<(...)` has no folder of its own, and a number for a name.
  if (kind === 'pipe') return { file: source, name: null, path: null, directory: cwd, ...read };
  return { file: source, name, path, directory: dirname(path), ...read };
}

async function kindOf(source: string, path: string): Promise<'folder' | 'file' | 'pipe'> {
  try {
    const facts = await stat(path);
    return facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : 'pipe';
  } catch (error) {
    throw unreadable(source, error);
  }
}

interface Text {
  readonly file: string;
  readonly stream: AsyncIterable<Uint8Array | string>;
  readonly format: (text: string) => Format;
}

async function readText({
  file,
  stream,
  format,
}: Text): Promise<{ readonly raw: RawManifest; readonly digest: string }> {
  const bytes = await readBytes(stream, largestManifest).catch((error) => Promise.reject(unreadable(file, error)));
  if (bytes === undefined) throw unfit(file, `is larger than ${largestManifest / 1e6} MB`);
  const decoded = decodeText(bytes);
  if ('reason' in decoded && imageNames.test(basename(file))) {
    throw unfit(file, 'is a picture, and no list of them', `for one picture: wan generate ${shellPath(file)}`);
  }
  if ('reason' in decoded) throw unfit(file, decoded.reason, decoded.hint);
  if (decoded.text.trim() === '')
    throw unfit(file, 'is empty', 'the first line of a CSV names the columns: image,prompt,seed');
  return { raw: await readers[format(decoded.text)](decoded.text), digest: digestOf(bytes) };
}

const readers: Readonly<Record<Format, (text: string) => RawManifest | Promise<RawManifest>>> = {
  csv: (text) => readCsv(text),
  tsv: (text) => readCsv(text, '\t'),
  jsonl: readJsonLines,
  json: readJson,
  yaml: readYaml,
};

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function unreadable(file: string, error: unknown): ManifestError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return unfit(file, reasons[code] ?? `cannot be read (${code || String(error)})`, 'check the path');
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a link that leads to itself',
  ENXIO: 'is a pipe to which nobody writes',
};

function unfit(file: string, reason: string, hint?: string): ManifestError {
  return manifestError(file, [{ row: null, column: null, line: null, reason, hint }]);
}
