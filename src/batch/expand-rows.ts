import { resolveMediaPaths } from '../config/media-paths.js';
import type { PresetChoice } from '../config/presets.js';
import { WanError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { RequestFields } from '../providers/request.js';
import type { ManifestRow } from './manifest.js';
import type { Axis } from './matrix.js';
import { contentFields, contentPresets, withValues } from './row-content.js';
import { type Assignment, combinations, countCombinations, mostRows, numberVariants, valueText } from './variants.js';

export interface Expansion {
  /** Paths of the axes count from here: they were typed on the command line. */
  readonly cwd: string;
  /** Most rows that may come out (default `mostRows`). */
  readonly limit?: number | undefined;
}

/**
 * Every row with every combination of the axes, the last axis fastest; an axis wins over what the row says. Rows keep
 * their number, and come out as they went in when there is no axis. Variants that come out equal are one.
 *
 * @throws WanError `usage.invalid` above the limit
 */
export function expandRows(
  rows: readonly ManifestRow[],
  axes: readonly Axis[],
  { cwd, limit = mostRows }: Expansion,
): readonly ManifestRow[] {
  const size = rows.length * countCombinations(axes);
  if (size > limit) {
    throw new WanError(
      'usage.invalid',
      `${rows.length} rows and the matrix come to ${size} clips, and ${limit} are the most`,
      {
        hint: 'shorten --matrix, or split the manifest',
      },
    );
  }
  if (axes.length === 0) return rows;
  const patches = combinations(axes).map((values) => toPatch(values, cwd));
  return byNumber(rows).flatMap((group) => expandGroup(group, patches));
}

/** One combination, ready to be laid over any row. */
interface Patch {
  readonly values: Assignment;
  readonly fields: RequestFields;
  readonly presets: readonly PresetChoice[];
  readonly columns: Readonly<Record<string, string>>;
}

function toPatch(values: Assignment, cwd: string): Patch {
  const content = withValues({}, values);
  const checked = contentFields(content);
  return {
    values,
    fields: 'fields' in checked ? resolveMediaPaths(checked.fields, cwd) : {},
    presets: contentPresets(content.preset, { directory: cwd, chooser: 'command' }),
    columns: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, valueText(value)])),
  };
}

/** Variants of one row stand together. */
function byNumber(rows: readonly ManifestRow[]): readonly (readonly ManifestRow[])[] {
  const groups: ManifestRow[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.row === row.row) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

function expandGroup(group: readonly ManifestRow[], patches: readonly Patch[]): readonly ManifestRow[] {
  const patched = group.flatMap((row) => patches.map((patch) => patchRow(row, patch)));
  const byValues = new Map(patched.map((one) => [one.values, one] as const));
  return numberVariants([...byValues.keys()]).flatMap((variant) => {
    const found = variant === null ? undefined : byValues.get(variant.values);
    return found === undefined ? [] : [{ ...found.row, variant }];
  });
}

function patchRow(
  row: ManifestRow,
  { values, fields, presets, columns }: Patch,
): { readonly row: ManifestRow; readonly values: Assignment } {
  const content = withValues(row.content, values);
  const stack = [...row.presets, ...presets];
  return {
    values: { ...row.variant?.values, ...values },
    row: {
      ...row,
      fields: mergeFields(row.fields, { fields, values }),
      presets: stack,
      columns: { ...row.columns, ...columns },
      content: stack.length === 0 ? content : { ...content, preset: stack.map(({ reference }) => reference) },
    },
  };
}

function mergeFields(own: RequestFields, { fields, values }: Pick<Patch, 'fields' | 'values'>): RequestFields {
  const kept = Object.fromEntries(Object.entries(own).filter(([key]) => values[key] !== null));
  const extra: JsonObject = Object.fromEntries(
    Object.entries({ ...own.extra, ...fields.extra }).filter(([key]) => values[`set.${key}`] !== null),
  );
  const merged: RequestFields = { ...kept, ...fields, extra };
  if (Object.keys(extra).length === 0) delete merged.extra;
  return merged;
}
