import type { ModelSpec, OptionSpec, PriceRule } from '../model.js';
import { choice, flag, media, real, secondsAsFrames, seed, whole } from '../options.js';
import {
  acceleration,
  aspectRatio,
  bothSafetyCheckers,
  date,
  endImage,
  frameOptions,
  image,
  interpolationExtra,
  negativePrompt,
  notNames,
  openWeightResolution,
  prompt,
  qualityExtra,
  sdkSource,
} from './fal-options.js';

const a14b = 'fal-ai/wan/v2.2-a14b/image-to-video';
const page = `https://fal.ai/models/${a14b}`;

const steps = whole('num_inference_steps', { minimum: 2, maximum: 40, default: 27 });

/** One portable strength for both experts; `--set guidance_scale_2=4` tells them apart. */
const bothGuidances: OptionSpec = {
  ...real('guidance_scale', { minimum: 1, maximum: 10 }),
  also: ['guidance_scale_2'],
};

const a14bOptions = {
  image,
  endImage,
  prompt,
  negativePrompt,
  resolution: openWeightResolution('720p'),
  aspectRatio,
  ...frameOptions(16),
  steps,
  guidance: bothGuidances,
  acceleration,
  expandPrompt: flag('enable_prompt_expansion', false),
  safetyChecker: bothSafetyCheckers,
  seed: seed(),
};

const a14bExtra = { ...interpolationExtra(1), ...qualityExtra };

const noPrice = (why: string): PriceRule => ({ kind: 'unknown', why });

const base: ModelSpec = {
  provider: 'fal',
  endpoint: a14b,
  title: 'Wan 2.2 A14B',
  task: 'image-to-video',
  names: ['wan-2.2'],
  // In no endpoint map of the SDK: its page, and its siblings.
  source: page,
  date,
  options: { ...a14bOptions, guidance: { ...bothGuidances, default: 3.5 } },
  required: ['image', 'prompt'],
  extra: a14bExtra,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '480p': 0.04, '580p': 0.06, '720p': 0.08 },
    seconds: { framesAt: 16 },
    source: page,
    date,
  },
  // Our estimate.
  expectedSeconds: { '480p': 60, '580p': 90, '720p': 150 },
  notNames,
};

const turbo: ModelSpec = {
  provider: 'fal',
  endpoint: `${a14b}/turbo`,
  title: 'Wan 2.2 A14B turbo',
  task: 'image-to-video',
  names: ['wan-2.2-turbo'],
  source: sdkSource,
  date,
  options: {
    image,
    endImage,
    prompt,
    resolution: openWeightResolution('720p'),
    aspectRatio,
    acceleration,
    expandPrompt: a14bOptions.expandPrompt,
    safetyChecker: bothSafetyCheckers,
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: qualityExtra,
  // The page names no length; 81 frames at 16 fps as the other endpoints.
  clipSeconds: 5,
  price: {
    kind: 'per-clip',
    currency: 'USD',
    amount: { '480p': 0.05, '580p': 0.075, '720p': 0.1 },
    source: `${page}/turbo`,
    date,
  },
  // Our estimate.
  expectedSeconds: { '480p': 20, '580p': 30, '720p': 40 },
  notNames,
};

const lora: ModelSpec = {
  ...base,
  endpoint: `${a14b}/lora`,
  title: 'Wan 2.2 A14B LoRA',
  names: ['wan-2.2-lora'],
  source: sdkSource,
  options: {
    // No guidance is sent unless asked for: the two experts differ by default (3.5 and 4).
    ...a14bOptions,
    loras: { wire: 'loras', type: 'loras', translate: { kind: 'lora-list', item: { transformer: 'both' } } },
    lorasHigh: { wire: 'loras', type: 'loras', translate: { kind: 'lora-list', item: { transformer: 'high' } } },
    lorasLow: { wire: 'loras', type: 'loras', translate: { kind: 'lora-list', item: { transformer: 'low' } } },
  },
  extra: { ...a14bExtra, reverse_video: { type: 'boolean', default: false } },
  price: noPrice('fal publishes none for this endpoint; its text-to-video sibling costs $0.10 a second'),
  notNames: { ...notNames, lora_url: 'loras', lora_scale: 'loras', lora_weights_transformer: 'loras' },
};

const fiveBillion: ModelSpec = {
  provider: 'fal',
  endpoint: 'fal-ai/wan/v2.2-5b/image-to-video',
  title: 'Wan 2.2 5B',
  task: 'image-to-video',
  names: ['wan-2.2-5b'],
  source: sdkSource,
  date,
  options: {
    image,
    prompt,
    negativePrompt,
    resolution: openWeightResolution('720p', '580p'),
    aspectRatio,
    ...frameOptions(24),
    steps: whole('num_inference_steps', { minimum: 2, maximum: 50, default: 40 }),
    guidance: real('guidance_scale', { minimum: 1, maximum: 10, default: 3.5 }),
    expandPrompt: a14bOptions.expandPrompt,
    safetyChecker: bothSafetyCheckers,
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: { ...interpolationExtra(0), ...qualityExtra },
  price: noPrice('fal publishes none that we found'),
  // Our estimate.
  expectedSeconds: { '580p': 60, '720p': 90 },
  notNames,
};

const speech: ModelSpec = {
  provider: 'fal',
  endpoint: 'fal-ai/wan/v2.2-14b/speech-to-video',
  title: 'Wan 2.2 speech to video',
  task: 'speech-to-video',
  names: ['wan-2.2-s2v'],
  source: sdkSource,
  date,
  options: {
    image,
    audio: media('audio_url'),
    prompt,
    negativePrompt,
    resolution: choice('resolution', ['480p', '580p', '720p'], '480p'),
    duration: secondsAsFrames('num_frames', { fps: 16, minimum: 40, maximum: 120, form: '4n' }),
    frames: whole('num_frames', { minimum: 40, maximum: 120, multipleOf: 4, default: 80 }),
    fps: frameOptions(16).fps,
    steps,
    guidance: real('guidance_scale', { minimum: 1, maximum: 10, default: 3.5 }),
    shift: frameOptions(16).shift,
    safetyChecker: bothSafetyCheckers,
    seed: seed(),
  },
  required: ['image', 'audio', 'prompt'],
  extra: qualityExtra,
  price: noPrice('fal publishes none that we found'),
  // Our estimate.
  expectedSeconds: { '480p': 120, '580p': 180, '720p': 240 },
  notNames: { ...notNames, audio: 'audio_url' },
};

export const falWan22Models: readonly ModelSpec[] = [base, turbo, lora, fiveBillion, speech];
