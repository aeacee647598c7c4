import type { ModelSpec, OptionSpec } from '../model.js';
import { choice, media, real, whole } from '../options.js';
import {
  anySeed,
  generalLoras,
  image,
  negativePrompt,
  notLoraNames,
  notNames,
  pricePerSecond,
  prompt,
  wavespeedModel,
} from './wavespeed-options.js';

const duration = whole('duration', { minimum: 5, maximum: 10, default: 5 });
const guidance = real('guidance_scale', { minimum: 0, maximum: 20, default: 5 });
const steps = whole('num_inference_steps', { minimum: 1, maximum: 40, default: 30 });

/** The id says how large, `size` which way up. */
function orientation(wide: string, tall: string): OptionSpec {
  const map = { '16:9': wide, '9:16': tall };
  return { ...choice('size', ['16:9', '9:16'], '16:9'), translate: { kind: 'map', map } };
}

const samplingNames = {
  steps: 'num_inference_steps',
  sample_steps: 'num_inference_steps',
  guide_scale: 'guidance_scale',
};

const small: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-480p',
  title: 'Wan 2.1 480p',
  names: ['wan-2.1-480p'],
  options: {
    image,
    prompt,
    negativePrompt,
    aspectRatio: orientation('832*480', '480*832'),
    duration,
    guidance,
    steps,
    shift: real('flow_shift', { minimum: 1, maximum: 10, default: 3 }),
    seed: anySeed,
  },
  price: pricePerSecond(0.04),
  // Our estimate.
  expectedSeconds: 120,
  notNames: { ...notNames, ...samplingNames, shift: 'flow_shift' },
};

const large: ModelSpec = {
  ...small,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-720p',
  title: 'Wan 2.1 720p',
  names: ['wan-2.1', 'wan-2.1-720p'],
  options: {
    ...small.options,
    aspectRatio: orientation('1280*720', '720*1280'),
    shift: real('flow_shift', { minimum: 1, maximum: 10, default: 5 }),
  },
  price: pricePerSecond(0.06),
  // Our estimate.
  expectedSeconds: 300,
};

const smallFast: ModelSpec = {
  ...small,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-480p-ultra-fast',
  title: 'Wan 2.1 480p ultra fast',
  names: [],
  price: pricePerSecond(0.025),
  // Our estimate.
  expectedSeconds: 40,
};

const largeFast: ModelSpec = {
  ...large,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-720p-ultra-fast',
  title: 'Wan 2.1 720p ultra fast',
  names: [],
  price: pricePerSecond(0.045),
  // Our estimate.
  expectedSeconds: 100,
};

const lorasAdded = { required: small.required, notNames: { ...small.notNames, ...notLoraNames } };

const smallLora: ModelSpec = {
  ...small,
  ...lorasAdded,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-480p-lora',
  title: 'Wan 2.1 480p LoRA',
  names: [],
  // The only one of its family without the lengths between.
  options: { ...small.options, duration: choice('duration', [5, 10], 5), loras: generalLoras },
};

const smallLoraFast: ModelSpec = {
  ...smallFast,
  ...lorasAdded,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-480p-lora-ultra-fast',
  title: 'Wan 2.1 480p LoRA ultra fast',
  options: { ...small.options, loras: generalLoras },
};

const largeLora: ModelSpec = {
  ...large,
  ...lorasAdded,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-720p-lora',
  title: 'Wan 2.1 720p LoRA',
  names: ['wan-2.1-lora'],
  options: { ...large.options, loras: generalLoras },
};

const largeLoraFast: ModelSpec = {
  ...largeFast,
  ...lorasAdded,
  endpoint: 'wavespeed-ai/wan-2.1/i2v-720p-lora-ultra-fast',
  title: 'Wan 2.1 720p LoRA ultra fast',
  options: { ...large.options, loras: generalLoras },
};

const sizes = ['480p', '720p', '832*480', '480*832', '1280*720', '720*1280'] as const;

const firstLastFrame: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'wavespeed-ai/wan-flf2v',
  title: 'Wan 2.1 first-last frame',
  task: 'first-last-frame',
  names: ['wan-2.1-flf2v'],
  options: {
    image: media('first_image'),
    endImage: media('last_image'),
    prompt,
    negativePrompt,
    resolution: {
      ...choice('size', sizes, '480p'),
      translate: { kind: 'map', map: { '480p': '832*480', '720p': '1280*720' } },
    },
    duration,
    guidance,
    steps,
    seed: anySeed,
  },
  required: ['image', 'endImage'],
  price: pricePerSecond({ '480p': 0.06, '832*480': 0.06, '480*832': 0.06 }),
  // Our estimate.
  expectedSeconds: 150,
  notNames: { ...notNames, ...samplingNames, image: 'first_image', image_url: 'first_image', resolution: 'size' },
};

export const wavespeedWan21Models: readonly ModelSpec[] = [
  firstLastFrame,
  small,
  large,
  smallFast,
  largeFast,
  smallLora,
  largeLora,
  smallLoraFast,
  largeLoraFast,
];
