import type { PresetChoice } from '../config/presets.js';
import { numberFault, type ValueIssue } from '../config/value-fault.js';
import type { JsonObject, JsonValue } from '../json.js';
import { type RequestFields, requestSchema } from '../providers/request.js';
import { isRequestField } from './cell-value.js';
import { quoted } from './manifest-error.js';
import type { Assignment } from './variants.js';

/** What rows ask for: portable fields, `extra` and `preset`, as written. Null takes a field away. */
export function withValues(content: JsonObject, values: Assignment): JsonObject {
  const merged: Record<string, JsonValue> = { ...content };
  const extra = new Map(Object.entries(toObject(content.extra)));
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith('set.')) setOrDelete(extra, key.slice('set.'.length), value);
    else if (value === null) delete merged[key];
    else if (isRequestField(key) || key === 'preset') merged[key] = value;
  }
  delete merged.extra;
  return extra.size === 0 ? merged : { ...merged, extra: Object.fromEntries(extra) };
}

export interface ContentFault {
  /** A portable field, or `set.<key>`. */
  readonly key: string;
  readonly reason: string;
}

/** The portable fields of a content, or what is wrong with them. */
export function contentFields(
  content: JsonObject,
): { readonly fields: RequestFields } | { readonly faults: readonly ContentFault[] } {
  const { preset: _preset, ...written } = content;
  const result = requestSchema.safeParse(written);
  if (result.success) return { fields: result.data };
  return {
    faults: result.error.issues.map((issue) => {
      const [field = '', inner = ''] = issue.path.map(String);
      const value = field === 'extra' ? toObject(written.extra)[inner] : written[field];
      return { key: field === 'extra' ? `set.${inner}` : field, reason: `${quoted(value)} ${reasonOf(issue)}` };
    }),
  };
}

/** The presets of a content, to be looked up from a folder. */
export function contentPresets(
  value: JsonValue | undefined,
  from: Omit<PresetChoice, 'reference'>,
): readonly PresetChoice[] {
  return Array.isArray(value) ? value.map((reference: JsonValue) => ({ ...from, reference: String(reference) })) : [];
}

function setOrDelete(map: Map<string, JsonValue>, key: string, value: JsonValue): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reasonOf(issue: ValueIssue): string {
  return numberFault(issue) ?? `is not valid (${issue.message.replace(/^Invalid \w+: /, '')})`;
}
