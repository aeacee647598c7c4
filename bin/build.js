// Bundles the program into dist, with what is made from it once: the root help, the outline for completion, the man page.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const at = (path) => new URL(path, root);

const { outputFiles } = await build({
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
  write: false,
});
// Files named by their content come before those of fixed names, which ask for them.
const isChunk = ({ path }) => /-[0-9A-Z]{8}\.js$/.test(path);
for (const { path, text } of [...outputFiles.filter(isChunk), ...outputFiles.filter((file) => !isChunk(file))]) {
  put(path, text);
}

const { rootHelp } = await import(at('dist/cli/help/root-help.js').href);
const { makeOutline } = await import(at('dist/cli/completion/make-outline.js').href);
const { manPage } = await import(at('dist/cli/help/man-page.js').href);
const pages = {
  'dist/help.txt': rootHelp(),
  'dist/completion.json': JSON.stringify(await makeOutline()),
  'dist/wan.1': await manPage(JSON.parse(readFileSync(at('package.json'), 'utf8'))),
};
for (const [path, text] of Object.entries(pages)) put(fileURLToPath(at(path)), text);

// What an earlier build left goes last: a wan that starts meanwhile finds all it needs.
const made = new Set([
  ...outputFiles.map(({ path }) => relative(fileURLToPath(root), path).replaceAll('\\', '/')),
  ...Object.keys(pages),
]);
for (const name of readdirSync(at('dist'), { recursive: true })) {
  const path = `dist/${name.replaceAll('\\', '/')}`;
  if (/\.\w+$/.test(path) && !made.has(path)) rmSync(at(path), { force: true });
}

/** Under its name at once, so that a wan that starts meanwhile never reads half of a file; what is the same stays. */
function put(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}
