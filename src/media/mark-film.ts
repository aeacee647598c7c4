import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { openBytes } from './byte-source.js';
import { gifWithXmp, webpWithXmp } from './image/image-xmp.js';
import { inspectBytes } from './inspect-clip.js';
import { embedTags } from './mp4/embed-tags.js';
import { type Tags, type XmpFacts, xmpPacket } from './mp4/mp4-tags.js';

export interface FilmToMark {
  /** A finished MP4, GIF or animated WebP, which is replaced by one with the marks. */
  readonly path: string;
  readonly container: 'mp4' | 'gif' | 'webp';
  /** As `readOrigin` gives it; nothing is done when it is left out. */
  readonly origin: Tags | undefined;
}

/**
 * Hands the marks of clips on to what was made of them; images take the kind of source and the tool only. A film without
 * marks is still a film, so what fails here is a note for the user.
 */
export async function markFilm(film: FilmToMark): Promise<string[]> {
  if (film.origin === undefined) return [];
  const into = `${film.path}.tagged`;
  try {
    await writeMarked(film, { into, origin: film.origin });
    await rename(into, film.path);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [`it does not say that it was made by a model: ${why}`];
  } finally {
    await rm(into, { force: true });
  }
}

export function xmpFacts(origin: Tags): XmpFacts {
  return { tool: origin.tool ?? 'wan', digitalSourceType: origin.digital_source_type ?? '' };
}

async function writeMarked(
  { path, container }: FilmToMark,
  { into, origin }: { into: string; origin: Tags },
): Promise<void> {
  const xmp = xmpFacts(origin);
  if (container === 'mp4') {
    const from = await openBytes(path);
    try {
      await embedTags({ from, into, clip: await inspectBytes(from), tags: origin, xmp });
    } finally {
      await from.close();
    }
  } else {
    const add = container === 'gif' ? gifWithXmp : webpWithXmp;
    await writeFile(into, add(await readFile(path), xmpPacket(xmp)));
  }
}
