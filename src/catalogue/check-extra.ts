import { closest } from '../closest.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { RequestFields } from '../providers/request.js';
import { coerce } from './coerce.js';
import type { Fault } from './fault.js';
import { flagOf, modelOptions } from './flags.js';
import type { ModelSpec } from './model.js';
import { wireParameters } from './parameters.js';

export interface CheckedExtra {
  readonly extra: JsonObject | undefined;
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
}

/** `--set` parameters, typed by the model's schema. Services drop keys that they don't know and bill all the same. */
export function checkExtra(spec: ModelSpec, fields: RequestFields): CheckedExtra {
  if (fields.extra === undefined) return { extra: undefined, faults: [], notes: [] };
  if (spec.ignored !== undefined) return ignoredExtra(spec.ignored.note, fields.extra);
  const known = wireParameters(spec);
  const entries: [string, JsonValue][] = [];
  const faults: Fault[] = [];
  const notes: string[] = [];
  for (const [key, value] of Object.entries(fields.extra)) {
    const fact = known.get(key);
    if (fact === undefined && spec.open === true && !forbidden.test(key)) {
      notes.push(`--set ${key} is not in the schema of ${spec.endpoint}; it is sent as it is`);
      entries.push([key, value]);
    } else if (fact === undefined) {
      faults.push(unknownKey(spec, key, [...known.keys()]));
    } else {
      const checked = coerce(fact, value);
      if (checked.ok) entries.push([key, checked.value]);
      else faults.push(fault(key, `--set ${key} ${checked.reason}`, checked.hint));
    }
  }
  return { extra: Object.fromEntries(entries), faults, notes: [...notes, ...overridden(spec, fields)] };
}

/** Keys that mean something to JavaScript objects, not to a service. */
const forbidden = /(^|\.)(__proto__|constructor|prototype)(\.|$)/;

function ignoredExtra(note: string, extra: JsonObject): CheckedExtra {
  return { extra: undefined, faults: [], notes: Object.keys(extra).map((key) => `--set ${key}: ${note}`) };
}

function unknownKey(spec: ModelSpec, key: string, known: readonly string[]): Fault {
  const option = modelOptions.find((candidate) => candidate === key && spec.options[candidate] !== undefined);
  const name = spec.notNames !== undefined && Object.hasOwn(spec.notNames, key) ? spec.notNames[key] : undefined;
  const right = name !== undefined && known.includes(name) ? name : undefined;
  const guess = right ?? (option === undefined ? closest(key, known) : undefined);
  const hint = option === undefined ? guess && `did you mean --set ${guess}?` : `use ${flagOf(option)}`;
  return fault(key, `${spec.title} on ${spec.provider} has no parameter "${key}"`, hint ?? listOf(known));
}

function listOf(known: readonly string[]): string {
  return known.length === 0 ? 'it has no parameters for --set' : `it has ${known.join(', ')}`;
}

function overridden(spec: ModelSpec, fields: RequestFields): readonly string[] {
  return modelOptions.flatMap((option) => {
    const wire = spec.options[option]?.wire;
    const both = typeof wire === 'string' && fields[option] !== undefined && Object.hasOwn(fields.extra ?? {}, wire);
    return both ? [`--set ${wire} wins over ${flagOf(option)}`] : [];
  });
}

function fault(key: string, message: string, hint?: string): Fault {
  return { code: 'request.invalid', field: 'extra', key, message, hint };
}
