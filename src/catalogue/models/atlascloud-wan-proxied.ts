import type { ModelSpec, OptionSpec, PriceRule } from '../model.js';
import { choice, flag, media, seed, whole } from '../options.js';
import { date, image, mayBeGone, negativePrompt, nodesSource, notNames, prompt } from './atlascloud-options.js';

const unpriced: PriceRule = {
  kind: 'unknown',
  why: 'only a base price per unit is listed, which is no price of a clip; Atlas Cloud itself quotes it',
};

const retired =
  'Wan 2.5 and 2.6 are passed on to their maker, who is reported (by a third party) to have retired 2.6 on 14 Oct 2026';

const generateAudio = {
  generate_audio: { type: 'boolean', default: true, description: 'Make a sound track' },
} as const;

const wan25: ModelSpec = {
  provider: 'atlascloud',
  endpoint: 'alibaba/wan-2.5/image-to-video',
  title: 'Wan 2.5',
  task: 'image-to-video',
  names: ['wan-2.5'],
  source: nodesSource,
  date,
  options: {
    image,
    prompt,
    negativePrompt,
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    duration: choice('duration', [5, 10], 5),
    expandPrompt: flag('enable_prompt_expansion', false),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: generateAudio,
  price: unpriced,
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150, '1080p': 240 },
  notes: [retired],
  notNames,
};

const wan25Fast: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.5/image-to-video-fast',
  title: 'Wan 2.5 fast',
  names: ['wan-2.5-fast'],
  options: { ...wan25.options, audio: media('audio'), resolution: choice('resolution', ['720p', '1080p'], '720p') },
  extra: undefined,
  // Our estimate.
  expectedSeconds: { '720p': 75, '1080p': 120 },
};

const wan25Extend: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.5/video-extend',
  title: 'Wan 2.5 extend',
  task: 'video-extend',
  names: [],
  options: {
    prompt,
    negativePrompt,
    audio: media('audio'),
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    duration: whole('duration', { minimum: 5, maximum: 10, default: 5 }),
    seed: seed(),
  },
  required: ['prompt'],
  requiredExtra: ['video'],
  extra: { video: { type: 'string', description: 'The clip to extend: an https URL' } },
};

const wan26: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.6/image-to-video',
  title: 'Wan 2.6',
  names: ['wan-2.6'],
  options: {
    ...wan25.options,
    audio: media('audio'),
    resolution: choice('resolution', ['720p', '1080p'], '720p'),
    duration: choice('duration', [5, 10, 15], 5),
    expandPrompt: flag('enable_prompt_expansion', true),
  },
  extra: {
    ...generateAudio,
    shot_type: {
      type: 'string',
      values: ['multi', 'single'],
      default: 'multi',
      description: 'Several shots need prompt expansion',
    },
  },
  extraNeeds: { shot_type: { value: 'multi', option: 'expandPrompt' } },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
};

const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'alibaba/wan-2.6/image-to-video-flash',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  options: { ...wan26.options, duration: whole('duration', { minimum: 5, maximum: 15, default: 5 }) },
  // Our estimate.
  expectedSeconds: { '720p': 60, '1080p': 100 },
};

const wan26Spicy: ModelSpec = {
  ...wan26,
  endpoint: 'atlascloud/wan-2.6-spicy/image-to-video',
  title: 'Wan 2.6 spicy',
  names: ['wan-2.6-spicy'],
  options: {
    image,
    prompt,
    negativePrompt,
    // No source names the defaults; these are sent so that length and size are never a surprise.
    resolution: choice('resolution', ['720p', '1080p'], '720p'),
    duration: choice('duration', [5, 10], 5),
    seed: seed(),
  },
  extra: undefined,
  extraNeeds: undefined,
  notes: [mayBeGone],
};

/** Wan 2.7 alone writes its resolutions in capitals. */
function capitals(values: readonly string[], standard: string): OptionSpec {
  return { ...choice('resolution', values, standard), translate: { kind: 'upper-case' } };
}

const { prompt_extend: _, ...namesOf27 } = notNames;

const wan27: ModelSpec = {
  ...wan25,
  endpoint: 'alibaba/wan-2.7/image-to-video',
  title: 'Wan 2.7',
  names: ['wan-2.7'],
  options: {
    image,
    endImage: media('last_image'),
    prompt,
    negativePrompt,
    audio: media('audio'),
    resolution: capitals(['720p', '1080p'], '1080p'),
    // The node names 5 and no range; this is the range of the model's maker.
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
    expandPrompt: flag('prompt_extend', true),
    seed: seed(),
  },
  required: ['image'],
  extra: { video: { type: 'string', description: 'A clip to go on from: an https URL' } },
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '720p': 0.1, '1080p': 0.15 },
    seconds: 'duration',
    minimumSeconds: 5,
    source: 'measured by a third party',
    date: '2026-09-29',
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notes: undefined,
  notNames: { ...namesOf27, enable_prompt_expansion: 'prompt_extend' },
};

const wan27Spicy: ModelSpec = {
  ...wan27,
  endpoint: 'atlascloud/wan-2.7-spicy/image-to-video',
  title: 'Wan 2.7 spicy',
  names: ['wan-2.7-spicy'],
  options: {
    image,
    prompt,
    negativePrompt,
    resolution: capitals(['720p', '1080p', '1080p-sr', '1440p-sr'], '720p'),
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: undefined,
  price: unpriced,
  // Our estimate.
  expectedSeconds: { '720p': 120, '1080p': 180, '1080p-sr': 180, '1440p-sr': 240 },
  notes: [mayBeGone],
};

export const atlascloudProxiedModels: readonly ModelSpec[] = [
  wan25,
  wan25Fast,
  wan25Extend,
  wan26,
  wan26Flash,
  wan26Spicy,
  wan27,
  wan27Spicy,
];
