import { createHash } from 'node:crypto';
import { dirname, parse, resolve } from 'node:path';
import { faultError, validate } from '../config/faults.js';
import { isReallyInside, listMediaPaths, resolveMediaPaths } from '../config/media-paths.js';
import { readWholeInput } from '../config/read-input.js';
import { requestPower } from '../config/request-power.js';
import { type Fault, isFaulty, parseSource, type Source } from '../config/source.js';
import { unfitFile, unreadable } from '../config/source-file.js';
import { outputPower } from '../config/trust.js';
import { type RequestFields, requestSchema } from '../providers/request.js';
import { refusePicture } from './refuse-picture.js';
import { type ShotFields, type Storyboard, type StoryboardFile, storyboardSchema } from './storyboard.js';

export interface StoryboardOptions {
  readonly cwd: string;
  /** `--allow-outside`: paths may lead out of the storyboard's folder. */
  readonly allowOutside: boolean;
  /** `--trust-project`: it may do what only the user may. */
  readonly trustProject: boolean;
  /** `--no-safety-checker` was given. */
  readonly safetyCheckerOff: boolean;
}

/**
 * Reads a storyboard and checks it whole, every fault with its line; nothing is sent or written.
 *
 * @throws WanError `storyboard.invalid`; `usage.invalid` for a picture
 */
export async function readStoryboard(name: string, options: StoryboardOptions): Promise<Storyboard> {
  const path = resolve(options.cwd, name);
  await refusePicture(name, path);
  const { source, digest } = await readText(name, path);
  const checked = validate(storyboardSchema, source);
  if ('faults' in checked) throw invalid(checked.faults);
  const directory = dirname(path);
  const content = resolvePaths(checked.value, directory);
  const faults = [...continuityFaults(content, source), ...powerFaults(content, source, options)];
  if (!options.allowOutside) faults.push(...(await outsideFaults(content, source, directory)));
  if (faults.length > 0) throw invalid(faults);
  return { file: name, name: parse(path).name, path, digest, content, directory };
}

async function readText(file: string, path: string): Promise<{ source: Source; digest: string }> {
  const unfit = await unfitFile(path);
  if (unfit !== undefined) throw invalid([{ ...unfit, file }]);
  const bytes = await readWholeInput(path).catch((error: unknown) => {
    throw invalid([{ ...unreadable(path, error), file }]);
  });
  const text = bytes.toString('utf8');
  const source = await parseSource({ file, text });
  if (isFaulty(source)) throw invalid(source);
  return { source, digest: createHash('sha256').update(text).digest('hex') };
}

function invalid(faults: readonly Fault[]) {
  return faultError('storyboard.invalid', faults);
}

function resolvePaths(content: StoryboardFile, directory: string): StoryboardFile {
  const { image, defaults, music } = content;
  return {
    ...content,
    ...(image === undefined ? {} : { image: resolveMediaPaths({ image }, directory).image }),
    ...(defaults === undefined ? {} : { defaults: resolveMediaPaths(defaults, directory) }),
    shots: content.shots.map((shot) => resolveMediaPaths(shot, directory)),
    ...(music === undefined ? {} : { music: resolveMusic(music, directory) }),
  };
}

function resolveMusic(
  music: NonNullable<StoryboardFile['music']>,
  directory: string,
): { file: string; fadeOut?: number } {
  if (typeof music === 'string') return { file: resolve(directory, music) };
  const { file, fadeOut } = music;
  return { file: resolve(directory, file), ...(fadeOut === undefined ? {} : { fadeOut }) };
}

/** A film begins with a picture. */
function continuityFaults({ image, shots }: StoryboardFile, source: Source): Fault[] {
  if (shots[0]?.image === undefined || image === undefined) return [];
  const message = 'the first image is given twice, here and at the top';
  return [{ file: source.file, position: source.locate(['shots', 0, 'image']), key: 'shots.0.image', message }];
}

interface Part {
  readonly path: readonly (string | number)[];
  readonly fields: RequestFields;
}

function partsOf({ image, defaults = {}, shots }: StoryboardFile): Part[] {
  return [
    { path: [], fields: image === undefined ? {} : { image } },
    { path: ['defaults'], fields: fieldsOf(defaults) },
    ...shots.map((shot, index) => ({ path: ['shots', index], fields: fieldsOf(shot) })),
  ];
}

/** The request fields of a shot or of the defaults. */
export function fieldsOf(shot: ShotFields | NonNullable<StoryboardFile['defaults']>): RequestFields {
  return requestSchema.strip().parse(shot);
}

function powerFaults(content: StoryboardFile, source: Source, options: StoryboardOptions): Fault[] {
  if (options.trustProject) return [];
  const powers = partsOf(content).flatMap(({ path, fields }) =>
    requestPower(fields, options).map(({ key, reason }) =>
      faultAt(source, [...path, ...key.split('.')], `${reason} (--trust-project permits it)`),
    ),
  );
  const output = options.allowOutside ? [] : outputPower(content.output ?? '');
  return [...powers, ...output.map(({ reason }) => faultAt(source, ['output'], reason))];
}

async function outsideFaults(content: StoryboardFile, source: Source, directory: string): Promise<Fault[]> {
  const music = typeof content.music === 'object' ? [{ path: ['music'], file: content.music.file }] : [];
  const media = partsOf(content).flatMap(({ path, fields }) =>
    listMediaPaths(fields).map(({ key, path: file }) => ({ path: [...path, ...key.split('.')], file })),
  );
  const faults: Fault[] = [];
  for (const { path, file } of [...media, ...music]) {
    if (await isReallyInside(directory, file)) continue;
    faults.push(faultAt(source, path, `${file} is outside the folder of this storyboard (--allow-outside permits it)`));
  }
  return faults;
}

function faultAt(source: Source, path: readonly (string | number)[], message: string): Fault {
  return { file: source.file, position: source.locate(path), key: path.join('.'), message };
}
