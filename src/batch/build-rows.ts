import { resolveMediaPaths } from '../config/media-paths.js';
import { requestPower } from '../config/request-power.js';
import { outputPower } from '../config/trust.js';
import type { JsonValue } from '../json.js';
import { columnReader } from './columns.js';
import type { ManifestRow } from './manifest.js';
import { type ManifestFault, quoted } from './manifest-error.js';
import type { RawManifest, RawRow } from './raw-manifest.js';
import { type Cell, type RowCells, readCells } from './row-cells.js';
import { contentFields, contentPresets, withValues } from './row-content.js';
import { type Assignment, combinations, countCombinations, mostRows, numberVariants, valueText } from './variants.js';

export interface BuildOptions {
  readonly directory: string;
  readonly allowOutside: boolean;
  readonly trustProject: boolean;
  readonly safetyCheckerOff: boolean;
}

export interface BuiltRows {
  readonly rows: readonly ManifestRow[];
  readonly ownColumns: readonly string[];
  readonly faults: readonly ManifestFault[];
}

/** Checked rows of what a format gave, variants unfolded, with the faults of every row. */
export function buildRows(raw: RawManifest, options: BuildOptions): BuiltRows {
  const meaningOf = columnReader();
  const defaults = readCells(raw.defaults, { row: null, line: null, meaningOf });
  const faults = [...raw.faults, ...defaults.faults];
  const twice: ManifestFault[] = [];
  const ids = createIds();
  const ownColumns = new Set(defaults.ownColumns);
  const rows: ManifestRow[] = [];
  let isFull = false;
  for (const row of raw.rows) {
    const own = readCells(row.entries, { ...row, meaningOf });
    for (const column of own.ownColumns) ownColumns.add(column);
    faults.push(...own.faults);
    twice.push(...ids.faultsOf(row, own));
    if (isFull) continue;
    const cells = new Map([...defaults.cells, ...own.cells]);
    if (cells.size === 0 && raw.faults.length === 0 && own.faults.length === 0) {
      faults.push(rowFault(row, 'sets no field that is known'));
    }
    const built = buildRow({ row, cells, columns: { ...defaults.columns, ...own.columns } }, options);
    if (rows.length + built.rows.length > mostRows) {
      faults.push(rowFault(row, `the rows up to here come to more than ${mostRows}`));
      isFull = true;
      continue;
    }
    // A row may vary in more ways than a call takes arguments.
    for (const one of built.rows) rows.push(one);
    for (const fault of built.faults) faults.push(fault);
  }
  return { rows: withAllColumns(rows), ownColumns: [...ownColumns], faults: [...faults, ...twice] };
}

function rowFault({ row, line }: RawRow, reason: string): ManifestFault {
  return { row, column: null, line, reason };
}

interface Merged {
  readonly row: RawRow;
  readonly cells: RowCells['cells'];
  readonly columns: Readonly<Record<string, string>>;
}

function buildRow(
  merged: Merged,
  options: BuildOptions,
): { readonly rows: readonly ManifestRow[]; readonly faults: readonly ManifestFault[] } {
  const { row, cells } = merged;
  const axes = [...cells].flatMap(([key, { alternatives }]) =>
    alternatives.length > 1 ? [{ key, values: alternatives }] : [],
  );
  if (countCombinations(axes) > mostRows) {
    return { rows: [], faults: [rowFault(row, `varies in more than ${mostRows} ways`)] };
  }
  const fixed: Assignment = Object.fromEntries(
    [...cells].map(([key, { alternatives }]) => [key, alternatives[0] ?? null]),
  );
  const results = numberVariants(combinations(axes)).map((variant) =>
    settle({ ...merged, variant, values: { ...fixed, ...variant?.values } }, options),
  );
  return {
    rows: results.flatMap(({ row: built }) => built ?? []),
    faults: results.flatMap(({ faults }) => faults),
  };
}

interface Settling extends Merged {
  readonly variant: ManifestRow['variant'];
  readonly values: Assignment;
}

interface Settled {
  readonly row?: ManifestRow;
  readonly faults: readonly ManifestFault[];
}

/** One row or variant with one value for each key; without those that are no values, so that its other faults show too. */
function settle(settling: Settling, options: BuildOptions): Settled {
  const { row, cells, columns, variant, values } = settling;
  const faultAt = (key: string, reason: string, hint?: string): ManifestFault => {
    const cell = cells.get(key);
    return { row: row.row, column: cell?.column ?? key, line: cell?.line ?? row.line, reason, hint };
  };
  const content = withValues({}, values);
  const checked = contentFields(content);
  if ('faults' in checked) {
    const faults = checked.faults.map(({ key, reason }) => faultAt(key, reason));
    const wrong = new Set(checked.faults.map(({ key }) => key));
    const left = Object.fromEntries(Object.entries(values).filter(([key]) => !wrong.has(key)));
    if (Object.keys(left).length === Object.keys(values).length) return { faults };
    const rest = settle({ ...settling, values: left }, options);
    return { ...rest, faults: [...faults, ...rest.faults] };
  }
  const output = typeof values.output === 'string' ? values.output : undefined;
  const powers = options.trustProject
    ? []
    : [...requestPower(checked.fields, options), ...(options.allowOutside ? [] : outputPower(output ?? ''))];
  if (powers.length > 0)
    return {
      faults: powers.map(({ key, reason }) => faultAt(key.replace(/^extra\.([^.]*).*/, 'set.$1'), reason, trustHint)),
    };
  return {
    faults: [],
    row: {
      row: row.row,
      line: row.line,
      id: typeof values.id === 'string' ? values.id : undefined,
      fields: resolveMediaPaths(checked.fields, options.directory),
      output,
      count: typeof values.count === 'number' ? values.count : undefined,
      presets: contentPresets(content.preset, { directory: options.directory, chooser: 'project' }),
      columns: { ...columns, ...variantColumns(variant?.values ?? {}, cells) },
      variant,
      content,
    },
  };
}

const trustHint = 'say it on the command line, or add --trust-project if you trust this manifest';

function variantColumns(values: Assignment, cells: ReadonlyMap<string, Cell>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [cells.get(key)?.column ?? key, valueText(value)]),
  );
}

/** A template may ask each row for what only some of them have. */
function withAllColumns(rows: readonly ManifestRow[]): readonly ManifestRow[] {
  const all = new Set(rows.flatMap(({ columns }) => Object.keys(columns)));
  const empty = Object.fromEntries([...all].map((column) => [column, '']));
  return rows.map((row) =>
    Object.keys(row.columns).length === all.size ? row : { ...row, columns: { ...empty, ...row.columns } },
  );
}

/** Remembers which row has which id. */
function createIds() {
  const first = new Map<JsonValue, number>();
  return {
    faultsOf({ row }: RawRow, { cells }: RowCells): readonly ManifestFault[] {
      const cell = cells.get('id');
      const id = cell?.alternatives[0] ?? null;
      if (cell === undefined || id === null) return [];
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, row);
      const reason = `${quoted(id)} is the id of row ${earlier} too`;
      return earlier === undefined ? [] : [{ row, column: cell.column, line: cell.line, reason }];
    },
  };
}
