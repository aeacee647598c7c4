import { closest } from '../closest.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { ParameterFact } from '../providers/model-schema.js';
import { eitherOf } from './flags.js';
import type { OptionSpec } from './model.js';

export type Checked =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly reason: string; readonly hint?: string | undefined };

/** What a value is measured by: where it goes on the wire does not matter. */
type Limits = Partial<Omit<OptionSpec, 'wire' | 'also' | 'default' | 'translate'>>;

/** One value against the facts of its option; the value comes back in the model's own spelling. */
export function checkValue(facts: Limits, value: JsonValue): Checked {
  if (facts.values !== undefined) return checkChoice(facts.values, value);
  if (typeof value === 'number') return checkNumber(facts, value);
  const length = checkLength(facts, value);
  if (!length.ok || facts.scale === undefined) return length;
  const { scale: range } = facts;
  const scales = scalesIn(value).map((scale) => checkScale(range, scale));
  return scales.find(({ ok }) => !ok) ?? length;
}

function checkChoice(values: readonly (string | number)[], value: JsonValue): Checked {
  const typed = String(value).toLowerCase();
  const match = values.find((candidate) => String(candidate).toLowerCase() === typed);
  if (match !== undefined) return { ok: true, value: match };
  const guess = typeof value === 'number' ? undefined : closest(String(value), values.map(String));
  const hint =
    typeof value === 'number'
      ? nearest(values, value)
      : guess === undefined
        ? 'wan models show <model> tells what it takes'
        : `did you mean ${guess}?`;
  return { ok: false, reason: `must be ${eitherOf(values)}, not ${value}`, hint };
}

function checkNumber(facts: Limits, value: number): Checked {
  const { minimum, maximum, multipleOf, remainder = 0 } = facts;
  if (!Number.isFinite(value)) return { ok: false, reason: `must be a number, not ${value}` };
  if ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)) {
    const limit = minimum !== undefined && value < minimum ? minimum : maximum;
    return { ok: false, reason: `must be ${rangeText(minimum, maximum)}, not ${value}`, hint: `nearest is ${limit}` };
  }
  if (facts.type === 'integer' && !Number.isInteger(value)) {
    const hint = `nearest are ${Math.floor(value)} and ${Math.ceil(value)}`;
    return { ok: false, reason: `must be a whole number, not ${value}`, hint };
  }
  if (multipleOf !== undefined && !isMultiple(value - remainder, multipleOf)) {
    const hint = `nearest is ${tidy(Math.round((value - remainder) / multipleOf) * multipleOf + remainder)}`;
    const more = remainder === 0 ? '' : ` and ${remainder} more`;
    return { ok: false, reason: `must be a multiple of ${multipleOf}${more}, not ${value}`, hint };
  }
  return { ok: true, value };
}

function checkLength(facts: Limits, value: JsonValue): Checked {
  if (facts.maxLength === undefined) return { ok: true, value };
  const length = Array.isArray(value) || typeof value === 'string' ? [...value].length : 0;
  if (length <= facts.maxLength) return { ok: true, value };
  const unit = Array.isArray(value) ? 'given' : 'characters';
  return { ok: false, reason: `can be at most ${facts.maxLength} ${unit}, not ${length}` };
}

/** The strength of each LoRA of a list; one without has the usual one. */
function scalesIn(list: JsonValue): readonly JsonValue[] {
  const items = Array.isArray(list) ? list : [];
  return items.flatMap((item: JsonValue) => (isObject(item) && item.scale !== undefined ? [item.scale] : []));
}

function checkScale({ minimum, maximum }: NonNullable<ParameterFact['scale']>, scale: JsonValue): Checked {
  const isNumber = typeof scale === 'number';
  if (isNumber && scale >= minimum && scale <= maximum) return { ok: true, value: scale };
  const reason = `can have a scale of ${minimum} to ${maximum}, not ${JSON.stringify(scale)}`;
  return { ok: false, reason, hint: isNumber ? `nearest is ${scale < minimum ? minimum : maximum}` : undefined };
}

/** Decimals are not exact: 0.3 is a multiple of 0.1 all the same. */
function isMultiple(value: number, step: number): boolean {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum === undefined) return `${minimum} or more`;
  return minimum === undefined ? `${maximum} or less` : `${minimum} to ${maximum}`;
}

function nearest(values: readonly (string | number)[], value: number): string {
  const numbers = values.filter((candidate) => typeof candidate === 'number');
  const below = numbers.filter((candidate) => candidate < value).slice(-1);
  const above = numbers.filter((candidate) => candidate > value).slice(0, 1);
  return `nearest: ${eitherOf([...below, ...above])}`;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
