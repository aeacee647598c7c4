import type { ModelSpec } from '../model.js';
import { choice, media } from '../options.js';
import {
  audioLimits,
  base,
  expandPrompt,
  image,
  negativePrompt,
  noPrice,
  ownSeed,
  perSecond,
  prompt,
  reference,
  resolution,
  smallImage,
  template,
  watermark,
} from './dashscope-options.js';

const options = { image, prompt: prompt(800), negativePrompt, expandPrompt, seed: ownSeed };

const flash: ModelSpec = {
  ...base,
  endpoint: 'wan2.2-i2v-flash',
  title: 'Wan 2.2 flash',
  names: ['wan-2.2-turbo'],
  options: { ...options, resolution: resolution(['480p', '720p', '1080p'], '720p') },
  required: ['image', 'prompt'],
  alternatives: { prompt: ['input.template'] },
  clipSeconds: 5,
  extra: { ...watermark, ...template },
  image: smallImage,
  price: perSecond({ '480p': 0.11, '720p': 0.264, '1080p': 0.48 }),
  // Our estimate; the service says 1 to 5 min.
  expectedSeconds: { '480p': 60, '720p': 90, '1080p': 180 },
  notes: [
    'In Singapore it is in the price list, at 480p and 720p, but not among the limits: it may be there in Beijing only',
  ],
};

const plus: ModelSpec = {
  ...flash,
  endpoint: 'wan2.2-i2v-plus',
  title: 'Wan 2.2 plus',
  names: ['wan-2.2'],
  options: { ...options, resolution: resolution(['480p', '1080p'], '1080p') },
  price: perSecond({ '480p': 0.147, '1080p': 0.734 }),
  // Our estimate.
  expectedSeconds: { '480p': 120, '1080p': 300 },
  notes: [],
};

const firstLastFrame: ModelSpec = {
  ...flash,
  endpoint: 'wan2.2-kf2v-flash',
  title: 'Wan 2.2 first and last frame',
  task: 'first-last-frame',
  names: ['wan-2.2-flf2v'],
  source: `${reference}: first and last frame API reference`,
  options: {
    ...flash.options,
    image: media('input.first_frame_url'),
    endImage: media('input.last_frame_url'),
  },
  price: perSecond({ '480p': 0.1, '720p': 0.2, '1080p': 0.48 }),
  notes: ['In the region cn only'],
  notNames: {
    ...base.notNames,
    image: 'input.first_frame_url',
    image_url: 'input.first_frame_url',
    img_url: 'input.first_frame_url',
    'input.img_url': 'input.first_frame_url',
    first_frame_url: 'input.first_frame_url',
    last_frame_url: 'input.last_frame_url',
    end_image_url: 'input.last_frame_url',
  },
};

const speech: ModelSpec = {
  ...base,
  endpoint: 'wan2.2-s2v',
  title: 'Wan 2.2 speech to video',
  task: 'speech-to-video',
  names: ['wan-2.2-s2v'],
  source: `${reference}: speech-to-video API reference`,
  options: {
    image: media('input.image_url'),
    audio: media('input.audio_url'),
    // Which of the two it makes by itself is not said.
    resolution: resolution(['480p', '720p'], '480p'),
  },
  required: ['image', 'audio'],
  extra: { 'parameters.style': { type: 'string', values: ['speech'] } },
  fixed: { 'parameters.style': 'speech' },
  // Picture limits are not named for it: those of its generation.
  image: smallImage,
  // Shorter than 20 s; the rest is not named and taken from the other models.
  audio: { ...audioLimits, minSeconds: undefined, maxSeconds: 19.9 },
  price: perSecond({ '480p': 0.5, '720p': 0.9 }, 'audio'),
  // Our estimate.
  expectedSeconds: { '480p': 180, '720p': 300 },
  notes: ['In the region cn only; the picture must show one face, which the service checks only once it renders'],
  notNames: {
    image: 'input.image_url',
    image_url: 'input.image_url',
    img_url: 'input.image_url',
    'input.img_url': 'input.image_url',
    audio_url: 'input.audio_url',
    style: 'parameters.style',
  },
};

const small: ModelSpec = {
  ...flash,
  endpoint: 'wan2.1-i2v-turbo',
  title: 'Wan 2.1 turbo',
  names: ['wan-2.1'],
  options: {
    ...options,
    resolution: resolution(['480p', '720p'], '720p'),
    duration: choice('parameters.duration', [3, 4, 5], 5),
  },
  clipSeconds: undefined,
  price: noPrice,
  // Our estimate.
  expectedSeconds: { '480p': 60, '720p': 120 },
  notes: ['In Beijing it is called wanx2.1-i2v-turbo'],
};

const smallChina: ModelSpec = {
  ...small,
  endpoint: 'wanx2.1-i2v-turbo',
  title: 'Wan 2.1 turbo (Beijing)',
  names: [],
  notes: ['Outside Beijing it is called wan2.1-i2v-turbo'],
};

const large: ModelSpec = {
  ...small,
  endpoint: 'wan2.1-i2v-plus',
  title: 'Wan 2.1 plus',
  names: ['wan-2.1-720p'],
  options: { ...options, resolution: resolution(['720p'], '720p') },
  clipSeconds: 5,
  // Our estimate.
  expectedSeconds: 240,
  notes: ['In Beijing it is called wanx2.1-i2v-plus'],
};

const largeChina: ModelSpec = {
  ...large,
  endpoint: 'wanx2.1-i2v-plus',
  title: 'Wan 2.1 plus (Beijing)',
  names: [],
  notes: ['Outside Beijing it is called wan2.1-i2v-plus'],
};

const firstLastFrameChina: ModelSpec = {
  ...firstLastFrame,
  endpoint: 'wanx2.1-kf2v-plus',
  title: 'Wan 2.1 first and last frame',
  names: ['wan-2.1-flf2v'],
  options: { ...firstLastFrame.options, resolution: resolution(['720p'], '720p') },
  price: noPrice,
  // Our estimate.
  expectedSeconds: 240,
};

export const dashscopeWan22Models: readonly ModelSpec[] = [flash, plus, firstLastFrame, speech];
export const dashscopeWan21Models: readonly ModelSpec[] = [small, smallChina, large, largeChina, firstLastFrameChina];
