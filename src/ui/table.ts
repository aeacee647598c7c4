import { displayWidth, oneLine, padEnd, padStart, truncate } from './width.js';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right' | undefined;
  /** May be cut when the table is too wide; the widest of these gives way first. */
  readonly shrinks?: boolean | undefined;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of the terminal; null when it is not one: then tab-separated, whole, without a heading. */
  readonly width: number | null;
}

/** A list for people (aligned, no borders) or, when piped, for `cut` and `awk`; ends with a newline unless empty. */
export function renderTable({ columns, rows, width }: Table): string {
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? '')));
  if (width === null) return cells.map((row) => `${row.join('\t')}\n`).join('');
  if (cells.length === 0) return '';
  const heading = columns.map((column) => column.title.toUpperCase());
  const widths = fitWidths(columns, naturalWidths([heading, ...cells]), width);
  return [heading, ...cells].map((row) => `${renderRow(columns, row, widths)}\n`).join('');
}

const gap = 2;
const narrowest = 6;

function naturalWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
    });
  }
  return widths;
}

/** Takes columns from the widest cell that may shrink, one at a time, until the row fits or nothing more can give way. */
function fitWidths(columns: readonly TableColumn[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, gap * (widths.length - 1)) - width;
  while (excess > 0) {
    const widest = widestShrinking(columns, widths);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widestShrinking(columns: readonly TableColumn[], widths: readonly number[]): number | undefined {
  let widest: number | undefined;
  widths.forEach((width, index) => {
    if (columns[index]?.shrinks !== true || width <= narrowest) return;
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = index;
  });
  return widest;
}

function renderRow(columns: readonly TableColumn[], row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, index) => {
    const width = widths[index] ?? 0;
    const text = truncate(cell, width);
    return columns[index]?.align === 'right' ? padStart(text, width) : padEnd(text, width);
  });
  return cells.join(' '.repeat(gap)).trimEnd();
}
