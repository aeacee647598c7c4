import type { JsonValue } from '../../json.js';

/** What `{{...}}` in an input of a workflow may name. */
export const placeholderNames = [
  'image',
  'endImage',
  'prompt',
  'negative',
  'seed',
  'width',
  'height',
  'length',
  'fps',
] as const;
export type PlaceholderName = (typeof placeholderNames)[number];
export type PlaceholderValues = Readonly<Partial<Record<PlaceholderName, string | number>>>;

/** No name is nearly as long; the bound keeps the search linear. */
const pattern = /\{\{([^{}]{0,80})\}\}/g;
const whole = /^\{\{([^{}]{0,80})\}\}$/;

/** The names between double braces anywhere in a value, known or not. */
export function namesIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(pattern)].map(([, name = '']) => name.trim());
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

/**
 * The value with its placeholders filled in, strings only and each once: what is filled in is not looked at again. A
 * string that is exactly one placeholder takes the value with its type; inside a longer one it is text.
 */
export function substitute(value: JsonValue, values: PlaceholderValues): JsonValue {
  if (typeof value === 'string') return substituteText(value, values);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => substitute(item, values));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, values)]));
}

export function isPlaceholder(name: string): name is PlaceholderName {
  return placeholderNames.some((known) => known === name);
}

function substituteText(text: string, values: PlaceholderValues): string | number {
  const [, only] = whole.exec(text) ?? [];
  if (only !== undefined) return filling(only, values) ?? text;
  return text.replaceAll(pattern, (found, name: string) => String(filling(name, values) ?? found));
}

function filling(name: string, values: PlaceholderValues): string | number | undefined {
  const known = name.trim();
  return isPlaceholder(known) ? values[known] : undefined;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
