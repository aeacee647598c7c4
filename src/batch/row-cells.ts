import type { JsonValue } from '../json.js';
import type { CellValue } from './cell-alternatives.js';
import { cellValue } from './cell-value.js';
import type { ColumnMeaning } from './columns.js';
import { type ManifestFault, quoted } from './manifest-error.js';
import type { RawEntry, RawRow } from './raw-manifest.js';
import { valueText } from './variants.js';

/** A value of a row under its key, typed as far as the key tells. */
export interface Cell {
  readonly column: string;
  readonly line: number | null;
  /** Each makes a row of its own; null is "not given". */
  readonly alternatives: readonly JsonValue[];
}

export interface RowCells {
  /** By key: a portable field, `set.<key>`, `id`, `output`, `preset`, `count`. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** All columns as text. */
  readonly columns: Readonly<Record<string, string>>;
  readonly ownColumns: readonly string[];
  readonly faults: readonly ManifestFault[];
}

export interface CellOptions {
  /** Null for the defaults. */
  readonly row: RawRow['row'] | null;
  readonly line: number | null;
  readonly meaningOf: (column: string) => ColumnMeaning;
}

/** The entries of a row under the keys they mean. What a header says wrongly was reported with the header. */
export function readCells(entries: readonly RawEntry[], { row, line, meaningOf }: CellOptions): RowCells {
  const cells = new Map<string, Cell>();
  const columns: [string, string][] = [];
  const ownColumns: string[] = [];
  const faults: ManifestFault[] = [];
  for (const entry of entries) {
    const { column } = entry;
    const at = { row, column, line: entry.line ?? line };
    const meaning = meaningOf(column);
    if (meaning.kind !== 'mistake') columns.push([column, valueText(entry.value)]);
    if (meaning.kind === 'own') ownColumns.push(column);
    if (meaning.kind === 'mistake' && !entry.isCell) faults.push({ ...at, reason: meaning.reason, hint: meaning.hint });
    if (meaning.kind !== 'field' || (entry.isCell && (entry.value === '' || cells.has(meaning.key)))) continue;
    const { key } = meaning;
    const result = readCell(entry, { key, row, cells });
    if ('reason' in result) faults.push({ ...at, reason: result.reason });
    else cells.set(key, { column, line: at.line, alternatives: result.alternatives });
  }
  return { cells, columns: Object.fromEntries(columns), ownColumns, faults };
}

interface Reading {
  readonly key: string;
  readonly row: number | null;
  readonly cells: ReadonlyMap<string, Cell>;
}

function readCell({ value, isCell }: RawEntry, { key, row, cells }: Reading): CellValue {
  const earlier = cells.get(key);
  if (earlier !== undefined) return { reason: `means the same as ${quoted(earlier.column)}` };
  if (row === null && key === 'id') return { reason: 'names one row, so it has no place in "defaults"' };
  const result = cellValue(key, value, isCell);
  const count = key === 'count' && 'alternatives' in result ? result.alternatives[0] : null;
  if (typeof count !== 'number' || (Number.isInteger(count) && count >= 1 && count <= mostTakes)) return result;
  return { reason: `${count} is not a whole number from 1 to ${mostTakes}` };
}

const mostTakes = 1000;
