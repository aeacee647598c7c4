import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { stripControls } from '../errors.js';
import { type Ffmpeg, fileArgument } from './ffmpeg.js';
import type { FilmClip } from './film-clip.js';
import type { Tags } from './mp4/mp4-tags.js';
import { digitalSourceType } from './provenance.js';

/** IPTC's term for a work of which only a part was made by a trained model. */
const compositeSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/**
 * What clips that were marked as made by a model say of themselves, in their tags or in a file beside them, for what is
 * made of them.
 *
 * @returns undefined when none of the clips is marked
 */
export async function readOrigin(ffmpeg: Ffmpeg, clips: readonly FilmClip[]): Promise<Tags | undefined> {
  const found = [];
  for (const clip of clips) found.push((await fromTags(ffmpeg, clip)) ?? (await fromSidecar(clip.path)));
  return mergeOrigins(found);
}

/** One origin of all: values that differ are listed, and an unmarked clip among them makes it a composite. Pure. */
export function mergeOrigins(origins: readonly (Tags | undefined)[]): Tags | undefined {
  const marked = origins.filter((each) => each !== undefined);
  if (marked.length === 0) return undefined;
  const isPure =
    marked.length === origins.length && marked.every(({ [sourceKey]: type }) => type === digitalSourceType);
  const merged = carried.flatMap((key) => {
    const values = new Set(marked.flatMap(({ [key]: value }) => value ?? []));
    return values.size === 0 ? [] : [[key, [...values].join('; ').slice(0, longest)] as const];
  });
  return { ...Object.fromEntries(merged), [sourceKey]: isPure ? digitalSourceType : compositeSourceType };
}

const sourceKey = 'digital_source_type';
const carried = ['comment', 'tool', 'provider', 'model', 'job', 'seed'] as const;
/** Characters of a tag; ours are far shorter. */
const longest = 1000;

const probeSchema = z.object({ format: z.object({ tags: z.record(z.string(), z.string()).default({}) }) });

async function fromTags(ffmpeg: Ffmpeg, { demuxer, path }: FilmClip): Promise<Tags | undefined> {
  const found = await ffmpeg.probe([
    ...['-protocol_whitelist', 'file', '-f', demuxer, '-show_entries', 'format_tags', '-of', 'json'],
    fileArgument(path),
  ]);
  return marked(probeSchema.parse(JSON.parse(found)).format.tags);
}

const sidecarSchema = z.object({
  version: z.string(),
  provider: z.string(),
  model: z.string(),
  job: z.string(),
  seed: z.number().nullish(),
  digitalSourceType: z.string(),
});

/** The file beside a clip may be anybody's: what is not ours says nothing. */
async function fromSidecar(clip: string): Promise<Tags | undefined> {
  const path = `${clip}.json`;
  try {
    if ((await stat(path)).size > 100_000) return undefined;
    const {
      version,
      seed,
      digitalSourceType: type,
      ...rest
    } = sidecarSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const comment = `Made with wan ${version}: ${rest.model} on ${rest.provider}`;
    const drawn = seed === undefined || seed === null ? {} : { seed: String(seed) };
    return marked({ comment, tool: `wan ${version}`, ...rest, ...drawn, [sourceKey]: type });
  } catch {
    return undefined;
  }
}

/** Only what we write ourselves, in plain characters. */
function marked(tags: Tags): Tags | undefined {
  const type = tags[sourceKey];
  if (type !== digitalSourceType && type !== compositeSourceType) return undefined;
  const known = carried.flatMap((key) => {
    const value = tags[key];
    return value === undefined ? [] : [[key, stripControls(value).slice(0, longest)] as const];
  });
  return { ...Object.fromEntries(known), [sourceKey]: type };
}
