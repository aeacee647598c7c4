import type { JsonValue } from '../json.js';
import type { ManifestFault } from './manifest-error.js';

/** One named value of a row as the file has it. */
export interface RawEntry {
  readonly column: string;
  readonly line: number | null;
  readonly value: JsonValue;
  /** True for a cell, which is always text; false where the format itself tells text from numbers. */
  readonly isCell: boolean;
}

export interface RawRow {
  /** 1-based, the header not counted. */
  readonly row: number;
  readonly line: number | null;
  readonly entries: readonly RawEntry[];
}

/** What a format gives: rows of named values, and the faults of its syntax. */
export interface RawManifest {
  readonly defaults: readonly RawEntry[];
  /** May be made as they are asked for, so that a large file is not held in two forms. */
  readonly rows: Iterable<RawRow>;
  readonly faults: readonly ManifestFault[];
}

/** A manifest of which nothing can be read. */
export function faulty(reason: string, place: { line?: number | null; hint?: string } = {}): RawManifest {
  return {
    defaults: [],
    rows: [],
    faults: [{ row: null, column: null, line: place.line ?? null, reason, hint: place.hint }],
  };
}
