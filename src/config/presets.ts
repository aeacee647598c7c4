import { dirname } from 'node:path';
import { WanError } from '../errors.js';
import { type RequestField, type RequestFields, requestSchema } from '../providers/request.js';
import { faultError, validate } from './faults.js';
import { isInside, isReallyInside, listMediaPaths, resolveMediaPaths } from './media-paths.js';
import { isPresetPath, presetNameOf } from './preset-name.js';
import { locatePreset, type PresetPlaces } from './preset-places.js';
import { requestPower } from './request-power.js';
import { type PresetFile, presetSchema } from './schema.js';
import { isFaulty } from './source.js';
import { readSource } from './source-file.js';
import { outputPower } from './trust.js';

/** A preset with everything that it extends. */
export interface Preset {
  readonly name: string;
  readonly file: string;
  /** Every file that it is made from, itself last. */
  readonly files: readonly string[];
  readonly description: string | undefined;
  readonly fields: RequestFields;
  readonly output: string | undefined;
  /** Origin of each field (`preset social-vertical`), and of `output`. */
  readonly origins: Readonly<Partial<Record<RequestField | 'output', string>>>;
}

/** A preset asked for, and who asks: what a project file chooses is trusted as little as the project file. */
export interface PresetChoice {
  readonly reference: string;
  /** Relative paths count from here. */
  readonly directory: string;
  readonly chooser: 'command' | 'user' | 'project';
}

export interface PresetOptions {
  readonly places: PresetPlaces;
  /** `--trust-project` */
  readonly trustProject?: boolean | undefined;
  /** `--allow-outside` */
  readonly allowOutside?: boolean | undefined;
  /** `--no-safety-checker` */
  readonly safetyCheckerOff?: boolean | undefined;
}

/**
 * Loads a preset by name or path, with what it extends.
 *
 * @throws WanError `preset.invalid` (unknown name, faults with their positions, a cycle with its chain, a media path
 * outside the folder), `config.power` for one that is not the user's own and takes the user's trust
 */
export async function loadPreset(choice: PresetChoice, options: PresetOptions): Promise<Preset> {
  const { file, ours } = await locatePreset(choice.reference, { directory: choice.directory, places: options.places });
  const named = choice.chooser === 'user' && isPresetPath(choice.reference);
  const trusted = options.trustProject === true || (choice.chooser !== 'project' && (ours || named));
  const root = isInside(choice.directory, file) ? choice.directory : dirname(file);
  const load = { ...options, trusted, root, chain: [], done: new Map() };
  if (choice.chooser === 'project' && isPresetPath(choice.reference))
    await refuseElsewhere(file, choice.directory, load);
  return loadFile(file, load);
}

interface Load extends PresetOptions {
  readonly trusted: boolean;
  /** The folder that presets without trust may be put together from. */
  readonly root: string;
  readonly chain: readonly string[];
  /** Files read so far, so that many presets over one base read it once. */
  readonly done: Map<string, Preset>;
}

async function loadFile(file: string, load: Load): Promise<Preset> {
  if (load.chain.includes(file)) throw cycleError([...load.chain.slice(load.chain.indexOf(file)), file]);
  const memo = `${load.trusted} ${file}`;
  const known = load.done.get(memo);
  if (known !== undefined) return known;
  const content = await readPreset(file);
  await refuseOutside(file, content, load);
  refusePower(file, content, load);
  const bases: Preset[] = [];
  for (const reference of [content.extends ?? []].flat()) bases.push(await loadBase(reference, file, load));
  const preset = combine(bases, ownPreset(file, content));
  load.done.set(memo, preset);
  return preset;
}

/** Names in a preset of the user are not looked up in the project, which could put its own in their place. */
async function loadBase(reference: string, from: string, load: Load): Promise<Preset> {
  const places = load.trusted && load.trustProject !== true ? { ...load.places, project: [] } : load.places;
  const { file, ours } = await locatePreset(reference, { directory: dirname(from), places });
  if (isPresetPath(reference) && !ours) await refuseElsewhere(file, load.root, load);
  const trusted = load.trusted && (ours || isPresetPath(reference) || load.trustProject === true);
  return loadFile(file, { ...load, trusted, chain: [...load.chain, from] });
}

/** A preset of somebody else must not read files of this machine as its base. */
async function refuseElsewhere(file: string, root: string, { trusted, allowOutside }: Load): Promise<void> {
  if (trusted || allowOutside === true || (await isReallyInside(root, file))) return;
  throw new WanError('preset.invalid', `the preset ${file} is outside ${root}`, {
    hint: 'add --allow-outside to permit it',
  });
}

async function readPreset(file: string): Promise<PresetFile> {
  const source = await readSource(file);
  if (isFaulty(source)) throw faultError('preset.invalid', source);
  const checked = validate(presetSchema, source);
  if ('faults' in checked) throw faultError('preset.invalid', checked.faults);
  return { ...checked.value, ...resolveMediaPaths(fieldsOf(checked.value), dirname(file)) };
}

function fieldsOf(content: PresetFile): RequestFields {
  return requestSchema.strip().parse(content);
}

async function refuseOutside(file: string, content: PresetFile, { allowOutside }: Load): Promise<void> {
  if (allowOutside === true) return;
  for (const { key, path } of listMediaPaths(fieldsOf(content))) {
    if (await isReallyInside(dirname(file), path)) continue;
    throw new WanError('preset.invalid', `${file}: ${key}: ${path} is outside the folder of this preset`, {
      hint: 'add --allow-outside to permit it',
    });
  }
}

function refusePower(file: string, content: PresetFile, load: Load): void {
  if (load.trusted) return;
  const powers = [
    ...requestPower(fieldsOf(content), { safetyCheckerOff: load.safetyCheckerOff === true }),
    ...(load.allowOutside === true ? [] : outputPower(content.output ?? '')),
  ];
  if (powers.length === 0) return;
  throw new WanError('config.power', powers.map(({ key, reason }) => `${file}: ${key}: ${reason}`).join('\n'), {
    hint: 'set it on the command line, or add --trust-project if you trust this preset',
  });
}

function ownPreset(file: string, content: PresetFile): Preset {
  const fields = fieldsOf(content);
  const origin = `preset ${presetNameOf(file)}`;
  const keys = [...Object.keys(fields), ...(content.output === undefined ? [] : ['output'])];
  return {
    name: presetNameOf(file),
    file,
    files: [file],
    description: content.description,
    fields,
    output: content.output,
    origins: Object.fromEntries(keys.map((key) => [key, origin])),
  };
}

/** Later bases win over earlier ones, the preset itself over all; `extra` is merged key by key. */
function combine(bases: readonly Preset[], own: Preset): Preset {
  const all = [...bases, own];
  const fields: RequestFields = Object.assign({}, ...all.map((preset) => preset.fields));
  const extra = Object.fromEntries(all.flatMap((preset) => Object.entries(preset.fields.extra ?? {})));
  return {
    ...own,
    fields: fields.extra === undefined ? fields : { ...fields, extra },
    files: [...new Set(all.flatMap(({ files }) => files))],
    output: all.findLast(({ output }) => output !== undefined)?.output,
    origins: Object.assign({}, ...all.map((preset) => preset.origins)),
  };
}

function cycleError(files: readonly string[]): WanError {
  return new WanError('preset.invalid', `presets extend each other in a circle: ${files.join(' -> ')}`, {
    hint: 'take one "extends" out of the circle',
  });
}
