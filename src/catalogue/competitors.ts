import type { ModelOption } from '../providers/request.js';
import { modelOptions } from './flags.js';
import type { ModelSpec } from './model.js';
import { wireKeys } from './parameters.js';

type Competitors = ReadonlyMap<ModelOption, readonly ModelOption[]>;

/** Worked out once for each model: every row of a batch is checked with it. */
const known = new WeakMap<ModelSpec, Competitors>();

/** Options that would fill the same parameter of this model: one of them at a time. */
export function competitors(spec: ModelSpec, option: ModelOption): readonly ModelOption[] {
  const all = known.get(spec) ?? allCompetitors(spec);
  known.set(spec, all);
  return all.get(option) ?? [];
}

function allCompetitors(spec: ModelSpec): Competitors {
  return new Map(
    modelOptions.map((option) => [
      option,
      modelOptions.filter((other) => other !== option && compete(spec, option, other)),
    ]),
  );
}

function compete(spec: ModelSpec, one: ModelOption, other: ModelOption): boolean {
  const [left, right] = [spec.options[one], spec.options[other]];
  if (left === undefined || right === undefined) return false;
  // Both are the length, also where a model takes the two under different keys.
  if (isLength(one) && isLength(other)) return true;
  // Lists are joined, not overwritten.
  if (left.translate?.kind === 'lora-list' && right.translate?.kind === 'lora-list') return false;
  const taken = new Set(wireKeys(left));
  return wireKeys(right).some((key) => taken.has(key));
}

function isLength(option: ModelOption): boolean {
  return option === 'duration' || option === 'frames';
}
