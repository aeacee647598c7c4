import type { JsonObject, JsonValue } from '../../src/json.js';
import type { SimulatedModel } from './dashscope-models.js';

/** What is wrong with a request: found only once the task exists, when it is its failure. */
export function taskFault(model: SimulatedModel, { input, parameters }: JsonObject): string | undefined {
  const given = isObject(input) ? input : {};
  const chosen = isObject(parameters) ? parameters : {};
  return inputFault(model, given) ?? parameterFault(model, chosen);
}

function inputFault(model: SimulatedModel, input: JsonObject): string | undefined {
  switch (model.protocol) {
    case 'media':
      return mediaFault(model, input.media);
    case 'frames':
      return urlFault('first_frame_url', input.first_frame_url, model) ?? optionalFault('last_frame_url', input, model);
    case 'speech':
      return addressFault('image_url', input.image_url) ?? addressFault('audio_url', input.audio_url);
    case 'img_url':
      if (input.prompt === undefined && input.template === undefined) return 'Field required: input.prompt';
      return urlFault('img_url', input.img_url, model) ?? audioFault(input.audio_url);
  }
}

function optionalFault(key: string, input: JsonObject, model: SimulatedModel): string | undefined {
  return input[key] === undefined ? undefined : urlFault(key, input[key], model);
}

function audioFault(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : addressFault('audio_url', value);
}

/** Of 2.7. */
const legalSets = [
  'first_frame',
  'driving_audio first_frame',
  'first_frame last_frame',
  'driving_audio first_frame last_frame',
  'first_clip',
  'first_clip last_frame',
];

function mediaFault(model: SimulatedModel, media: JsonValue | undefined): string | undefined {
  if (!Array.isArray(media) || media.length === 0) return 'Field required: input.media';
  const items = media.filter(isObject);
  if (
    items.length < media.length ||
    items.some(({ type, url }) => typeof type !== 'string' || typeof url !== 'string')
  ) {
    return 'input.media must be a list of type and url';
  }
  const types = items.map(({ type }) => String(type)).sort();
  if (!(model.id.startsWith('wan3') ? isLegalOf30(types) : legalSets.includes(types.join(' '))))
    return `input.media does not take ${types.join(', ')} together`;
  return items
    .map(({ type, url }) => urlFault(`media ${String(type)}`, url, model))
    .find((fault) => fault !== undefined);
}

/** How many of each kind of reference 3.0 takes; none is named for files and links. */
const mostReferences: ReadonlyMap<string, number> = new Map([
  ['reference_image', 10],
  ['reference_video', 5],
  ['reference_audio', 5],
  ['file', Number.POSITIVE_INFINITY],
  ['link', Number.POSITIVE_INFINITY],
]);

/** Frames or references, not both; no sound of its own. */
function isLegalOf30(types: readonly string[]): boolean {
  if (['first_frame', 'first_frame last_frame'].includes(types.join(' '))) return true;
  return types.every((type) => types.filter((other) => other === type).length <= (mostReferences.get(type) ?? 0));
}

function urlFault(key: string, value: JsonValue | undefined, { largestImage }: SimulatedModel): string | undefined {
  if (value === undefined) return `Field required: input.${key}`;
  const [, payload] = /^data:[\w.+-]+\/[\w.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/.exec(String(value)) ?? [];
  if (payload !== undefined) return (payload.length * 3) / 4 > largestImage ? `${key} is too large` : undefined;
  return addressFault(key, value);
}

function addressFault(key: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined) return `Field required: input.${key}`;
  return /^(https?|oss):\/\/[^\s/]+/.test(String(value)) ? undefined : `url error, please check ${key}`;
}

function parameterFault(model: SimulatedModel, parameters: JsonObject): string | undefined {
  const { resolution = model.standard, duration, seed = 0 } = parameters;
  if (!model.resolutions.includes(String(resolution))) {
    return `resolution must be one of ${model.resolutions.join(', ')}`;
  }
  if (duration !== undefined && !model.durations.some((seconds) => seconds === duration)) {
    return `duration must be one of ${model.durations.join(', ')}`;
  }
  if (!Number.isInteger(seed) || Number(seed) < 0 || Number(seed) > 2_147_483_647) return 'seed is out of range';
  const flags = ['prompt_extend', 'watermark', 'audio'].filter((key) => parameters[key] !== undefined);
  return flags.some((key) => typeof parameters[key] !== 'boolean') ? `${flags.join(', ')} must be boolean` : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
