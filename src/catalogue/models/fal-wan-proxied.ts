import type { AudioLimits, ModelSpec } from '../model.js';
import { choice, flag, media, seed, text, whole } from '../options.js';
import { date, endImage, image, mirrorSource, notNames, safetyChecker, sdkSource } from './fal-options.js';

const mayBeGone =
  'Wan 2.5 and 2.6 are passed on to their maker, who is reported (by a third party) to have retired 2.6 on 14 Oct 2026';

/** Day of the third party's price list. */
const priceDate = '2026-05-05';

const audio: AudioLimits = {
  formats: ['audio/wav', 'audio/mpeg'],
  maxBytes: 15_000_000,
  minSeconds: 3,
  maxSeconds: 30,
};

const options = {
  image,
  audio: media('audio_url'),
  prompt: text('prompt', 800),
  negativePrompt: text('negative_prompt', 500),
  expandPrompt: flag('enable_prompt_expansion', true),
  safetyChecker,
  seed: seed(),
};

const aliases = { ...notNames, audio: 'audio_url', prompt_extend: 'enable_prompt_expansion' };

const wan25: ModelSpec = {
  provider: 'fal',
  endpoint: 'fal-ai/wan-25-preview/image-to-video',
  title: 'Wan 2.5 preview',
  task: 'image-to-video',
  names: ['wan-2.5'],
  source: sdkSource,
  date,
  options: {
    ...options,
    resolution: choice('resolution', ['480p', '720p', '1080p'], '1080p'),
    duration: { ...choice('duration', [5, 10], 5), translate: { kind: 'text' } },
  },
  required: ['image', 'prompt'],
  image: { maxBytes: 25_000_000, minEdge: 360, maxEdge: 2000 },
  audio,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '480p': 0.05, '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: `https://fal.ai/models/fal-ai/wan-25-preview/image-to-video; ${mirrorSource}`,
    date: priceDate,
  },
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
  notes: [mayBeGone],
  notNames: aliases,
};

const wan26: ModelSpec = {
  ...wan25,
  endpoint: 'wan/v2.6/image-to-video',
  title: 'Wan 2.6',
  names: ['wan-2.6'],
  options: {
    ...options,
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    duration: { ...choice('duration', [5, 10, 15], 5), translate: { kind: 'text' } },
  },
  extra: { multi_shots: { type: 'boolean', default: false, description: 'Needs prompt expansion' } },
  extraNeeds: { multi_shots: { value: true, option: 'expandPrompt' } },
  image: { minEdge: 240, maxEdge: 7680 },
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: mirrorSource,
    date: priceDate,
  },
  expectedSeconds: { '720p': 150, '1080p': 240 },
};

const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'wan/v2.6/image-to-video/flash',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.05, '1080p': 0.075 },
    seconds: 'duration',
    source: mirrorSource,
    date: priceDate,
  },
  // Our estimate.
  expectedSeconds: { '720p': 60, '1080p': 100 },
};

const wan27: ModelSpec = {
  provider: 'fal',
  endpoint: 'fal-ai/wan/v2.7/image-to-video',
  title: 'Wan 2.7',
  task: 'image-to-video',
  names: ['wan-2.7'],
  source: `raw schema: ${mirrorSource}`,
  date,
  options: {
    ...options,
    endImage,
    prompt: text('prompt', 5000),
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    // The SDK's types say string; the raw schema says integer, and strings were reported refused.
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
  },
  required: ['image'],
  alternatives: { image: ['video_url'] },
  extra: {
    video_url: { type: 'string', description: 'A clip to extend instead of an image: MP4 or MOV, 2-10 s, 100 MB' },
  },
  image: { formats: ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'], maxBytes: 20_000_000 },
  audio: { ...audio, minSeconds: 2 },
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: 'https://fal.ai/models/fal-ai/wan/v2.7/image-to-video/llms.txt',
    date,
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notNames: { ...aliases, first_frame: 'image_url', first_clip: 'video_url', video: 'video_url' },
};

export const falProxiedModels: readonly ModelSpec[] = [wan25, wan26, wan26Flash, wan27];
