import type { ModelSpec } from '../model.js';
import { choice, flag, media, real, secondsAsFrames, seed, whole } from '../options.js';
import {
  acceleration,
  aspectRatio,
  date,
  image,
  negativePrompt,
  notNames,
  prompt,
  safetyChecker,
  sdkSource,
} from './fal-options.js';

const price = {
  kind: 'unknown',
  why: 'fal publishes no base price that we found; above 81 frames it costs 1.25 times as much, 480p half',
} as const;

const options = {
  prompt,
  negativePrompt,
  resolution: choice('resolution', ['480p', '720p'], '720p'),
  // The page names no values; these are the sibling's.
  aspectRatio,
  duration: secondsAsFrames('num_frames', { fps: 16, minimum: 81, maximum: 100 }),
  frames: whole('num_frames', { minimum: 81, maximum: 100, default: 81 }),
  fps: whole('frames_per_second', { minimum: 5, maximum: 24, default: 16 }),
  steps: whole('num_inference_steps', { minimum: 2, maximum: 40, default: 30 }),
  guidance: real('guide_scale', { minimum: 1, maximum: 10, default: 5 }),
  shift: real('shift', { minimum: 1, maximum: 10, default: 5 }),
  acceleration,
  expandPrompt: flag('enable_prompt_expansion', false),
  safetyChecker,
  seed: seed(),
};

const firstLastFrame: ModelSpec = {
  provider: 'fal',
  endpoint: 'fal-ai/wan-flf2v',
  title: 'Wan 2.1 first-last frame',
  task: 'first-last-frame',
  names: ['wan-2.1-flf2v'],
  source: sdkSource,
  date,
  options: { image: media('start_image_url'), endImage: media('end_image_url'), ...options },
  required: ['image', 'endImage', 'prompt'],
  price,
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 180 },
  notNames: { ...notNames, image: 'start_image_url', image_url: 'start_image_url', guidance_scale: 'guide_scale' },
};

const imageToVideo: ModelSpec = {
  ...firstLastFrame,
  endpoint: 'fal-ai/wan-i2v',
  title: 'Wan 2.1',
  task: 'image-to-video',
  names: ['wan-2.1'],
  options: { image, ...options },
  required: ['image', 'prompt'],
  notNames: { ...notNames, guidance_scale: 'guide_scale' },
};

const { acceleration: _accelerated, ...loraOptions } = options;

const lora: ModelSpec = {
  ...imageToVideo,
  endpoint: 'fal-ai/wan-i2v-lora',
  title: 'Wan 2.1 LoRA',
  names: ['wan-2.1-lora'],
  options: {
    image,
    ...loraOptions,
    aspectRatio: choice('aspect_ratio', ['auto', '16:9', '9:16', '1:1'], '16:9'),
    loras: { wire: 'loras', type: 'loras', scale: { minimum: 0, maximum: 4 } },
  },
  extra: {
    turbo_mode: { type: 'boolean', default: true },
    reverse_video: { type: 'boolean', default: false },
  },
  notNames: { ...notNames, guidance_scale: 'guide_scale', lora_url: 'loras', lora_scale: 'loras' },
};

export const falWan21Models: readonly ModelSpec[] = [firstLastFrame, imageToVideo, lora];
