import type { ModelSpec } from '../model.js';
import { choice, flag, whole } from '../options.js';
import {
  anySeed,
  audio,
  audioLimits,
  documented,
  endImage,
  extendModel,
  image,
  negativePrompt,
  notNames,
  pricePerSecond,
  prompt,
  videoExtra,
  wavespeedModel,
} from './wavespeed-options.js';

const medium = choice('resolution', ['480p', '720p', '1080p'], '720p');
const large = choice('resolution', ['720p', '1080p'], '720p');
const largest = choice('resolution', ['1080p', '2k', '4k'], '1080p');
const inFives = choice('duration', [5, 10, 15], 5);

const shared = { prompt, audio, negativePrompt, expandPrompt: flag('enable_prompt_expansion', false), seed: anySeed };
const shotType = {
  shot_type: { type: 'string', values: ['single', 'multi'], default: 'single', description: 'One shot, or several' },
} as const;

const mayBeGone =
  'Wan 2.6 is passed on to its maker, who is reported (by a third party) to have retired it on 14 Oct 2026';

const wan25: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'alibaba/wan-2.5/image-to-video',
  title: 'Wan 2.5',
  names: ['wan-2.5'],
  options: {
    image,
    ...shared,
    resolution: medium,
    duration: whole('duration', { minimum: 3, maximum: 10, default: 5 }),
  },
  audio: audioLimits,
  price: pricePerSecond({ '720p': 0.05 }),
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
  notNames,
};

const wan25Fast: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.5/image-to-video-fast',
  title: 'Wan 2.5 fast',
  names: ['wan-2.5-fast'],
  options: { ...wan25.options, resolution: large },
  price: pricePerSecond({ '720p': 0.068 }),
  // Our estimate.
  expectedSeconds: { '720p': 75, '1080p': 120 },
};

const wan26: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.6/image-to-video',
  title: 'Wan 2.6',
  names: ['wan-2.6'],
  options: { image, ...shared, resolution: large, duration: inFives },
  extra: shotType,
  price: pricePerSecond({ '720p': 0.1, '1080p': 0.15 }, documented),
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notes: [mayBeGone],
};

const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'alibaba/wan-2.6/image-to-video-flash',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  options: { ...wan26.options, duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }) },
  extra: { ...shotType, enable_audio: { type: 'boolean', default: true } },
  price: pricePerSecond({ '720p': 0.025 }),
  // Our estimate.
  expectedSeconds: { '720p': 60, '1080p': 100 },
};

const wan26Pro: ModelSpec = {
  ...wan26,
  endpoint: 'alibaba/wan-2.6/image-to-video-pro',
  title: 'Wan 2.6 pro',
  names: ['wan-2.6-pro'],
  options: { ...wan26.options, resolution: largest },
  price: pricePerSecond({ '1080p': 0.12 }),
  // Our estimate.
  expectedSeconds: { '1080p': 240, '2k': 360, '4k': 600 },
};

const wan26Spicy: ModelSpec = {
  ...wan26,
  endpoint: 'alibaba/wan-2.6/image-to-video-spicy',
  title: 'Wan 2.6 spicy',
  names: ['wan-2.6-spicy'],
  required: ['image'],
  price: pricePerSecond({ '720p': 0.1 }),
};

const wan27: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.7/image-to-video',
  title: 'Wan 2.7',
  names: ['wan-2.7'],
  options: {
    image,
    endImage,
    ...shared,
    resolution: large,
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
  },
  price: pricePerSecond({ '720p': 0.1 }),
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
};

/** 2.7 pro and spicy take the fields of 2.6, and no last frame. */
const wan27Pro: ModelSpec = {
  ...wan27,
  endpoint: 'alibaba/wan-2.7/image-to-video-pro',
  title: 'Wan 2.7 pro',
  names: ['wan-2.7-pro'],
  options: { ...wan26.options, resolution: largest },
  extra: shotType,
  price: pricePerSecond({ '1080p': 0.12 }),
  // Our estimate.
  expectedSeconds: { '1080p': 240, '2k': 360, '4k': 600 },
};

const wan27Spicy: ModelSpec = {
  ...wan27,
  endpoint: 'alibaba/wan-2.7/image-to-video-spicy',
  title: 'Wan 2.7 spicy',
  names: ['wan-2.7-spicy'],
  options: wan26.options,
  required: ['image'],
  extra: shotType,
};

const wan3: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'alibaba/wan-3.0/image-to-video',
  title: 'Wan 3.0',
  names: ['wan-3.0'],
  options: {
    image,
    endImage,
    prompt,
    resolution: medium,
    aspectRatio: choice('aspect_ratio', ['16:9', '9:16', '1:1', '4:3', '3:4']),
    duration: whole('duration', { minimum: 2, maximum: 30, default: 5 }),
    seed: anySeed,
  },
  extra: { enable_audio: { type: 'boolean', default: true }, thinking_mode: { type: 'boolean', default: false } },
  price: pricePerSecond({ '720p': 0.12 }),
  // Our estimate.
  expectedSeconds: { '480p': 120, '720p': 180, '1080p': 300 },
  notNames,
};

const extend25: ModelSpec = {
  ...extendModel,
  endpoint: 'alibaba/wan-2.5/video-extend',
  title: 'Wan 2.5 video extend',
  options: {
    ...shared,
    resolution: medium,
    duration: whole('duration', { minimum: 3, maximum: 10, default: 5 }),
  },
  extra: videoExtra,
  audio: audioLimits,
  price: pricePerSecond({ '720p': 0.05 }),
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
  notNames,
};

const extend26: ModelSpec = {
  ...extend25,
  endpoint: 'alibaba/wan-2.6/video-extend',
  title: 'Wan 2.6 video extend',
  options: { ...shared, resolution: large, duration: inFives },
  extra: { ...videoExtra, ...shotType },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notes: [mayBeGone],
};

const extend27: ModelSpec = {
  ...extendModel,
  endpoint: 'alibaba/wan-2.7/video-extend',
  title: 'Wan 2.7 video extend',
  // Of its further fields the document says nothing: what is not certain to be taken would be dropped and billed.
  options: { prompt, duration: whole('duration', { minimum: 5, maximum: 15, default: 5 }), seed: anySeed },
  extra: videoExtra,
  price: pricePerSecond(0.1),
  // Our estimate.
  expectedSeconds: 150,
  notes: ['The duration is the length of the whole clip, the part that is extended included'],
  notNames,
};

export const wavespeedProxiedModels: readonly ModelSpec[] = [
  wan25,
  wan25Fast,
  wan26,
  wan26Flash,
  wan26Pro,
  wan26Spicy,
  wan27,
  wan27Pro,
  wan27Spicy,
  wan3,
  extend25,
  extend26,
  extend27,
];
