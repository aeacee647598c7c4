import { WanError } from '../errors.js';
import type { JsonValue } from '../json.js';
import { cellValue } from './cell-value.js';
import { columnFields, columnMeaning } from './columns.js';
import { quoted } from './manifest-error.js';
import { contentFields, withValues } from './row-content.js';
import type { Varying } from './variants.js';

/** One `--matrix key=a,b,c`: a portable field, `preset` or `set.<key>`, with values typed like the field; null leaves it out. */
export type Axis = Varying;

/**
 * The axes of `--matrix` in order: `seed=1..20`, `provider=fal,wavespeed`, `prompt="a, b",c`, `prompt=["a, b","c"]`.
 *
 * @throws WanError `usage.invalid`
 */
export function parseMatrix(texts: readonly string[]): readonly Axis[] {
  const axes = texts.map(parseAxis);
  const twice = axes.find(({ key }, index) => axes.findIndex((axis) => axis.key === key) < index);
  if (twice !== undefined) throw invalid(`--matrix ${twice.key} is given twice`, 'put all values into one: key=a,b,c');
  return axes;
}

function parseAxis(text: string): Axis {
  const at = text.indexOf('=');
  if (at < 1) throw invalid(`--matrix ${quoted(text)}: no key=values`);
  const key = axisKey(text.slice(0, at).trim());
  const { items, isCell } = split(text.slice(at + 1), key);
  const values = items.flatMap((item) => {
    const value = item === '' ? { reason: 'a value is empty' } : cellValue(key, item, isCell);
    if ('reason' in value) throw invalid(`--matrix ${key}: ${value.reason}`);
    return value.alternatives;
  });
  for (const value of values) refuseUnfit(key, value);
  return { key, values };
}

function axisKey(name: string): string {
  const meaning = columnMeaning(name);
  if (meaning.kind === 'field' && !['id', 'output', 'count'].includes(meaning.key)) return meaning.key;
  const reason = meaning.kind === 'mistake' ? meaning.reason.replace('unknown column', 'is no field') : 'cannot vary';
  throw invalid(`--matrix ${quoted(name)}: ${reason}`, `${columnFields.join(', ')}, preset, set.<key>`);
}

/** A JSON list as it is; else values between commas, of which one may stand in double quotes. */
function split(text: string, key: string): { readonly items: readonly JsonValue[]; readonly isCell: boolean } {
  const list = text.trimStart().startsWith('[') ? parseList(text) : undefined;
  if (list !== undefined) return { items: list, isCell: false };
  const items: string[] = [];
  let at = 0;
  do {
    pattern.lastIndex = at;
    const [whole = '', inQuotes, plain = ''] = pattern.exec(text) ?? [];
    items.push(inQuotes === undefined ? plain.trim() : inQuotes.replaceAll('""', '"'));
    at += whole.length;
    if (at < text.length && text[at] !== ',') throw invalid(`--matrix ${key}: something follows a closing quote`);
    at += 1;
  } while (at <= text.length);
  return { items, isCell: true };
}

const pattern = /\s*"((?:[^"]|"")*)"\s*|([^,]*)/y;

function parseList(text: string): readonly JsonValue[] | undefined {
  try {
    const data: JsonValue = JSON.parse(text);
    return Array.isArray(data) && data.length > 0 ? data : undefined;
  } catch {
    return undefined;
  }
}

function refuseUnfit(key: string, value: JsonValue): void {
  const checked = contentFields(withValues({}, { [key]: value }));
  const [fault] = 'faults' in checked ? checked.faults : [];
  if (fault !== undefined) throw invalid(`--matrix ${key}: ${fault.reason}`);
}

function invalid(message: string, hint = '--matrix seed=1..20, for example'): WanError {
  return new WanError('usage.invalid', message, { hint });
}
