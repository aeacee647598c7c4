import type { ModelSpec, OptionSpec } from '../model.js';
import { choice, seed } from '../options.js';
import {
  allLoras,
  date,
  expertLoras,
  image,
  loraNotNames,
  mayBeGone,
  nodesSource,
  notNames,
  prompt,
} from './atlascloud-options.js';

/** One prompt makes one segment; more come with `--set prompt='["first", "second"]'`. */
const segments: OptionSpec = { ...prompt, translate: { kind: 'list' } };

const infinite: ModelSpec = {
  provider: 'atlascloud',
  endpoint: 'atlascloud/wan-2.2-turbo/infinite-image-to-video',
  title: 'Wan 2.2 turbo infinite',
  task: 'image-to-video',
  names: [],
  source: nodesSource,
  date,
  options: {
    image,
    prompt: segments,
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    // Seconds of each segment; another length than 5 is stated nowhere.
    duration: choice('duration', [5], 5),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  price: { kind: 'unknown', why: 'every segment is billed by its seconds; Atlas Cloud itself quotes the whole' },
  // Our estimate, for one segment.
  expectedSeconds: { '480p': 60, '720p': 90, '1080p': 120 },
  notNames,
};

const infiniteLora: ModelSpec = {
  ...infinite,
  endpoint: 'atlascloud/wan-2.2-turbo/infinite-image-to-video-lora',
  title: 'Wan 2.2 turbo infinite LoRA',
  options: { ...infinite.options, ...expertLoras },
  notNames: { ...notNames, ...loraNotNames('high_noise_loras'), loras: 'high_noise_loras' },
};

const spicyInfinite: ModelSpec = {
  ...infinite,
  endpoint: 'atlascloud/wan-2.2-turbo-spicy/infinite-image-to-video',
  title: 'Wan 2.2 turbo spicy infinite',
  notes: [mayBeGone],
};

const spicyInfiniteLora: ModelSpec = {
  ...infiniteLora,
  endpoint: 'atlascloud/wan-2.2-turbo-spicy/infinite-image-to-video-lora',
  title: 'Wan 2.2 turbo spicy infinite LoRA',
  notes: [mayBeGone],
};

const { video_url: _, ...extendNames } = notNames;

const extend: ModelSpec = {
  provider: 'atlascloud',
  endpoint: 'alibaba/wan-2.2-spicy/video-extend',
  title: 'Wan 2.2 spicy extend',
  task: 'video-extend',
  names: [],
  source: nodesSource,
  date,
  options: {
    prompt,
    resolution: choice('resolution', ['480p', '720p'], '480p'),
    duration: choice('duration', [5, 10], 5),
    seed: seed(),
  },
  required: ['prompt'],
  requiredExtra: ['video_url'],
  extra: { video_url: { type: 'string', description: 'The clip to extend: an https URL' } },
  price: { kind: 'unknown', why: 'no source names it; Atlas Cloud itself quotes it' },
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150 },
  notes: [
    mayBeGone,
    'The name of its clip parameter is uncertain (video_url or video): read it with `wan models show --refresh`',
  ],
  notNames: { ...extendNames, video: 'video_url' },
};

const extendLora: ModelSpec = {
  ...extend,
  endpoint: 'alibaba/wan-2.2-spicy/video-extend-lora',
  title: 'Wan 2.2 spicy extend LoRA',
  options: { ...extend.options, duration: choice('duration', [5, 8], 5), ...allLoras },
  requiredExtra: ['video'],
  extra: { video: { type: 'string', description: 'The clip to extend: an https URL' } },
  notes: [mayBeGone],
  notNames: { ...notNames, ...loraNotNames('loras') },
};

export const atlascloudLongModels: readonly ModelSpec[] = [
  infinite,
  infiniteLora,
  spicyInfinite,
  spicyInfiniteLora,
  extend,
  extendLora,
];
