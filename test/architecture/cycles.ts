import type { SourceFile } from './source-file.js';

/** Files that need each other to be loaded. Types vanish and `import()` waits, so neither closes a circle. */
export function checkCycles(files: readonly SourceFile[]): string[] {
  const next = new Map(
    files.map(({ path, imports }) => [path, imports.flatMap(({ target, kind }) => (kind === 'value' ? [target] : []))]),
  );
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
