import type { JsonObject, JsonValue } from '../json.js';
import type { ModelOption, RequestFields } from '../providers/request.js';
import { checkExtra } from './check-extra.js';
import { checkOption } from './check-option.js';
import { checkTogether } from './check-together.js';
import { competitors } from './competitors.js';
import { extraValue } from './effective.js';
import { type Fault, faultError } from './fault.js';
import { flagOf, modelOptions } from './flags.js';
import type { ModelSpec, OptionSpec } from './model.js';
import { notTaken } from './not-taken.js';
import { optionValue } from './option-value.js';
import { wireKeys } from './parameters.js';

export interface ValidRequest {
  /** The request in the model's own spelling, with the catalogue's defaults. */
  readonly fields: RequestFields;
  /** Options whose value is the catalogue's default. */
  readonly applied: readonly ModelOption[];
  /** What the user should be told although nothing is wrong. */
  readonly notes: readonly string[];
}

/**
 * Checks a request against its model, before anything is billed. Pure.
 *
 * @throws WanError `request.option-not-taken` or `request.invalid`, naming every fault at once
 */
export function validateRequest(spec: ModelSpec, fields: RequestFields): ValidRequest {
  const review = reviewRequest(spec, fields);
  if (review.faults.length > 0) throw faultError(review.faults, spec.provider);
  return review;
}

export interface Review extends ValidRequest {
  readonly faults: readonly Fault[];
}

/** As `validateRequest`, with the faults as a list: for manifests, which report row by row. */
export function reviewRequest(spec: ModelSpec, fields: RequestFields): Review {
  const faults: Fault[] = [];
  const notes: string[] = [...(spec.notes ?? [])];
  const { extra, ...others } = checkExtra(spec, fields);
  faults.push(...others.faults);
  notes.push(...others.notes);

  const checked: Record<string, JsonValue> = {};
  for (const option of modelOptions) {
    const value = optionValue(fields, option);
    if (value === undefined) continue;
    const facts = spec.options[option];
    if (facts !== undefined) {
      const result = checkOption(spec, { ...fields, extra }, { option, facts, value });
      if (result.ok) {
        checked[option] = result.value;
        const { note } = facts;
        if (note !== undefined && note.values?.includes(result.value) !== false) notes.push(note.text);
      } else faults.push({ ...invalid(option, `${flagOf(option)} ${result.reason}`), hint: result.hint });
    } else if (spec.ignored?.options.includes(option) === true) {
      notes.push(`${flagOf(option)}: ${spec.ignored.note}`);
    } else {
      faults.push(notTaken(spec, option, fields));
    }
  }
  // Parameters that are right stand in the type of the schema, those at fault as they were typed.
  const typed = extra === undefined ? fields : { ...fields, extra: { ...fields.extra, ...extra } };
  faults.push(...checkTogether(spec, typed));
  const raw = rawSeed(spec, extra);
  return { ...withDefaults(spec, merged(unchecked(fields), checked, raw ?? { extra })), notes, faults };
}

/** A seed given by its wire name is the clip's seed all the same: recorded, counted up, and found again. */
function rawSeed({ options }: ModelSpec, extra: JsonObject = {}): Pick<RequestFields, 'seed' | 'extra'> | undefined {
  const { wire, also, translate } = options.seed ?? {};
  if (wire === undefined || wire === null || also !== undefined || translate !== undefined) return undefined;
  const { [wire]: seed, ...others } = extra;
  if (typeof seed !== 'number') return undefined;
  return { seed, extra: Object.keys(others).length === 0 ? undefined : others };
}

/** Fields that choose a model or prepare its files, which pass as they are. */
function unchecked(fields: RequestFields): RequestFields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !checkedFields.has(key)));
}

const checkedFields: ReadonlySet<string> = new Set([...modelOptions, 'extra']);

/** What is set of each, written key by key: a batch holds thousands of these, and spread objects take ten times as much. */
function merged(...parts: readonly object[]): RequestFields {
  const fields: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) if (value !== undefined) fields[key] = value;
  }
  return fields;
}

function withDefaults(spec: ModelSpec, fields: RequestFields): Pick<ValidRequest, 'fields' | 'applied'> {
  const applied = modelOptions.filter((option) => {
    const facts = spec.options[option];
    if (facts?.default === undefined || fields[option] !== undefined) return false;
    if (isSetRaw(facts, fields)) return false;
    return competitors(spec, option).every((other) => fields[other] === undefined);
  });
  const defaults = Object.fromEntries(applied.map((option) => [option, spec.options[option]?.default]));
  return { fields: merged(defaults, fields), applied };
}

/** Whether `--set` names every place of an option: a second switch that it leaves out keeps the default. */
function isSetRaw(facts: OptionSpec, fields: RequestFields): boolean {
  const keys = wireKeys(facts);
  return keys.length > 0 && keys.every((key) => extraValue(fields, key) !== undefined);
}

function invalid(field: ModelOption, message: string): Fault {
  return { code: 'request.invalid', field, message };
}
