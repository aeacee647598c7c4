import { findJsonFault } from '../config/json-fault.js';
import { findPlaces, type Place } from './json-places.js';
import { type ManifestFault, quoted } from './manifest-error.js';
import { faulty, type RawManifest, type RawRow } from './raw-manifest.js';
import { type Locate, structuredRow, structuredRows } from './structured-rows.js';

/** The rows of a JSON list, or of `{ defaults, rows }`. */
export function readJson(text: string): RawManifest {
  const parsed = parse(text);
  if ('fault' in parsed) return faulty(parsed.fault.reason, { line: parsed.fault.line });
  const { root, duplicates } = findPlaces(text, 4);
  const manifest = structuredRows({ data: parsed.data, locate: locator(root) });
  const twice = duplicates.map(({ line, name }) => duplicateFault(name, { row: null, line }));
  return { ...manifest, faults: [...twice, ...manifest.faults] };
}

/** One JSON object a line; blank lines do not count. */
export function readJsonLines(text: string): RawManifest {
  const rows: RawRow[] = [];
  const faults: ManifestFault[] = [];
  let row = 0;
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    row += 1;
    const line = index + 1;
    const result = readLine(content, { row, line });
    faults.push(...result.faults);
    if (result.row !== undefined) rows.push(result.row);
  }
  return { defaults: [], rows, faults };
}

interface At {
  readonly row: number | null;
  readonly line: number;
}

function readLine(
  content: string,
  { row, line }: { row: number; line: number },
): { row?: RawRow; faults: readonly ManifestFault[] } {
  const parsed = parse(content);
  if ('fault' in parsed) return { faults: [{ row, column: null, line, reason: parsed.fault.reason }] };
  const twice = findPlaces(content, 0).duplicates.map(({ name }) => duplicateFault(name, { row, line }));
  const result = structuredRow(parsed.data, { row, line, locate: () => line });
  return 'reason' in result ? { faults: [result, ...twice] } : { row: result, faults: twice };
}

function parse(text: string): { readonly data: unknown } | { readonly fault: { line: number; reason: string } } {
  try {
    return { data: JSON.parse(text) };
  } catch {
    const found = findJsonFault(text);
    const line = text.slice(0, found?.offset ?? 0).split('\n').length;
    return { fault: { line, reason: `is no JSON: ${found?.message ?? 'it is nested too deeply'}` } };
  }
}

function duplicateFault(name: string, { row, line }: At): ManifestFault {
  return { row, column: null, line, reason: `${quoted(name)} is there twice in one object` };
}

function locator(root: Place): Locate {
  return (path) => {
    let place: Place | undefined = root;
    for (const part of path) place = place?.members.get(String(part));
    return place?.line ?? null;
  };
}
