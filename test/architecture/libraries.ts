import type { SourceFile } from './source-file.js';

/** Folders and files that may import a package; a package with no entry has no owner yet. */
const owners: Readonly<Record<string, readonly string[]>> = {
  commander: ['src/cli/'],
  cosmiconfig: ['src/config/load.ts'],
  yaml: ['src/config/', 'src/batch/', 'src/film/'],
  'csv-parse': ['src/batch/'],
  ofetch: ['src/http/'],
  undici: ['src/http/'],
  'eventsource-parser': ['src/http/'],
  'write-file-atomic': ['src/files/'],
  ora: ['src/ui/'],
  'cli-progress': ['src/ui/'],
  chalk: ['src/ui/'],
  execa: ['src/media/ffmpeg.ts', 'src/gallery/open-page.ts'],
  '@clack/prompts': ['src/ui/'],
  sharp: ['src/media/'],
  mediabunny: ['src/media/'],
  '@aws-sdk/client-s3': ['src/upload/'],
  '@aws-sdk/s3-request-presigner': ['src/upload/'],
  libsql: ['src/jobs/ledger.ts'],
  zod: ['src/'],
};

/** Too slow to load for those who only ask for help. */
const heavy: readonly string[] = [
  '@clack/prompts',
  '@aws-sdk/client-s3',
  '@aws-sdk/s3-request-presigner',
  'chalk',
  'cli-progress',
  'cosmiconfig',
  'csv-parse',
  'execa',
  'libsql',
  'mediabunny',
  'ofetch',
  'ora',
  'sharp',
  'undici',
];

/** Imports of a package by a file that is not among its owners. */
export function checkOwners(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => !target.startsWith('src/') && !target.startsWith('node:'))
      .filter(({ target }) => !(owners[target] ?? []).some((owner) => path.startsWith(owner)))
      .map(({ target, line }) => {
        const owner = owners[target];
        const belongs = owner === undefined ? 'has no owner: name one' : `belongs to ${owner.join(', ')}`;
        return `${path}:${line} imports ${target}, which ${belongs}`;
      }),
  );
}

/** Chains of plain imports from an entry to a package that must be loaded later, with `import()`. */
export function checkEagerLoads(files: readonly SourceFile[], entry: string): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  if (!byPath.has(entry)) throw new Error(`there is no ${entry}`);
  const chains = new Map([[entry, [entry]]]);
  const faults: string[] = [];
  for (const [path, chain] of chains) {
    for (const { target, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== 'value') continue;
      if (heavy.includes(target)) faults.push(`${[...chain, target].join(' -> ')}: load it with import()`);
      if (byPath.has(target) && !chains.has(target)) chains.set(target, [...chain, target]);
    }
  }
  return faults;
}
