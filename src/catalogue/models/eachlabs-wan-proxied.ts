import type { ModelSpec, PriceRule } from '../model.js';
import { choice, flag, media, seed } from '../options.js';
import {
  audioLimits,
  date,
  image,
  imageLimits,
  modelPage,
  negativePrompt,
  notNames,
  prompt,
  safetyChecker,
  seconds,
} from './eachlabs-options.js';

const mayBeGone =
  'Wan 2.5 and 2.6 are passed on to their maker, who is reported (by a third party) to have retired 2.6 on 14 Oct 2026';
const inPart = 'Its schema is known in part: read the rest with `wan models show --refresh`';

const noPrice: PriceRule = { kind: 'unknown', why: 'Eachlabs publishes no price of this model' };

const wan25: ModelSpec = {
  provider: 'eachlabs',
  endpoint: 'wan-2-5-preview-image-to-video',
  title: 'Wan 2.5 preview',
  task: 'image-to-video',
  names: ['wan-2.5'],
  source: modelPage('wan-2-5-preview-image-to-video'),
  date,
  options: {
    image,
    audio: media('audio_url'),
    prompt,
    negativePrompt,
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    duration: seconds([5, 10]),
    expandPrompt: flag('enable_prompt_expansion', true),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  image: imageLimits,
  audio: audioLimits,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '480p': 0.05, '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: modelPage('wan-2-5-preview-image-to-video'),
    date,
  },
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
  notes: [mayBeGone],
  notNames,
};

const wan26: ModelSpec = {
  ...wan25,
  endpoint: 'wan-v2-6-image-to-video',
  title: 'Wan 2.6',
  names: ['wan-2.6'],
  source: modelPage('wan-v2-6-image-to-video'),
  options: {
    image,
    prompt,
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    duration: seconds([5, 10, 15]),
    safetyChecker,
  },
  extra: { multi_shots: { type: 'boolean', default: false } },
  open: true,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: modelPage('wan-v2-6-image-to-video'),
    date,
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notes: [mayBeGone, inPart],
};

/** Eachlabs' own default is 15 s here, three times the price of a usual clip: 5 s is sent unless the user says more. */
const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'wan-v2-6-image-to-video-flash',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  source: modelPage('wan-v2-6-image-to-video-flash'),
  price: noPrice,
  // Our estimate.
  expectedSeconds: { '720p': 60, '1080p': 100 },
};

/** Only their ids are published; picture and prompt are named as in all of Eachlabs' Wan models. */
const wan21: ModelSpec = {
  ...wan25,
  endpoint: 'wan-2-1-i2v-720p',
  title: 'Wan 2.1 720p',
  names: ['wan-2.1', 'wan-2.1-720p'],
  source: 'model list of Eachlabs',
  options: { image, prompt },
  open: true,
  price: noPrice,
  // Our estimate.
  expectedSeconds: 150,
  notes: [inPart],
};

const wan21Small: ModelSpec = {
  ...wan21,
  endpoint: 'wan-2-1-i2v-480p',
  title: 'Wan 2.1 480p',
  names: ['wan-2.1-480p'],
  // Our estimate.
  expectedSeconds: 60,
};

export const eachlabsProxiedModels: readonly ModelSpec[] = [wan25, wan26, wan26Flash, wan21, wan21Small];
