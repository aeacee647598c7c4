import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isReallyInside } from '../config/media-paths.js';
import type { ManifestFault } from './manifest-error.js';
import { decodeText, readBytes } from './manifest-text.js';
import { faulty, type RawManifest, type RawRow } from './raw-manifest.js';

/** What a picture is named like. */
export const imageNames = /^[^.].*\.(?:jpe?g|png|webp|avif|tiff?|heic|heif)$/is;
/** Bytes; a longer text was not written as a prompt. */
const largestPrompt = 100_000;

/** One row for each image of a folder, in natural order (`shot2` before `shot10`), with the prompt of a same-named `.txt`. */
export async function readImageFolder(directory: string): Promise<RawManifest> {
  const names = (await readdir(directory)).toSorted(naturally);
  const texts = new Map(names.filter((name) => /\.txt$/i.test(name)).map((name) => [stem(name), name]));
  const images = names.filter((name) => imageNames.test(name));
  if (images.length === 0)
    return faulty('holds no images', {
      hint: 'JPEG, PNG, WebP, AVIF, TIFF or HEIC, with a prompt in a .txt of the same name',
    });
  const rows: RawRow[] = [];
  const faults: ManifestFault[] = [];
  for (const [index, image] of images.entries()) {
    const row = index + 1;
    const text = texts.get(stem(image));
    const prompt = text === undefined ? { text: '' } : await readPrompt(directory, text);
    if ('reason' in prompt)
      faults.push({ row, column: 'prompt', line: null, reason: `${text} ${prompt.reason}`, hint: prompt.hint });
    rows.push({
      row,
      line: null,
      entries: [entry('image', image), entry('prompt', 'text' in prompt ? prompt.text : '')],
    });
  }
  return { defaults: [], rows, faults };
}

function entry(column: string, value: string) {
  return { column, line: null, value, isCell: true };
}

/** A link could make any file of this machine a prompt that is sent to a provider. */
async function readPrompt(
  directory: string,
  name: string,
): Promise<{ text: string } | { reason: string; hint?: string }> {
  const path = join(directory, name);
  if (!(await isReallyInside(directory, path))) return { reason: 'leads out of the folder' };
  // Opening a pipe that nobody writes to would wait for ever.
  if (!(await stat(path)).isFile()) return { reason: 'is not a regular file' };
  const bytes = await readBytes(createReadStream(path), largestPrompt).catch(() => null);
  if (bytes === null) return { reason: 'cannot be read' };
  if (bytes === undefined) return { reason: `is larger than ${largestPrompt} bytes` };
  const decoded = decodeText(bytes);
  return 'text' in decoded ? { text: decoded.text.trimEnd() } : decoded;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Names that the collator holds for equal still have one order on every machine. */
function naturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

function stem(name: string): string {
  return name
    .slice(0, name.length - extname(name).length)
    .normalize('NFC')
    .toLowerCase();
}
