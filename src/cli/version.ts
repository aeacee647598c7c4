import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

/** The version of this package. */
export const version: string = manifest.parse(JSON.parse(readFileSync(findManifest(), 'utf8'))).version;

/** The sources lie two folders below the manifest, the bundle one. */
function findManifest(): URL {
  const up = import.meta.url.includes('/src/cli/') ? '../../package.json' : '../package.json';
  return new URL(up, import.meta.url);
}
