import type { JsonValue } from '../json.js';
import type { ParameterFact } from '../providers/model-schema.js';
import { type Checked, checkValue } from './check-value.js';

/**
 * A raw parameter in the type of the schema: text from the command line is parsed only where the schema wants
 * something else than text, and `prompt=123` stays text.
 */
export function coerce(fact: ParameterFact, value: JsonValue): Checked {
  const typed = parsers[fact.type](value);
  if (typed === undefined) return { ok: false, reason: `must be ${names[fact.type]}, not ${show(value)}` };
  const { values, minimum, maximum, multipleOf, remainder, maxLength, scale } = fact;
  if (typeof typed === 'number') {
    const numbers = values?.filter((candidate) => typeof candidate === 'number');
    return checkValue({ values: numbers, minimum, maximum, multipleOf, remainder }, typed);
  }
  if (typeof typed === 'string') {
    const texts = values?.filter((candidate) => typeof candidate === 'string') ?? [];
    return checkValue({ values: texts.length > 0 ? texts : undefined, maxLength }, typed);
  }
  return checkValue({ maxLength, scale }, typed);
}

type Parser = (value: JsonValue) => JsonValue | undefined;

const toNumber: Parser = (value) => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined;
};

const toStructure =
  (accepts: (value: JsonValue) => boolean): Parser =>
  (value) => {
    const parsed = typeof value === 'string' ? parseJson(value) : value;
    return parsed !== undefined && accepts(parsed) ? parsed : undefined;
  };

const parsers: Readonly<Record<ParameterFact['type'], Parser>> = {
  string: (value) => (typeof value === 'object' ? undefined : String(value)),
  integer: (value) => {
    const number = toNumber(value);
    return Number.isSafeInteger(number) ? number : undefined;
  },
  number: toNumber,
  boolean: (value) => {
    if (typeof value === 'boolean') return value;
    return value === 'true' ? true : value === 'false' ? false : undefined;
  },
  array: toStructure((value) => Array.isArray(value)),
  object: toStructure((value) => value !== null && typeof value === 'object' && !Array.isArray(value)),
  any: (value) => value,
};

const names: Readonly<Record<ParameterFact['type'], string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a JSON list',
  object: 'a JSON object',
  any: 'a value',
};

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function show(value: JsonValue): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}
