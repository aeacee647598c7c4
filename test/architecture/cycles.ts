import type { SourceFile } from './source-file.js';

/** Files that need each other to be loaded. Types vanish and `import()` waits, so neither closes a circle. */
export function checkCycles(files: readonly SourceFile[]): string[] {
  return findCircles(
    new Map(
      files.map(({ path, imports }) => [
        path,
        imports.flatMap(({ target, kind }) => (kind === 'value' ? [target] : [])),
      ]),
    ),
  );
}

/** Folders of one layer that know of each other, be it by types or late: a folder is a step, and steps have an order. */
export function checkFolderCircles(files: readonly SourceFile[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const from = folderOf(path);
    if (from === undefined) continue;
    const known = next.get(from) ?? new Set();
    for (const { target } of imports) {
      const to = folderOf(target);
      if (to !== undefined && to !== from) known.add(to);
    }
    next.set(from, known);
  }
  return findCircles(next);
}

/** `src/jobs/wait` for `src/jobs/wait/follow.ts`; undefined for what stands in no folder of its layer. */
function folderOf(path: string): string | undefined {
  const [root, layer, folder, file] = path.split('/');
  return root === 'src' && file !== undefined ? `src/${layer}/${folder}` : undefined;
}

function findCircles(next: ReadonlyMap<string, Iterable<string>>): string[] {
  const finished = new Set<string>();
  const circles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) circles.push([...trail.slice(at), path].join(' -> '));
    if (at >= 0 || finished.has(path)) return;
    for (const target of next.get(path) ?? []) walk(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  return circles;
}
