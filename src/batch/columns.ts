import { closest } from '../closest.js';
import { requestSchema } from '../providers/request.js';

/** What a column is for: a key of a row, data of the user's own for `{row.<column>}`, or most likely a mistake. */
export type ColumnMeaning =
  | { readonly kind: 'field'; readonly key: string }
  | { readonly kind: 'own' }
  | { readonly kind: 'mistake'; readonly reason: string; readonly hint?: string };

/** Portable fields that a column may set; `extra` is set with `set.<key>`. */
export const columnFields: readonly string[] = Object.keys(requestSchema.shape).filter((field) => field !== 'extra');
const rowKeys = ['id', 'output', 'preset', 'count'] as const;
const known = [...columnFields, ...rowKeys];
const aliases: readonly (readonly [alias: string, field: string])[] = [
  ['lora', 'loras'],
  ['loraHigh', 'lorasHigh'],
  ['loraLow', 'lorasLow'],
];
const byPlainName = new Map([
  ...known.map((key) => [plain(key), key] as const),
  ...aliases.map(([alias, key]) => [plain(alias), key] as const),
]);

/** What others call our fields, too far from them for a typing error. */
const otherNames = new Map([
  ['extra', 'set.<key>'],
  ['img', 'image'],
  ['photo', 'image'],
  ['picture', 'image'],
  ['cfg', 'guidance'],
]);

/**
 * Names count without case, spaces, `-` and `_`: `End Image` is `endImage`. Anything else is the user's own data, unless it
 * looks like a field: `promt` or `image_url` taken for data would be paid for without prompt or image. `x.` before a name
 * settles it.
 */
export function columnMeaning(column: string): ColumnMeaning {
  const key = byPlainName.get(plain(column));
  if (key !== undefined) return { kind: 'field', key };
  if (/^__proto__$/.test(column.replace(/^(?:set|x)\./, '')))
    return { kind: 'mistake', reason: 'is no name for a column' };
  if (column.startsWith('set.')) return setMeaning(column);
  if (column.startsWith('x.')) return { kind: 'own' };
  const near = otherNames.get(plain(column)) ?? closest(plain(column), byPlainName.keys()) ?? kin(column);
  if (near === undefined) return { kind: 'own' };
  const meant = byPlainName.get(near) ?? near;
  return {
    kind: 'mistake',
    reason: `unknown column (did you mean "${meant}"?)`,
    hint: 'begin the name of a column for your own data with "x."',
  };
}

/** `columnMeaning` that works each name out once, and refuses more names than a table has that people look at. */
export function columnReader(): (column: string) => ColumnMeaning {
  const meanings = new Map<string, ColumnMeaning>();
  return (column) => {
    const known = meanings.get(column);
    if (known !== undefined) return known;
    if (meanings.size >= mostColumns)
      return { kind: 'mistake', reason: `is one column too many (${mostColumns} are the most)` };
    const meaning = columnMeaning(column);
    meanings.set(column, meaning);
    return meaning;
  };
}

const mostColumns = 200;

function setMeaning(column: string): ColumnMeaning {
  const key = column.slice('set.'.length);
  return key === '' ? { kind: 'mistake', reason: 'names no parameter: set.<key>' } : { kind: 'field', key: column };
}

/** A field whose words are among those of the column (`image_url`), or that goes on where the column ends (`negative`). */
function kin(column: string): string | undefined {
  const words = wordsOf(column);
  const text = words.join('');
  const longer = columnFields.find(
    (field) => text.length >= 4 && wordsOf(field).length > 1 && plain(field).startsWith(text),
  );
  return (
    longer ?? columnFields.find((field) => field.length >= 4 && wordsOf(field).every((word) => words.includes(word)))
  );
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}
