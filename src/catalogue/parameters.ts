import type { JsonValue } from '../json.js';
import type { ParameterFact } from '../providers/model-schema.js';
import type { FrameTranslation } from './frames.js';
import type { ModelSpec, OptionSpec } from './model.js';

/** Every parameter of a model by wire key, those behind portable options included: what `--set` may name, and its type. */
export function wireParameters(spec: ModelSpec): ReadonlyMap<string, ParameterFact> {
  const facts = new Map<string, ParameterFact>();
  for (const option of Object.values(spec.options)) {
    for (const [key, fact] of optionFacts(option)) {
      // Frames and seconds share a key; the untranslated one says what the provider takes.
      if (!facts.has(key) || option.translate === undefined) facts.set(key, fact);
    }
  }
  for (const [key, fact] of Object.entries(spec.extra ?? {})) facts.set(key, fact);
  return facts;
}

/** All wire keys that an option fills. */
export function wireKeys(option: OptionSpec): readonly string[] {
  if (option.wire === null) return [];
  if (option.translate?.kind === 'lora-slots')
    return option.translate.slots.flatMap((slot) => [slot.weights, slot.scale]);
  return [option.wire, ...(option.also ?? [])];
}

function optionFacts(option: OptionSpec): readonly (readonly [string, ParameterFact])[] {
  const fact = optionFact(option);
  return wireKeys(option).map((key, index) => {
    if (option.translate?.kind !== 'lora-slots') return [key, fact];
    return [key, index % 2 === 0 ? { type: 'string' } : { type: 'number', ...option.scale }];
  });
}

function optionFact(option: OptionSpec): ParameterFact {
  switch (option.translate?.kind) {
    case 'text':
      return { type: 'string', values: option.values?.map(String) };
    case 'upper-case':
      return { type: 'string', values: option.values?.map((value) => String(value).toUpperCase()) };
    case 'map':
      return mappedFact(option, option.translate.map);
    case 'list':
      return { type: 'array', maxLength: option.translate.longest };
    case 'lora-list':
      return { type: 'array', maxLength: option.maxLength, scale: option.scale };
    case 'seconds-to-frames':
      return frameFact(option.translate);
    default:
      return plainFact(option);
  }
}

function frameFact({ minimum, maximum, form }: FrameTranslation): ParameterFact {
  return { type: 'integer', minimum, maximum, multipleOf: form === '4n' ? 4 : undefined };
}

function plainFact(option: OptionSpec): ParameterFact {
  const { type, values, minimum, maximum, multipleOf, remainder, maxLength, scale } = option;
  return { type: plainType(type), values, minimum, maximum, multipleOf, remainder, maxLength, scale };
}

function mappedFact(option: OptionSpec, map: Readonly<Record<string, JsonValue>>): ParameterFact {
  const values = [...new Set((option.values ?? Object.keys(map)).map((value) => map[String(value)] ?? value))];
  const types = new Set(values.map((value) => typeof value));
  const [type] = types.size === 1 ? types : [];
  if (type === 'boolean' || type === 'string' || type === 'number') return { type, values };
  return { type: 'any', values };
}

function plainType(type: OptionSpec['type']): ParameterFact['type'] {
  if (type === 'media') return 'string';
  return type === 'loras' ? 'array' : type;
}
