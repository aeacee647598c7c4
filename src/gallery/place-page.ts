import { extname } from 'node:path';
import { WanError } from '../errors.js';
import { writePublicFile } from '../files/atomic.js';
import { diskFacts } from '../files/output-facts.js';
import { readBeginning } from '../files/read-beginning.js';

/** Stands at the beginning of every page, so that a page of ours is known from any other. */
export const pageMark = '<meta name="generator" content="wan gallery">';

/**
 * Checks that a page can be written here: a page of ours is replaced, another file only with `overwrite`.
 *
 * @throws WanError `output.invalid`, `output.conflict`
 */
export async function checkPagePlace(path: string, overwrite: boolean): Promise<void> {
  if (!['.html', '.htm'].includes(extname(path).toLowerCase())) {
    throw new WanError('output.invalid', `a gallery is an HTML page, not ${path}`, { hint: 'name it gallery.html' });
  }
  const kind = diskFacts.kindOf(path);
  if (kind === 'missing' || (kind === 'file' && (overwrite || (await isOurs(path))))) return;
  const hint = kind === 'file' ? 'choose another -o, or --overwrite it' : 'choose another -o';
  throw new WanError('output.conflict', `${path} exists and is not a gallery`, { hint });
}

/** Writes the page at once and durably. @throws WanError `local.disk`, `local.output` */
export async function placePage(path: string, page: string): Promise<void> {
  await writePublicFile(path, page);
}

async function isOurs(path: string): Promise<boolean> {
  return (await readBeginning(path, 512)).includes(pageMark);
}
