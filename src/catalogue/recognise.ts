import type { JsonValue } from '../json.js';
import type { ParameterFact } from '../providers/model-schema.js';
import { type ModelOption, maxSeed } from '../providers/request.js';
import type { OptionSpec } from './model.js';

type Parameters = Readonly<Record<string, ParameterFact>>;

/** Portable options that a live schema plainly has, by the names that services use for them and the type they must have. */
export function recognise(parameters: Parameters): Partial<Record<ModelOption, OptionSpec>> {
  const found: Partial<Record<ModelOption, OptionSpec>> = {};
  for (const rule of rules) {
    const wire = rule.names.find((name) => Object.hasOwn(parameters, name));
    const fact = wire === undefined ? undefined : parameters[wire];
    if (wire === undefined || fact === undefined || found[rule.option] !== undefined) continue;
    const option = rule.build(wire, fact);
    const also = rule.also?.filter((name) => Object.hasOwn(parameters, name) && parameters[name]?.type === fact.type);
    if (option !== undefined) found[rule.option] = also === undefined ? option : { ...option, also };
  }
  return found;
}

interface Rule {
  readonly option: ModelOption;
  /** Best first. */
  readonly names: readonly string[];
  /** What gets the same value, where the schema has it and in the same type. */
  readonly also?: readonly string[];
  /** Undefined where the type does not fit. */
  readonly build: (wire: string, fact: ParameterFact) => OptionSpec | undefined;
}

const asMedia: Rule['build'] = (wire, { type }) => (isText(type) ? { wire, type: 'media' } : undefined);

const asMediaList: Rule['build'] = (wire, { type }) =>
  type === 'array' ? { wire, type: 'media', translate: { kind: 'list' } } : undefined;

const asText: Rule['build'] = (wire, { type, values, maxLength }) => {
  return isText(type)
    ? { wire, type: 'string', values: values?.filter((value) => typeof value === 'string'), maxLength }
    : undefined;
};

const asNumber: Rule['build'] = (wire, { type, values, minimum, maximum, multipleOf }) => {
  if (type !== 'integer' && type !== 'number') return undefined;
  return { wire, type, values: values?.filter((value) => typeof value === 'number'), minimum, maximum, multipleOf };
};

const asSeed: Rule['build'] = (wire, { type, minimum = 0, maximum = maxSeed }) => {
  if (type !== 'integer' && type !== 'number') return undefined;
  // -1 stands for "draw one" on some services, which is what leaving it out means here.
  return { wire, type: 'integer', minimum: Math.max(0, minimum), maximum };
};

const asDuration: Rule['build'] = (wire, fact) => {
  if (fact.type !== 'string') return asNumber(wire, fact);
  if (fact.values === undefined) return { wire, type: 'number', translate: { kind: 'text' } };
  const map = Object.fromEntries(fact.values.flatMap(secondsEntry));
  const values = Object.keys(map).map(Number);
  return values.length === 0 ? undefined : { wire, type: 'number', values, translate: { kind: 'map', map } };
};

const asSwitch: Rule['build'] = (wire, { type }) => (type === 'boolean' ? { wire, type: 'boolean' } : undefined);

/** The checker is on unless the user turns it off, whatever the service's default. */
const asSafety: Rule['build'] = (wire, { type }) =>
  type === 'boolean' ? { wire, type: 'boolean', default: true } : undefined;

const asInvertedSafety: Rule['build'] = (wire, { type }) =>
  type === 'boolean' ? { wire, type: 'boolean', default: true, translate: { kind: 'not' } } : undefined;

const rules: readonly Rule[] = [
  {
    option: 'image',
    names: [
      'image_url',
      'image',
      'first_frame_url',
      'first_frame',
      'start_image_url',
      'start_image',
      'first_frame_image',
      'first_image',
      'input_image',
      'img_url',
    ],
    build: asMedia,
  },
  { option: 'image', names: ['image_urls', 'images'], build: asMediaList },
  {
    option: 'endImage',
    names: [
      'end_image_url',
      'end_image',
      'last_frame_url',
      'last_frame',
      'last_image_url',
      'last_image',
      'last_frame_image',
      'tail_image_url',
    ],
    build: asMedia,
  },
  { option: 'audio', names: ['audio_url', 'audio', 'driving_audio_url'], build: asMedia },
  { option: 'prompt', names: ['prompt'], build: asText },
  { option: 'negativePrompt', names: ['negative_prompt'], build: asText },
  { option: 'resolution', names: ['resolution'], build: asText },
  { option: 'aspectRatio', names: ['aspect_ratio', 'ratio'], build: asText },
  { option: 'duration', names: ['duration', 'seconds'], build: asDuration },
  { option: 'frames', names: ['num_frames'], build: asNumber },
  { option: 'fps', names: ['frames_per_second', 'fps'], build: asNumber },
  { option: 'steps', names: ['num_inference_steps', 'sample_steps', 'steps'], build: asNumber },
  { option: 'guidance', names: ['guidance_scale'], build: asNumber },
  { option: 'shift', names: ['shift', 'sample_shift', 'flow_shift'], build: asNumber },
  { option: 'seed', names: ['seed'], build: asSeed },
  { option: 'expandPrompt', names: ['enable_prompt_expansion', 'prompt_extend'], build: asSwitch },
  {
    option: 'safetyChecker',
    names: ['enable_safety_checker'],
    also: ['enable_output_safety_checker'],
    build: asSafety,
  },
  { option: 'safetyChecker', names: ['disable_safety_checker'], build: asInvertedSafety },
];

function isText(type: ParameterFact['type']): boolean {
  return type === 'string' || type === 'any';
}

/** `5`, `"5"` and `"5s"` are five seconds. */
function secondsEntry(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  const match = /^(\d+(?:\.\d+)?)s?$/.exec(String(value));
  return match?.[1] === undefined ? [] : [[match[1], value]];
}
