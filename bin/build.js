// Bundles the program into dist, with what is made from it once: the root help, the outline for completion, the man page.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const at = (path) => new URL(path, root);

const { metafile } = await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: [
    'src/main.ts',
    'src/cli/help/root-help.ts',
    'src/cli/completion/answer.ts',
    'src/cli/completion/make-outline.ts',
    'src/cli/help/man-page.ts',
  ],
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  outdir: 'dist',
  outbase: 'src',
  logLevel: 'warning',
  metafile: true,
});

const { rootHelp } = await import(at('dist/cli/help/root-help.js').href);
const { makeOutline } = await import(at('dist/cli/completion/make-outline.js').href);
const { manPage } = await import(at('dist/cli/help/man-page.js').href);
const pages = {
  'dist/help.txt': rootHelp(),
  'dist/completion.json': JSON.stringify(await makeOutline()),
  'dist/wan.1': await manPage(JSON.parse(readFileSync(at('package.json'), 'utf8'))),
};
for (const [path, text] of Object.entries(pages)) writeFileSync(at(path), text);

// What an earlier build left goes last: a wan that starts meanwhile finds all it needs.
const made = new Set([...Object.keys(metafile.outputs), ...Object.keys(pages)]);
for (const name of readdirSync(at('dist'), { recursive: true })) {
  const path = `dist/${name.replaceAll('\\', '/')}`;
  if (/\.\w+$/.test(path) && !made.has(path)) rmSync(at(path), { force: true });
}
