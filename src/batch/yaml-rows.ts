import type { Document, LineCounter } from 'yaml';
import { faulty, type RawManifest } from './raw-manifest.js';
import { type Locate, structuredRows } from './structured-rows.js';

/** Rows may share anchors; a document in which aliases unfold aliases without end is refused. */
const mostAliases = 10_000;

/** The rows of a YAML list, or of `{ defaults, rows }`. */
export async function readYaml(text: string): Promise<RawManifest> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  try {
    const document = yaml.parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
      merge: true,
    });
    const faults = document.errors.map((error) => ({
      row: null,
      column: null,
      line: lines.linePos(error.pos[0]).line,
      reason: error.message,
    }));
    if (faults.length > 0) return { defaults: [], rows: [], faults };
    const data: unknown = document.toJS({ maxAliasCount: mostAliases });
    return structuredRows({ data: data ?? [], locate: locator(document, { lines, yaml }) });
  } catch (error) {
    // The parser recurses, and refuses documents that unfold aliases without end.
    const reason =
      error instanceof RangeError ? 'is nested too deeply' : error instanceof Error ? error.message : String(error);
    return faulty(reason);
  }
}

/** Line of a key for a path that ends in one, else of the value. */
function locator(
  document: Document.Parsed,
  { lines, yaml }: { lines: LineCounter; yaml: typeof import('yaml') },
): Locate {
  return (path) => {
    const last = path.at(-1);
    const outer = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pair = yaml.isMap(outer)
      ? outer.items.find(({ key }) => yaml.isScalar(key) && key.value === last)
      : undefined;
    const node = pair?.key ?? (yaml.isSeq(outer) && typeof last === 'number' ? outer.items[last] : undefined);
    return yaml.isNode(node) && node.range ? lines.linePos(node.range[0]).line : null;
  };
}
