import { didYouMean } from '../closest.js';
import { isNestedDeeper, type JsonValue } from '../json.js';
import { type ManifestFault, quoted } from './manifest-error.js';
import { faulty, type RawEntry, type RawManifest, type RawRow } from './raw-manifest.js';

/** Line of the value at a path, or null where that is not known. */
export type Locate = (path: readonly (string | number)[]) => number | null;

export interface StructuredData {
  readonly data: unknown;
  readonly locate: Locate;
}

/** The rows of a list, or of `{ defaults, rows }`: what JSON and YAML have in common. */
export function structuredRows({ data, locate }: StructuredData): RawManifest {
  if (isNestedDeeper(data, deepest)) return faulty('is nested too deeply');
  if (isJsonValue(data) && Array.isArray(data)) return toManifest(data, { locate, path: [], defaults: [], faults: [] });
  if (!isJsonObject(data)) return faulty('must be a list of rows, or { defaults, rows }');
  const faults = Object.keys(data).flatMap((key) => unknownKey(key, locate([key])));
  const { rows, defaults = {} } = data;
  if (!Array.isArray(rows)) faults.push(fault(locate(['rows']), '"rows" must be a list of rows'));
  if (!isJsonObject(defaults)) faults.push(fault(locate(['defaults']), '"defaults" must hold fields and their values'));
  const own = isJsonObject(defaults) ? toEntries(defaults, (key) => locate(['defaults', key])) : [];
  return toManifest(Array.isArray(rows) ? rows : [], { locate, path: ['rows'], defaults: own, faults });
}

/** One object as a row; used for JSONL, where each line is one. */
export function structuredRow(
  data: unknown,
  place: { readonly row: number; readonly line: number | null; readonly locate: Locate },
): RawRow | ManifestFault {
  const { row, line, locate } = place;
  if (isNestedDeeper(data, deepest)) return { row, column: null, line, reason: 'is nested too deeply' };
  if (!isJsonObject(data))
    return { row, column: null, line, reason: `${quoted(data)} is not a row: { "prompt": "..." }` };
  return { row, line, entries: toEntries(data, (key) => locate([key])) };
}

interface Surroundings {
  readonly locate: Locate;
  readonly path: readonly string[];
  readonly defaults: readonly RawEntry[];
  readonly faults: readonly ManifestFault[];
}

function toManifest(list: readonly unknown[], { locate, path, defaults, faults }: Surroundings): RawManifest {
  const all = list.map((data, index) =>
    structuredRow(data, {
      row: index + 1,
      line: locate([...path, index]),
      locate: (inner) => locate([...path, index, ...inner]),
    }),
  );
  const rows = all.filter((one) => 'entries' in one);
  return { defaults, rows, faults: [...faults, ...all.filter((one) => 'reason' in one)] };
}

/** `set` and `extra` may hold their keys as an object. */
function toEntries(
  data: Readonly<Record<string, JsonValue>>,
  lineOf: (key: string) => number | null,
): readonly RawEntry[] {
  return Object.entries(data).flatMap(([column, value]) => {
    const line = lineOf(column);
    if (/^(?:set|extra)$/.test(column) && isJsonObject(value)) {
      return Object.entries(value).map(([key, inner]) => ({ column: `set.${key}`, line, value: inner, isCell: false }));
    }
    return [{ column, line, value, isCell: false }];
  });
}

const topKeys = ['rows', 'defaults', '$schema'];

function unknownKey(key: string, line: number | null): readonly ManifestFault[] {
  if (topKeys.includes(key)) return [];
  return [fault(line, `unknown key ${quoted(key)}${didYouMean(key, topKeys)} beside "defaults" and "rows"`)];
}

function fault(line: number | null, reason: string): ManifestFault {
  return { row: null, column: null, line, reason };
}

/** More levels than any row needs, and fewer than exhaust the stack of whoever walks through them. */
const deepest = 32;

/** JSON and YAML's core schema give nothing but JSON values, and YAML in addition NaN and infinities, which no field takes. */
function isJsonValue(data: unknown): data is JsonValue {
  return data !== undefined;
}

function isJsonObject(data: unknown): data is Readonly<Record<string, JsonValue>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
