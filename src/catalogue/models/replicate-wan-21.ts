import type { ModelSpec } from '../model.js';
import { choice, real, seed, whole } from '../options.js';
import { date, frameOptions, image, modelPage, notNames, prompt } from './replicate-options.js';

const small: ModelSpec = {
  provider: 'replicate',
  endpoint: 'wavespeedai/wan-2.1-i2v-480p',
  title: 'Wan 2.1 480p',
  task: 'image-to-video',
  names: ['wan-2.1-480p'],
  source: modelPage('wavespeedai/wan-2.1-i2v-480p'),
  date,
  options: {
    image,
    prompt,
    ...frameOptions({ maximum: 100, maximumFps: 24 }),
    steps: whole('sample_steps', { minimum: 1, maximum: 40, default: 30 }),
    guidance: real('sample_guide_scale', { minimum: 0, maximum: 10, default: 5 }),
    shift: real('sample_shift', { minimum: 1, maximum: 10, default: 3 }),
    acceleration: choice('fast_mode', ['Off', 'Balanced', 'Fast'], 'Balanced'),
    loras: {
      wire: 'lora_weights',
      type: 'loras',
      maxLength: 1,
      translate: { kind: 'lora-slots', slots: [{ weights: 'lora_weights', scale: 'lora_scale' }] },
    },
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: {
    max_area: { type: 'string', description: 'Pixels, as in 832x480' },
    aspect_ratio: { type: 'string' },
  },
  price: { kind: 'unknown', why: 'Replicate has no price list to read, and no table that we found names this model' },
  // Our estimate.
  expectedSeconds: 60,
  notNames: { ...notNames, guidance_scale: 'sample_guide_scale', lora_url: 'lora_weights', acceleration: 'fast_mode' },
};

const large: ModelSpec = {
  ...small,
  endpoint: 'wavespeedai/wan-2.1-i2v-720p',
  title: 'Wan 2.1 720p',
  names: ['wan-2.1', 'wan-2.1-720p'],
  source: modelPage('wavespeedai/wan-2.1-i2v-720p'),
  // Our estimate.
  expectedSeconds: 150,
};

export const replicateWan21Models: readonly ModelSpec[] = [small, large];
