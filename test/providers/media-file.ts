import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFile } from '../../src/providers/request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

interface Contents {
  readonly content?: string | Uint8Array;
  readonly mime?: string;
}

/** What the user called the file, which is nobody's business. */
const name = 'my holiday.png';

/** Its bytes, which could end a form too early. */
export const pixels = 'not quite pixels\r\n--x--';

/** A prepared file on disk. */
export async function fileOf({ content = pixels, mime = 'image/png' }: Contents = {}): Promise<MediaFile> {
  const path = join(temporaryDirectory(), name);
  await writeFile(path, content);
  const digest = createHash('sha256').update(content).digest('hex');
  return { path, digest, mime, bytes: Buffer.from(content).length };
}
