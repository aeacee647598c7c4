import { z } from 'zod';
import { didYouMean } from '../closest.js';
import type { JsonValue } from '../json.js';
import { providerIds, type RequestField, requestSchema } from '../providers/request.js';
import type { CellValue } from './cell-alternatives.js';
import { readLoras } from './lora-cell.js';
import { quoted } from './manifest-error.js';

/** Ranges that are longer than this can't be meant. */
const longestRange = 100_000;

type Kind = 'number' | 'boolean' | 'choice' | 'text' | 'loras';

/**
 * The alternatives of one value. A list of JSON or YAML varies; a cell varies with `|` between values, or `1..20`, and only
 * where no text of the user's could be torn: prompts, paths and LoRAs are taken whole.
 */
export function cellValue(key: string, value: JsonValue, isCell: boolean): CellValue {
  if (value === null || (isCell && value === '')) return { alternatives: [null] };
  // A provider's parameter may itself be a list, and its text is typed by the model's schema.
  if (key.startsWith('set.')) return { alternatives: [value] };
  if (key === 'preset') return presetValue(value, isCell);
  const kind = kindOf(key);
  if (kind === 'loras') return readLoras(value);
  const list = Array.isArray(value) ? value : isCell ? cellParts(kind, String(value)) : [value];
  if (list.length === 0) return { reason: 'is an empty list' };
  const result = all(list.map((one) => alternativesOf(one, { key, kind, isCell })));
  const varies = 'alternatives' in result && result.alternatives.length > 1;
  return varies && !isRequestField(key) ? { reason: 'takes one value, not a list' } : result;
}

function kindOf(key: string): Kind {
  if (key === 'count') return 'number';
  if (!isRequestField(key)) return 'text';
  const schema = requestSchema.shape[key].unwrap();
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodArray) return 'loras';
  return choices.includes(key) ? 'choice' : 'text';
}

const choices: readonly string[] = ['provider', 'model', 'resolution', 'aspectRatio', 'acceleration'];

/** Whether a key is a field of the portable request. */
export function isRequestField(key: string): key is RequestField {
  return Object.hasOwn(requestSchema.shape, key);
}

function cellParts(kind: Kind, text: string): readonly string[] {
  return kind === 'text' ? [text] : text.split('|').map((part) => part.trim());
}

interface One {
  readonly key: string;
  readonly kind: Kind;
  readonly isCell: boolean;
}

function alternativesOf(value: JsonValue, { key, kind, isCell }: One): CellValue {
  if (value === null) return { alternatives: [null] };
  if (kind === 'number') return numberValue(value);
  if (kind === 'boolean') return booleanValue(value);
  const text =
    isCell || typeof value === 'string'
      ? String(value)
      : key === 'id' && Number.isSafeInteger(value)
        ? String(value)
        : undefined;
  if (text === undefined) return { reason: `${quoted(value)} is not text (put it in quotes)` };
  const reason = textReason(key, text);
  if (reason !== undefined) return { reason };
  return { alternatives: [key === 'id' ? text.trim() : text] };
}

function textReason(key: string, text: string): string | undefined {
  if (text.includes('\0')) return 'holds a NUL character';
  if (text.length > longestText) return `is longer than ${longestText} characters`;
  if (key === 'id' && !/^[^\p{Cc}\p{Cf}]{1,200}$/u.test(text.trim())) return 'must be one line of up to 200 characters';
  if (key !== 'provider' || providerIds.some((id) => id === text)) return undefined;
  return `${quoted(text)} is no provider${didYouMean(text, providerIds) || ` (${providerIds.join(' ')})`}`;
}

const longestText = 100_000;

function numberValue(value: JsonValue): CellValue {
  if (typeof value === 'number')
    return Number.isFinite(value) ? { alternatives: [value] } : { reason: `${value} is not a number` };
  if (typeof value !== 'string') return { reason: `${quoted(value)} is not a number` };
  const text = value.trim();
  const [, first, last] = /^(\d{1,16})\.\.(\d{1,16})$/.exec(text) ?? [];
  if (first !== undefined && last !== undefined) return range(Number(first), Number(last));
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return { alternatives: [Number(text)] };
  const comma = /^[+-]?\d+,\d+$/.test(text) ? ` (write ${text.replace(',', '.')})` : '';
  return { reason: `${quoted(value)} is not a number${comma}` };
}

/** `1..3` is 1, 2, 3, and `3..1` the same backwards. */
function range(first: number, last: number): CellValue {
  const length = Math.abs(last - first) + 1;
  if (length > longestRange) return { reason: `${first}..${last} is more than ${longestRange} values` };
  const step = last < first ? -1 : 1;
  return { alternatives: Array.from({ length }, (_, index) => first + index * step) };
}

function booleanValue(value: JsonValue): CellValue {
  if (typeof value === 'boolean') return { alternatives: [value] };
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (['true', 'yes', 'on', '1'].includes(text)) return { alternatives: [true] };
  if (['false', 'no', 'off', '0'].includes(text)) return { alternatives: [false] };
  return { reason: `${quoted(value)} is neither yes nor no` };
}

/** Presets are a stack, later wins: `a, b` in a cell, a list elsewhere; `a|b`, or a list of lists, varies. */
function presetValue(value: JsonValue, isCell: boolean): CellValue {
  const stacks = isCell
    ? String(value)
        .split('|')
        .map((stack) => stack.split(',').map((name) => name.trim()))
    : Array.isArray(value) && value.some((one) => Array.isArray(one))
      ? value.map((one: JsonValue) => (Array.isArray(one) ? one : [one]))
      : [Array.isArray(value) ? value : [value]];
  const isName = (name: JsonValue) => typeof name === 'string' && name !== '' && !name.includes('\0');
  if (!stacks.flat().every(isName)) return { reason: `${quoted(value)} names no preset` };
  return { alternatives: stacks };
}

function all(values: readonly CellValue[]): CellValue {
  const reasons = values.flatMap((value) => ('reason' in value ? [value.reason] : []));
  if (reasons.length > 0) return { reason: reasons.slice(0, 3).join('; ') };
  return { alternatives: values.flatMap((value) => ('alternatives' in value ? value.alternatives : [])) };
}
