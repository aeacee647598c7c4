import { createHash } from 'node:crypto';
import { canonicalJson } from '../json.js';
import type { ManifestRow } from './manifest.js';

/**
 * A stable name for each row, in the order given: its `id`, else its content plus the n-th occurrence of that content.
 * Rows that are inserted, edited or moved elsewhere in the file change nothing for the others. For variants of a row with an
 * `id` the varying values are added. Paths count as they are written, so a moved folder is the same manifest; the bytes of
 * the files are part of the request's own identity. Output and count say where and how often, not what.
 */
export function rowIdentities(rows: readonly ManifestRow[]): readonly string[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const name = nameOf(row);
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return row.id !== undefined && occurrence === 1 ? name : `${name}#${occurrence}`;
  });
}

function nameOf({ id, variant, content }: ManifestRow): string {
  if (id === undefined) return `row:${hashOf(canonicalJson(content))}`;
  return variant === null ? `id:${id}` : `id:${id}:${hashOf(canonicalJson(variant.values))}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
