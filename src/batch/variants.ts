import { canonicalJson, type JsonValue } from '../json.js';
import type { Variant } from './manifest.js';

/** Values by key, of which one combination takes one each. */
export interface Varying {
  readonly key: string;
  readonly values: readonly JsonValue[];
}

/** One value for each key. */
export type Assignment = Readonly<Record<string, JsonValue>>;

/** More rows than anyone pays for on purpose. */
export const mostRows = 100_000;

/** How many combinations there are, without making them. */
export function countCombinations(axes: readonly Varying[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** Every combination, the last axis fastest; one empty combination without axes. */
export function combinations(axes: readonly Varying[]): readonly Assignment[] {
  return axes.reduce<readonly Assignment[]>(
    (earlier, { key, values }) =>
      earlier.flatMap((assignment) => values.map((value) => ({ ...assignment, [key]: value }))),
    [{}],
  );
}

/** The variants of one row, numbered; those that come out equal are one. A single one without values does not vary. */
export function numberVariants(assignments: readonly Assignment[]): readonly (Variant | null)[] {
  const unique = [...new Map(assignments.map((values) => [canonicalJson(values), values])).values()];
  return unique.map((values, index) =>
    Object.keys(values).length === 0 ? null : { index: index + 1, values, label: labelOf(values) },
  );
}

/** A value as a file name or a label shows it. */
export function valueText(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const longestLabelValue = 40;

function labelOf(values: Assignment): string {
  return Object.entries(values)
    .map(
      ([key, value]) =>
        `${key}=${value === null ? 'none' : valueText(value).replace(/\s+/g, ' ').slice(0, longestLabelValue)}`,
    )
    .join(', ');
}
