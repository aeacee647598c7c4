import type { LoraSlot, ModelSpec, OptionSpec } from '../model.js';
import { choice, media, real, seed, whole } from '../options.js';
import { date, frameOptions, image, modelPage, notNames, prompt, safetyChecker } from './replicate-options.js';

const resolution = choice('resolution', ['480p', '720p'], '480p');

const goFast: OptionSpec = {
  wire: 'go_fast',
  type: 'string',
  values: ['none', 'regular'],
  default: 'regular',
  translate: { kind: 'map', map: { none: false, regular: true } },
};

const highNoise: LoraSlot = { weights: 'lora_weights_transformer', scale: 'lora_scale_transformer' };
const lowNoise: LoraSlot = { weights: 'lora_weights_transformer_2', scale: 'lora_scale_transformer_2' };

function oneLora(...slots: readonly LoraSlot[]): OptionSpec {
  return { wire: highNoise.weights, type: 'loras', maxLength: 1, translate: { kind: 'lora-slots', slots } };
}

const fast: ModelSpec = {
  provider: 'replicate',
  endpoint: 'wan-video/wan-2.2-i2v-fast',
  title: 'Wan 2.2 fast',
  task: 'image-to-video',
  names: ['wan-2.2-turbo', 'wan-2.2-turbo-lora'],
  source: modelPage('wan-video/wan-2.2-i2v-fast'),
  date,
  options: {
    image,
    endImage: media('last_image'),
    prompt,
    resolution,
    ...frameOptions({ maximum: 121, maximumFps: 30 }),
    shift: real('sample_shift', { minimum: 1, maximum: 20, default: 12 }),
    acceleration: goFast,
    safetyChecker,
    loras: oneLora(highNoise, lowNoise),
    lorasHigh: oneLora(highNoise),
    lorasLow: { ...oneLora(lowNoise), wire: lowNoise.weights },
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: { interpolate_output: { type: 'boolean', default: false, description: 'Interpolate to 30 fps' } },
  price: {
    kind: 'per-clip',
    currency: 'USD',
    // 720p is reported as 0.11 to 0.145; caps are kept against the dearer figure.
    amount: { '480p': 0.05, '720p': 0.145 },
    frames: 81,
    source: 'third-party tables of 2025 and 2026',
    date,
  },
  // Our estimate.
  expectedSeconds: { '480p': 40, '720p': 90 },
  notNames: {
    ...notNames,
    end_image_url: 'last_image',
    last_frame: 'last_image',
    acceleration: 'go_fast',
    loras: 'lora_weights_transformer',
    lora_url: 'lora_weights_transformer',
    lora_weights: 'lora_weights_transformer',
    lora_scale: 'lora_scale_transformer',
  },
};

const a14b: ModelSpec = {
  provider: 'replicate',
  endpoint: 'wan-video/wan-2.2-i2v-a14b',
  title: 'Wan 2.2 A14B',
  task: 'image-to-video',
  names: ['wan-2.2'],
  source: modelPage('wan-video/wan-2.2-i2v-a14b'),
  date,
  options: {
    image,
    prompt,
    resolution,
    ...frameOptions({ maximum: 100, maximumFps: 24 }),
    steps: whole('sample_steps', { minimum: 1, maximum: 50, default: 30 }),
    shift: real('sample_shift', { minimum: 1, maximum: 20, default: 5 }),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: { go_fast: { type: 'boolean', description: 'Newer versions of the model only' } },
  price: { kind: 'unknown', why: 'Replicate has no price list to read, and no table that we found names this model' },
  // Our estimate.
  expectedSeconds: { '480p': 120, '720p': 300 },
  notNames: { ...notNames, acceleration: 'go_fast' },
};

const speech: ModelSpec = {
  provider: 'replicate',
  endpoint: 'wan-video/wan-2.2-s2v',
  title: 'Wan 2.2 speech to video',
  task: 'speech-to-video',
  names: ['wan-2.2-s2v'],
  source: modelPage('wan-video/wan-2.2-s2v'),
  date,
  options: { image, audio: media('audio'), prompt, seed: seed() },
  required: ['image', 'audio', 'prompt'],
  extra: { num_frames_per_chunk: { type: 'integer' }, interpolate: { type: 'boolean' } },
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: 0.02,
    seconds: 'audio',
    source: 'third-party tables of 2025 and 2026',
    date,
  },
  // Our estimate.
  expectedSeconds: 180,
  notes: ['Its ranges and defaults are not confirmed: read them with `wan models show --refresh`'],
  notNames,
};

const fiveBillion: ModelSpec = {
  provider: 'replicate',
  endpoint: 'wan-video/wan-2.2-5b-fast',
  title: 'Wan 2.2 5B fast',
  task: 'image-to-video',
  names: ['wan-2.2-5b'],
  source: 'client code of third parties, 2026',
  date,
  options: {
    image,
    prompt,
    resolution: choice('resolution', ['480p', '720p'], '720p'),
    aspectRatio: choice('aspect_ratio', ['16:9', '9:16']),
    // The client code that this is known from names the default, no range; the sibling's range is used.
    shift: real('sample_shift', { minimum: 1, maximum: 20, default: 12 }),
    acceleration: { ...goFast, default: undefined },
    safetyChecker,
    seed: seed(),
  },
  // Without an image it makes a clip from text alone, which is not what was asked for.
  required: ['image', 'prompt'],
  clipSeconds: 4,
  price: { kind: 'unknown', why: 'Replicate has no price list to read, and no table that we found names this model' },
  // Our estimate.
  expectedSeconds: 30,
  notes: ['Its schema is known from third parties only: check it with `wan models show --refresh`'],
  notNames: { ...notNames, acceleration: 'go_fast' },
};

export const replicateWan22Models: readonly ModelSpec[] = [fast, a14b, speech, fiveBillion];
