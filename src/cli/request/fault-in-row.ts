import { columnMeaning } from '../../batch/columns.js';
import type { ManifestRow } from '../../batch/manifest.js';
import type { ManifestFault } from '../../batch/manifest-error.js';
import type { Fault } from '../../catalogue/fault.js';
import { flagOf, modelOptions } from '../../catalogue/flags.js';
import type { RequestFields } from '../../providers/request.js';

export interface FaultPlace {
  readonly row: ManifestRow | undefined;
  /** Keys that `--matrix` sets. */
  readonly axes: readonly string[];
  /** What the command line says of every row. */
  readonly flags: RequestFields;
}

/** A model's objection in the words of the place that the value came from: a column, an axis of the matrix, or a flag. */
export function faultInRow({ field, key, message, hint }: Fault, { row, axes, flags }: FaultPlace): ManifestFault {
  const at = { row: row?.row ?? null, line: row?.line ?? null };
  const name = key === undefined ? field : `set.${key}`;
  if (axes.includes(name)) return { ...at, column: `--matrix ${name}`, ...wordsFor(name) };
  if (Object.hasOwn(flags, field) && !Object.hasOwn(row?.fields ?? {}, field)) {
    return { ...at, column: null, reason: message, hint };
  }
  const column = Object.keys(row?.columns ?? {}).find((one) => isColumnOf(one, name)) ?? name;
  return { ...at, column, ...wordsFor(column) };

  function wordsFor(column: string) {
    const flag = flagFor(field, key);
    if (flag === undefined) return { reason: message, hint };
    const reason = message.startsWith(`${flag} `) ? message.slice(flag.length + 1) : message;
    return { reason: reason.replaceAll(flag, column), hint: hint?.replaceAll(flag, column) };
  }
}

function isColumnOf(column: string, name: string): boolean {
  const meaning = columnMeaning(column);
  return meaning.kind === 'field' && meaning.key === name;
}

function flagFor(field: Fault['field'], key: string | undefined): string | undefined {
  if (key !== undefined) return `--set ${key}`;
  const option = modelOptions.find((one) => one === field);
  return option === undefined ? undefined : flagOf(option);
}
