import type { ModelOption, RequestFields } from '../providers/request.js';
import { overlaps } from './check-overlap.js';
import { illegalSets } from './check-sets.js';
import { competitors } from './competitors.js';
import { effectiveValue, extraValue } from './effective.js';
import type { Fault } from './fault.js';
import { eitherOf, flagOf, modelOptions } from './flags.js';
import type { ModelSpec } from './model.js';

/** What is wrong with a request as a whole: something missing, or two things that exclude each other. */
export function checkTogether(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return [
    ...missing(spec, fields),
    ...missingExtra(spec, fields),
    ...excludedByAlternative(spec, fields),
    ...unmetNeeds(spec, fields),
    ...unmetExtraNeeds(spec, fields),
    ...doubled(spec, fields),
    ...overlaps(spec, fields),
    ...illegalSets(spec, fields),
  ];
}

function missing(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return spec.required.flatMap((option) => {
    const alternatives = spec.alternatives?.[option] ?? [];
    if (isSet(spec, fields, option) || alternatives.some((key) => extraValue(fields, key) !== undefined)) return [];
    const ways = [flagOf(option), ...alternatives.map((key) => `--set ${key}=...`)];
    return [
      fault(option, `${spec.title} on ${spec.provider} needs ${nouns[option] ?? option}`, `give ${eitherOf(ways)}`),
    ];
  });
}

const nouns: Readonly<Partial<Record<ModelOption, string>>> = {
  image: 'an image',
  endImage: 'an image to end with',
  prompt: 'a prompt',
  audio: 'an audio track',
  workflow: 'a workflow',
};

function missingExtra(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return (spec.requiredExtra ?? [])
    .filter((key) => extraValue(fields, key) === undefined)
    .map((key) => ({
      ...fault('extra', `${spec.title} on ${spec.provider} needs the parameter "${key}"`, `give --set ${key}=...`),
      key,
    }));
}

function excludedByAlternative(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return modelOptions.flatMap((option) =>
    (spec.alternatives?.[option] ?? [])
      .filter((key) => isSet(spec, fields, option) && extraValue(fields, key) !== undefined)
      .map((key) => fault(option, `${flagOf(option)} and --set ${key} exclude each other`, 'give one of the two')),
  );
}

function unmetNeeds(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return modelOptions.flatMap((option) => {
    const needed = spec.needs?.[option];
    // A missing required option is a fault already.
    if (needed === undefined || !isSet(spec, fields, option) || isSet(spec, fields, needed)) return [];
    return [fault(option, `${flagOf(option)} needs ${flagOf(needed)}`, `give ${flagOf(needed)}, or leave it out`)];
  });
}

function unmetExtraNeeds(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return Object.entries(spec.extraNeeds ?? {}).flatMap(([key, { value, option }]) => {
    const given = extraValue(fields, key);
    const fact = spec.extra?.[key];
    if ((given ?? fact?.default) !== value || effectiveValue(spec, fields, option) === true) return [];
    const flag = flagOf(option);
    const what = given === undefined ? `${key} is ${value} unless set, and needs` : `--set ${key}=${value} needs`;
    const other = fact?.values?.find((candidate) => candidate !== value);
    const way = fact?.default === value ? `--set ${key}=${other}` : 'leave it out';
    return [{ ...fault('extra', `${what} ${flag}`, `give ${flag}, or ${way}`), key }];
  });
}

function doubled(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return modelOptions.flatMap((option, index) =>
    competitors(spec, option)
      .filter((other) => modelOptions.indexOf(other) > index)
      .filter((other) => fields[option] !== undefined && fields[other] !== undefined)
      .map((other) =>
        fault(option, `${flagOf(option)} and ${flagOf(other)} set the same thing`, 'give one of the two'),
      ),
  );
}

function isSet(spec: ModelSpec, fields: RequestFields, option: ModelOption): boolean {
  return fields[option] !== undefined || extraValue(fields, spec.options[option]?.wire) !== undefined;
}

function fault(field: Fault['field'], message: string, hint: string): Fault {
  return { code: 'request.invalid', field, message, hint };
}
