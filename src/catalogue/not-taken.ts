import type { ModelOption, RequestFields } from '../providers/request.js';
import { modelName, modelsTaking } from './catalogue.js';
import type { Fault } from './fault.js';
import { flagOf } from './flags.js';
import type { ModelSpec } from './model.js';

/** An option that the model lacks: who takes it, and what to use instead where that is plain. */
export function notTaken(spec: ModelSpec, option: ModelOption, fields: RequestFields): Fault {
  const flag = flagOf(option, typeof fields[option] === 'boolean' ? fields[option] : undefined);
  return {
    code: 'request.option-not-taken',
    field: option,
    message: `${spec.title} on ${spec.provider} does not take ${flag}; ${takers(spec, option)}`,
    hint: insteadHint(spec, option, flag),
  };
}

/** Options that say nearly the same in other words. */
const related: Readonly<Partial<Record<ModelOption, readonly ModelOption[]>>> = {
  duration: ['frames'],
  frames: ['duration'],
  loras: ['lorasHigh', 'lorasLow'],
  lorasHigh: ['loras'],
  lorasLow: ['loras'],
  steps: ['acceleration'],
  acceleration: ['steps'],
};

function insteadHint(spec: ModelSpec, option: ModelOption, flag: string): string {
  const instead = (related[option] ?? []).filter((candidate) => spec.options[candidate] !== undefined);
  if (instead.length > 0) return `use ${instead.map((candidate) => flagOf(candidate)).join(' and ')} instead`;
  const lengths: readonly ModelOption[] = ['duration', 'frames', 'fps'];
  if (spec.clipSeconds !== undefined && lengths.includes(option)) {
    return `leave ${flag} out: its clips are about ${spec.clipSeconds} s long`;
  }
  return `leave ${flag} out, or choose another --model`;
}

const named = 8;

function takers(spec: ModelSpec, option: ModelOption): string {
  const models = modelsTaking(option, spec.provider).filter((model) => model.endpoint !== spec.endpoint);
  if (models.length === 0) return 'no model in the catalogue does';
  const shown = models.slice(0, named).map((model) => {
    const name = modelName(model);
    return model.provider === spec.provider ? name : `${name} (${model.provider})`;
  });
  const rest = models.length > named ? ` and ${models.length - named} more` : '';
  return `models that do: ${shown.join(', ')}${rest}`;
}
