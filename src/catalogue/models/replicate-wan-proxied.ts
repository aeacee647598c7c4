import type { ModelSpec } from '../model.js';
import { choice, flag, media, seed, text, whole } from '../options.js';
import { audioLimits, date, image, modelPage, negativePrompt, notNames, prompt } from './replicate-options.js';

const mayBeGone =
  'Wan 2.5 and 2.6 are passed on to their maker, who is reported (by a third party) to have retired 2.6 on 14 Oct 2026';

/** Raw schemas and a price list kept by a third party: Replicate has no prices to read. */
const mirrorSource = 'GitHub keremk/renku, May 2026';
const priceDate = '2026-05-05';

const options = {
  image,
  audio: media('audio'),
  prompt,
  negativePrompt,
  expandPrompt: flag('enable_prompt_expansion', true),
  seed: seed(),
};

const aliases = { ...notNames, prompt_extend: 'enable_prompt_expansion' };

const wan25: ModelSpec = {
  provider: 'replicate',
  endpoint: 'wan-video/wan-2.5-i2v',
  title: 'Wan 2.5',
  task: 'image-to-video',
  names: ['wan-2.5'],
  source: modelPage('wan-video/wan-2.5-i2v'),
  date,
  options: {
    ...options,
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    duration: choice('duration', [5, 10], 5),
  },
  required: ['image', 'prompt'],
  audio: audioLimits,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1 },
    seconds: 'duration',
    source: 'third-party tables of 2025 and 2026',
    date,
  },
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
  notes: [mayBeGone],
  notNames: aliases,
};

const wan25Fast: ModelSpec = {
  ...wan25,
  endpoint: 'wan-video/wan-2.5-i2v-fast',
  title: 'Wan 2.5 fast',
  names: ['wan-2.5-fast'],
  source: modelPage('wan-video/wan-2.5-i2v-fast'),
  options: {
    ...options,
    resolution: choice('resolution', ['720p', '1080p'], '720p'),
    duration: choice('duration', [5, 10], 5),
  },
  price: { kind: 'unknown', why: 'Replicate has no price list to read, and no table that we found names this model' },
  // Our estimate.
  expectedSeconds: { '720p': 75, '1080p': 120 },
};

const wan26: ModelSpec = {
  ...wan25,
  endpoint: 'wan-video/wan-2.6-i2v',
  title: 'Wan 2.6',
  names: ['wan-2.6'],
  source: `raw schema: ${mirrorSource}`,
  options: {
    ...options,
    resolution: choice('resolution', ['720p', '1080p'], '720p'),
    duration: choice('duration', [5, 10, 15], 5),
  },
  extra: { multi_shots: { type: 'boolean', default: false, description: 'Needs prompt expansion' } },
  extraNeeds: { multi_shots: { value: true, option: 'expandPrompt' } },
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: mirrorSource,
    date: priceDate,
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
};

const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'wan-video/wan2.6-i2v-flash',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  extra: { ...wan26.extra, audio_enabled: { type: 'boolean', default: true } },
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
  provider: 'replicate',
  endpoint: 'wan-video/wan-2.7-i2v',
  title: 'Wan 2.7',
  task: 'image-to-video',
  names: ['wan-2.7'],
  source: `raw schema: ${mirrorSource}`,
  date,
  options: {
    ...options,
    image: media('first_frame'),
    endImage: media('last_frame'),
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
  },
  required: ['image'],
  alternatives: { image: ['first_clip'] },
  needs: { endImage: 'image' },
  extra: {
    first_clip: { type: 'string', description: 'A clip to extend instead of an image: MP4 or MOV, 2-10 s, 100 MB' },
  },
  image: { formats: ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'], maxBytes: 20_000_000 },
  audio: audioLimits,
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    source: mirrorSource,
    date: priceDate,
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notNames: {
    ...aliases,
    image: 'first_frame',
    image_url: 'first_frame',
    last_image: 'last_frame',
    end_image_url: 'last_frame',
    video_url: 'first_clip',
    video: 'first_clip',
  },
};

const wan3: ModelSpec = {
  provider: 'replicate',
  endpoint: 'alibaba/wan-3',
  title: 'Wan 3.0',
  task: 'image-to-video',
  names: ['wan-3.0'],
  source: 'third-party tables of 2026',
  date,
  options: {
    image,
    prompt: text('prompt'),
    negativePrompt,
    // No source names its defaults; these are sent so that length and size are never a surprise.
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    // The maker's own range and ratios.
    duration: whole('duration', { minimum: 2, maximum: 30, default: 5 }),
    aspectRatio: {
      ...choice('aspect_ratio', ['auto', 'adaptive', '16:9', '9:16', '1:1', '4:3', '3:4']),
      translate: { kind: 'map', map: { auto: 'adaptive' } },
    },
    expandPrompt: flag('enable_prompt_expansion'),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  price: { kind: 'unknown', why: 'Replicate has no price list to read, and no table that we found names this model' },
  // Our estimate.
  expectedSeconds: { '480p': 120, '720p': 180, '1080p': 300 },
  notes: ['Its schema is known from third parties only: check it with `wan models show --refresh`'],
  notNames: aliases,
};

const wan3Prime: ModelSpec = {
  ...wan3,
  endpoint: 'alibaba/wan-3-prime',
  title: 'Wan 3.0 prime',
  names: ['wan-3.0-prime'],
};

export const replicateProxiedModels: readonly ModelSpec[] = [
  wan25,
  wan25Fast,
  wan26,
  wan26Flash,
  wan27,
  wan3,
  wan3Prime,
];
