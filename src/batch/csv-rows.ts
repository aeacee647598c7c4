import type { CsvError } from 'csv-parse/sync';
import { columnMeaning, columnReader } from './columns.js';
import { type ManifestFault, quoted } from './manifest-error.js';
import { faulty, type RawEntry, type RawManifest, type RawRow } from './raw-manifest.js';

/** The rows of CSV text; commas, semicolons and tabs are told apart by the header. An empty cell is a value not given. */
export async function readCsv(text: string, delimiter?: string): Promise<RawManifest> {
  const { parse, CsvError } = await import('csv-parse/sync');
  const { body, skipped, stated } = withoutStatement(text);
  try {
    // The declarations of csv-parse know nothing of what `info` adds.
    const records = parse(body, {
      delimiter: delimiter ?? stated ?? delimiterOf(body),
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    }) as unknown as readonly CsvRecord[];
    return toRows(records, skipped);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return faulty(syntaxReason(error), {
      line: lineOf(error, body) + skipped,
      hint: 'quote the whole cell, and write "" for a quote in it',
    });
  }
}

/** A record as csv-parse gives it with `info`; `lines` counts to the end of the record. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Excel's own first line, `sep=;`. */
function withoutStatement(text: string): {
  readonly body: string;
  readonly skipped: number;
  readonly stated: string | undefined;
} {
  const [line, stated] = /^sep=(.)\n/.exec(text) ?? [];
  return line === undefined
    ? { body: text, skipped: 0, stated: undefined }
    : { body: text.slice(line.length), skipped: 1, stated };
}

/** The delimiter under which the first line names most columns that we know; then the one that is most frequent. */
function delimiterOf(text: string): string {
  const header = (text.trimStart().split('\n', 1)[0] ?? '').slice(0, 10_000);
  const scored = [',', ';', '\t'].map((delimiter) => {
    const cells = header.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''));
    return {
      delimiter,
      known: cells.filter((cell) => columnMeaning(cell).kind === 'field').length,
      cells: cells.length,
    };
  });
  const [best] = scored.toSorted((a, b) => b.known - a.known || b.cells - a.cells);
  return best?.delimiter ?? ',';
}

function toRows([header, ...records]: readonly CsvRecord[], skipped: number): RawManifest {
  if (header === undefined) return faulty('is empty', { hint: headerHint });
  const names = header.record;
  const filled = records.filter(({ record }) => record.some((cell) => cell !== ''));
  const place = (record: CsvRecord, index: number) => ({ row: index + 1, line: startOf(record) + skipped });
  const faults = filled.flatMap((record, index): ManifestFault[] => {
    const fault = widthFault(record.record, names);
    return fault === undefined ? [] : [{ ...place(record, index), column: null, ...fault }];
  });
  const rows = {
    *[Symbol.iterator](): Generator<RawRow> {
      for (const [index, record] of filled.entries()) {
        const at = place(record, index);
        yield { ...at, entries: toEntries(record.record, names, at.line) };
      }
    },
  };
  return { defaults: [], rows, faults: [...headerFaults(names, startOf(header) + skipped), ...faults] };
}

function toEntries(cells: readonly string[], names: readonly string[], line: number): readonly RawEntry[] {
  return names.flatMap((column, index) => {
    return column === '' ? [] : [{ column, line, value: cells[index] ?? '', isCell: true }];
  });
}

function headerFaults(names: readonly string[], line: number): readonly ManifestFault[] {
  const meaningOf = columnReader();
  const last = names.findLastIndex((name) => name !== '');
  const keys = names.map((name) => {
    const meaning = meaningOf(name);
    return meaning.kind === 'field' ? meaning.key : name;
  });
  const faults = names.slice(0, last + 1).flatMap((name, index): readonly ManifestFault[] => {
    const meaning = meaningOf(name);
    const first = keys.indexOf(keys[index] ?? '');
    const at = { row: null, column: null, line };
    if (name === '') return [{ ...at, reason: `column ${index + 1} of the header has no name` }];
    if (first < index) return [{ ...at, reason: `columns ${quoted(names[first])} and ${quoted(name)} mean the same` }];
    return meaning.kind === 'mistake' ? [{ ...at, column: name, reason: meaning.reason, hint: meaning.hint }] : [];
  });
  if (faults.length > 0 || names.some((name) => meaningOf(name).kind === 'field')) return faults;
  return [{ row: null, column: null, line, reason: 'no column is known here', hint: headerHint }];
}

const headerHint = 'the first line names the columns: image,prompt,seed';

/** A row of another width than the header has lost a delimiter or a quote, and its values stand in the wrong columns. */
function widthFault(cells: readonly string[], names: readonly string[]): { reason: string; hint: string } | undefined {
  const width = names.findLastIndex((name) => name !== '') + 1;
  const filled = cells.findLastIndex((cell) => cell !== '') + 1;
  if (cells.length >= width && filled <= width) return undefined;
  return {
    reason: `has ${Math.max(cells.length < width ? cells.length : filled, 1)} cells, and the header ${width}`,
    hint: 'quote cells that hold the delimiter',
  };
}

function startOf({ record, info }: CsvRecord): number {
  return info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

const reasons: Readonly<Partial<Record<CsvError['code'], string>>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  INVALID_OPENING_QUOTE: 'a quote stands inside of a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'something follows the closing quote of a cell, or an earlier quote was never closed',
};

function syntaxReason(error: CsvError): string {
  return reasons[error.code] ?? error.message;
}

/** A quote that is never closed ends with the text; it is the last one there, since every other was opened and closed. */
function lineOf(error: CsvError, text: string): number {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return text.slice(0, text.lastIndexOf('"')).split('\n').length;
  return typeof error.lines === 'number' ? error.lines : 1;
}
