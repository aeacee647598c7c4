import { stripControls, WanError } from '../errors.js';

/** One thing wrong with a manifest. */
export interface ManifestFault {
  /** 1-based, the header not counted; null for the file as a whole. */
  readonly row: number | null;
  /** Name of the column as the file has it. */
  readonly column: string | null;
  /** From 1. */
  readonly line: number | null;
  readonly reason: string;
  /** What to do next, where it is not plain. */
  readonly hint?: string | undefined;
}

/** `manifest.invalid`, with every fault as data too. */
export class ManifestError extends WanError {
  readonly faults: readonly ManifestFault[];

  constructor(message: string, faults: readonly ManifestFault[], hint: string | undefined) {
    super('manifest.invalid', message, { hint });
    this.name = 'ManifestError';
    this.faults = faults;
  }
}

/** One error for all faults in the order of the file, a line each: `rows.csv:4: row 3, duration: "abc" is not a number`. */
export function manifestError(file: string, faults: readonly ManifestFault[]): ManifestError {
  const ordered = faults.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
  // The variants of a row share its faults.
  const byLine = new Map(ordered.map((fault) => [faultLine(file, fault), fault] as const));
  const sorted = [...byLine.values()];
  const hints = new Set(sorted.flatMap(({ hint }) => hint ?? []));
  const [shared] = hints;
  // What several faults have each of their own stands beside them.
  const lines = [...byLine].map(([line, { hint }]) =>
    hints.size > 1 && hint !== undefined ? withHint(line, oneLine(hint)) : line,
  );
  const more = lines.length - shown;
  const message = [...lines.slice(0, shown), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
  return new ManifestError(message, sorted, shared === undefined || hints.size > 1 ? mending(sorted) : oneLine(shared));
}

function mending(faults: readonly ManifestFault[]): string {
  const what = faults.some(({ row }) => row !== null) ? 'the rows' : 'what is';
  return `mend ${what} named above; nothing was sent`;
}

function withHint(line: string, hint: string): string {
  return line.endsWith(')') ? `${line.slice(0, -1)}; ${hint})` : `${line} (${hint})`;
}

/** A value of the file as messages quote it: one line, no control characters, not endless. */
export function quoted(value: unknown): string {
  const text = oneLine(
    (typeof value === 'string' ? JSON.stringify(value.slice(0, 200)) : JSON.stringify(value)) ?? 'nothing',
  );
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}...`;
}

/** More lines than this scroll away what is above them. */
const shown = 50;
const longestQuote = 80;

function faultLine(file: string, { row, column, line, reason }: ManifestFault): string {
  const place = line === null ? file : `${file}:${line}`;
  const where = [
    ...(row === null ? [] : [`row ${row}`]),
    ...(column === null ? [] : [column.slice(0, longestQuote)]),
  ].join(', ');
  return oneLine([place, ...(where === '' ? [] : [where]), reason].join(': '));
}

function oneLine(text: string): string {
  return stripControls(text.replace(/[\r\n\t\u2028\u2029]+/g, ' '));
}
