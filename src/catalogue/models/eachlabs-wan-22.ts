import type { ModelSpec } from '../model.js';
import { choice, flag, real, secondsAsFrames, seed, text, whole } from '../options.js';
import {
  aspectRatio,
  date,
  endImage,
  image,
  imageLimits,
  modelPage,
  negativePrompt,
  notNames,
  prompt,
  safetyChecker,
} from './eachlabs-options.js';

const options = {
  image,
  endImage,
  prompt,
  resolution: choice('resolution', ['480p', '580p', '720p'], '720p'),
  aspectRatio,
  acceleration: choice('acceleration', ['none', 'regular'], 'regular'),
  safetyChecker,
  expandPrompt: flag('enable_prompt_expansion', false),
  seed: seed(),
};

const turbo: ModelSpec = {
  provider: 'eachlabs',
  endpoint: 'wan-v2-2-a14b-image-to-video-turbo',
  title: 'Wan 2.2 A14B turbo',
  task: 'image-to-video',
  names: ['wan-2.2-turbo'],
  source: modelPage('wan-v2-2-a14b-image-to-video-turbo'),
  date,
  options,
  required: ['image', 'prompt'],
  // 4 to 5, says the page; caps are kept against the dearer figure.
  clipSeconds: 5,
  image: imageLimits,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '480p': 0.05, '580p': 0.075, '720p': 0.1 },
    seconds: 'duration',
    source: modelPage('wan-v2-2-a14b-image-to-video-turbo'),
    date: '2026-06-01',
  },
  // The page's own figure.
  expectedSeconds: 35,
  notNames: { ...notNames, go_fast: 'acceleration' },
};

const full: ModelSpec = {
  ...turbo,
  endpoint: 'wan-v2-2-a14b-image-to-video',
  title: 'Wan 2.2 A14B',
  names: ['wan-2.2'],
  source: modelPage('wan-v2-2-a14b-image-to-video'),
  options: {
    ...options,
    negativePrompt,
    // The page names 81 and 16 and no ranges: these are those that fal gives for the same model.
    duration: secondsAsFrames('num_frames', { fps: 16, minimum: 17, maximum: 161 }),
    frames: whole('num_frames', { minimum: 17, maximum: 161, default: 81 }),
    fps: whole('frames_per_second', { minimum: 4, maximum: 60, default: 16 }),
    steps: whole('num_inference_steps', { minimum: 2, maximum: 40, default: 27 }),
    // One portable strength for both experts; `--set guidance_scale_2=4` tells them apart.
    guidance: { ...real('guidance_scale', { minimum: 1, maximum: 10, default: 3.5 }), also: ['guidance_scale_2'] },
    shift: real('shift', { minimum: 1, maximum: 10, default: 5 }),
  },
  clipSeconds: undefined,
  extra: {
    interpolator_model: { type: 'string', values: ['none', 'film', 'rife'], default: 'film' },
    num_interpolated_frames: { type: 'integer', minimum: 0, maximum: 4, default: 1 },
    adjust_fps_for_interpolation: { type: 'boolean', default: true },
  },
  price: { kind: 'unknown', why: 'Eachlabs publishes no price of the model that is not turbo' },
  // From the pages' figures.
  expectedSeconds: 70,
  notNames: {
    ...turbo.notNames,
    fps: 'frames_per_second',
    sample_steps: 'num_inference_steps',
    sample_shift: 'shift',
  },
};

const plain: ModelSpec = {
  ...turbo,
  endpoint: 'wan-2-2-i2v',
  title: 'Wan 2.2 i2v',
  names: [],
  source: modelPage('wan-2-2-i2v'),
  options: {
    image,
    prompt,
    negativePrompt,
    resolution: choice('resolution', ['480p', '720p'], '720p'),
    // Its values are not named.
    aspectRatio: text('aspect_ratio'),
    safetyChecker,
  },
  clipSeconds: undefined,
  price: { kind: 'unknown', why: 'Eachlabs publishes no price of this model' },
  // Our estimate.
  expectedSeconds: 70,
  notNames,
};

export const eachlabsWan22Models: readonly ModelSpec[] = [turbo, full, plain];
