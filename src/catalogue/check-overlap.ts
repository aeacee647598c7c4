import type { RequestFields } from '../providers/request.js';
import type { Fault } from './fault.js';
import { flagOf, modelOptions } from './flags.js';
import type { ModelSpec } from './model.js';
import { wireKeys } from './parameters.js';

/**
 * `--set` parameters that lie around or within the place of something else that is set: only one of the two would reach
 * the service, without a word. On the very same place `--set` wins, and that is said.
 */
export function overlaps(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  const keys = Object.keys(fields.extra ?? {});
  // What a stand-in does not use can't be lost.
  if (keys.length === 0 || spec.ignored !== undefined) return [];
  return [...withOptions(spec, fields, keys), ...amongEachOther(keys)];
}

function withOptions(spec: ModelSpec, fields: RequestFields, keys: readonly string[]): readonly Fault[] {
  return modelOptions.flatMap((option) => {
    const facts = spec.options[option];
    if (facts === undefined || fields[option] === undefined) return [];
    const places = wireKeys(facts);
    return keys
      .filter((key) => places.some((place) => liesIn(place, key) || liesIn(key, place)))
      .filter((key) => spec.alternatives?.[option]?.includes(key) !== true)
      .map((key): Fault => ({ ...fault(`${flagOf(option)} and --set ${key}`), field: option }));
  });
}

function amongEachOther(keys: readonly string[]): readonly Fault[] {
  return keys.flatMap((outer) =>
    keys
      .filter((inner) => liesIn(inner, outer))
      .map((inner): Fault => ({ ...fault(`--set ${outer} and --set ${inner}`), key: inner })),
  );
}

/** Dots nest: `input.media.last_frame` lies in `input.media`. */
function liesIn(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}.`);
}

function fault(both: string): Fault {
  return {
    code: 'request.invalid',
    field: 'extra',
    message: `${both} exclude each other`,
    hint: 'give one of the two',
  };
}
