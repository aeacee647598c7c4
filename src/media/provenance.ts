import type { Provenance } from '../files/deliver.js';
import { isDiskFull } from '../files/disk-error.js';
import { bytesOf, openBytes } from './byte-source.js';
import type { Clip } from './clip.js';
import { digestBytes, digestFile } from './digest.js';
import { type FoundClip, readClip } from './inspect-clip.js';
import { embedTags } from './mp4/embed-tags.js';

/** Where a clip comes from. No prompt, no file names, no URLs of the user: clips are passed on. */
export interface ClipOrigin {
  readonly version: string;
  readonly provider: string;
  /** The provider's own model or endpoint id. */
  readonly model: string;
  readonly job: string;
  readonly seed: number | null;
  readonly mode: 'sidecar' | 'embed' | 'both';
}

/** IPTC's term for media made by a trained model (newscodes "digitalsourcetype"). */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/**
 * Marks a clip as made by a model: tags in a copy, a text for a file beside it, or both. A clip that carries content
 * credentials, is not an MP4, or cannot be copied without loss gets the text only. `found`: what `from` is, where that
 * is known already; when it holds all bytes, `from` need not be there.
 *
 * @throws system errors of a disk that is full: with some room the tags can be written
 */
export async function addProvenance(
  paths: { readonly from: string; readonly into: string; readonly found?: FoundClip | undefined },
  origin: ClipOrigin,
): Promise<Provenance> {
  const found = paths.found ?? (await readClip(paths.from));
  const { clip, whole } = found;
  const obstacle = origin.mode === 'sidecar' ? undefined : await tryToEmbed(paths, found, origin);
  const embedded = origin.mode !== 'sidecar' && obstacle === undefined;
  const wantsSidecar = origin.mode !== 'embed' || !embedded;
  const digest = async () =>
    embedded || whole === undefined ? await digestFile(embedded ? paths.into : paths.from) : digestBytes(whole);
  return {
    embedded,
    sidecar: wantsSidecar ? sidecarText(await digest(), clip, origin) : null,
    warning: obstacle === undefined ? undefined : `provenance is in a file beside the clip: ${obstacle}`,
  };
}

/** Why nothing was embedded; undefined when it was. */
async function tryToEmbed(
  { from, into }: { readonly from: string; readonly into: string },
  { clip, whole }: FoundClip,
  origin: ClipOrigin,
): Promise<string | undefined> {
  if (clip.hasCredentials) return 'it carries content credentials, which rewriting would break';
  if (clip.container !== 'mp4' && clip.container !== 'mov') return `${clip.container} files take no such tags`;
  try {
    const xmp = { tool: `wan ${origin.version}`, digitalSourceType };
    const source = whole === undefined ? await openBytes(from) : bytesOf(whole);
    await embedTags({ from: source, into, clip, tags: toTags(origin), xmp }).finally(() => source.close());
    return undefined;
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return `the clip could not be rewritten (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Keys as ffprobe and exiftool show them. Pure. */
function toTags({ version, provider, model, job, seed }: ClipOrigin): Record<string, string> {
  return {
    comment: `Made with wan ${version}: ${model} on ${provider}`,
    tool: `wan ${version}`,
    provider,
    model,
    job,
    ...(seed === null ? {} : { seed: String(seed) }),
    digital_source_type: digitalSourceType,
  };
}

function sidecarText(sha256: string, clip: Clip, { mode: _mode, ...origin }: ClipOrigin): string {
  const { container, width, height, durationSeconds, frames } = clip;
  const document = {
    tool: 'wan',
    ...origin,
    digitalSourceType,
    sha256,
    clip: { container, width, height, durationSeconds, frames },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
