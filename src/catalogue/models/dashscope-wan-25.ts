import type { ModelSpec } from '../model.js';
import { choice, media, whole } from '../options.js';
import {
  audioLimits,
  base,
  expandPrompt,
  image,
  largeImage,
  negativePrompt,
  noPrice,
  ownSeed,
  perSecond,
  prompt,
  resolution,
  watermark,
} from './dashscope-options.js';

const silentOptions = { image, prompt: prompt(1500), negativePrompt, expandPrompt, seed: ownSeed };
const options = { ...silentOptions, audio: media('input.audio_url') };

const wan25: ModelSpec = {
  ...base,
  endpoint: 'wan2.5-i2v-preview',
  title: 'Wan 2.5 preview',
  names: ['wan-2.5'],
  options: {
    ...options,
    resolution: resolution(['480p', '720p', '1080p'], '1080p'),
    duration: choice('parameters.duration', [5, 10], 5),
  },
  required: ['image', 'prompt'],
  extra: watermark,
  image: largeImage,
  audio: audioLimits,
  price: perSecond({ '480p': 0.367, '720p': 0.734, '1080p': 1.1 }),
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
};

const wan26: ModelSpec = {
  ...wan25,
  endpoint: 'wan2.6-i2v',
  title: 'Wan 2.6',
  names: ['wan-2.6'],
  options: {
    ...options,
    resolution: resolution(['720p', '1080p'], '1080p'),
    duration: whole('parameters.duration', { minimum: 2, maximum: 15, default: 5 }),
  },
  extra: {
    ...watermark,
    'parameters.shot_type': {
      type: 'string',
      values: ['single', 'multi'],
      default: 'single',
      description: 'multi needs prompt expansion',
    },
  },
  extraNeeds: { 'parameters.shot_type': { value: 'multi', option: 'expandPrompt' } },
  price: perSecond({ '720p': 0.734, '1080p': 1.1 }),
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notes: ['Reported (by a third party) to have been retired on 14 Oct 2026'],
};

const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'wan2.6-i2v-flash',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  extra: {
    ...wan26.extra,
    'parameters.audio': { type: 'boolean', default: true, description: 'Silent clips cost half' },
  },
  // With sound, as it is made unless the user says otherwise.
  price: perSecond({ '720p': 0.367, '1080p': 0.55 }),
  // Our estimate.
  expectedSeconds: { '720p': 60, '1080p': 100 },
};

/** For keys of the region us. */
const wan26Us: ModelSpec = {
  ...wan26,
  endpoint: 'wan2.6-i2v-us',
  title: 'Wan 2.6 (US)',
  names: [],
  options: {
    // Its sound is its own.
    ...silentOptions,
    resolution: resolution(['720p', '1080p'], '1080p'),
    duration: choice('parameters.duration', [5, 10, 15], 5),
  },
  audio: undefined,
  price: noPrice,
  notes: [...(wan26.notes ?? []), 'In the region us only'],
};

export const dashscopeWan25Models: readonly ModelSpec[] = [wan25, wan26, wan26Flash, wan26Us];
