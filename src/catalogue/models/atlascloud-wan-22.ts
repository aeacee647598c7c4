import type { ModelSpec, PriceRule } from '../model.js';
import { choice, seed } from '../options.js';
import {
  allLoras,
  date,
  expertLoras,
  image,
  loraNotNames,
  mayBeGone,
  negativePrompt,
  nodesSource,
  notNames,
  priceDate,
  priceSource,
  prompt,
} from './atlascloud-options.js';

const small = choice('resolution', ['480p', '720p'], '480p');
const fiveOrEight = choice('duration', [5, 8], 5);
const five = choice('duration', [5], 5);

function perSecond(amount: number): PriceRule {
  return { kind: 'per-second', currency: 'USD', amount, seconds: 'duration', source: priceSource, date: priceDate };
}

const spicy: ModelSpec = {
  provider: 'atlascloud',
  endpoint: 'alibaba/wan-2.2-spicy/image-to-video',
  title: 'Wan 2.2 spicy',
  task: 'image-to-video',
  names: ['wan-2.2-spicy'],
  source: nodesSource,
  date,
  options: { image, prompt, resolution: small, duration: fiveOrEight, seed: seed() },
  required: ['image', 'prompt'],
  price: perSecond(0.03),
  // Our estimate.
  expectedSeconds: { '480p': 90, '720p': 150 },
  notes: [mayBeGone],
  notNames,
};

const spicyLora: ModelSpec = {
  ...spicy,
  endpoint: 'alibaba/wan-2.2-spicy/image-to-video-lora',
  title: 'Wan 2.2 spicy LoRA',
  names: ['wan-2.2-spicy-lora'],
  options: { ...spicy.options, ...allLoras },
  price: perSecond(0.04),
  notNames: { ...notNames, ...loraNotNames('loras') },
};

const turboSpicy: ModelSpec = {
  ...spicy,
  endpoint: 'atlascloud/wan-2.2-turbo-spicy/image-to-video',
  title: 'Wan 2.2 turbo spicy',
  names: ['wan-2.2-turbo-spicy'],
  // 1080p is scaled up from less.
  options: { ...spicy.options, resolution: choice('resolution', ['480p', '720p', '1080p'], '480p') },
  price: perSecond(0.02),
  // Our estimate.
  expectedSeconds: { '480p': 40, '720p': 60, '1080p': 90 },
};

const turboSpicyLora: ModelSpec = {
  ...turboSpicy,
  endpoint: 'atlascloud/wan-2.2-turbo-spicy/image-to-video-lora',
  title: 'Wan 2.2 turbo spicy LoRA',
  names: ['wan-2.2-turbo-spicy-lora'],
  // The one with lists for the two experts only.
  options: { ...turboSpicy.options, ...expertLoras },
  price: perSecond(0.026),
  notNames: { ...notNames, ...loraNotNames('high_noise_loras'), loras: 'high_noise_loras' },
};

const turbo: ModelSpec = {
  ...turboSpicy,
  endpoint: 'atlascloud/wan-2.2-turbo/image-to-video',
  title: 'Wan 2.2 turbo',
  names: ['wan-2.2-turbo'],
  options: {
    image,
    prompt,
    negativePrompt,
    resolution: choice('resolution', ['480p', '720p', '1080p'], '720p'),
    duration: five,
    seed: seed(),
  },
  notes: undefined,
};

const plain: ModelSpec = {
  ...spicy,
  endpoint: 'atlascloud/wan-2.2/image-to-video',
  title: 'Wan 2.2',
  names: ['wan-2.2'],
  // Another length than 5 is stated nowhere.
  options: { image, prompt, negativePrompt, resolution: small, duration: five, seed: seed() },
  price: { kind: 'unknown', why: 'no source names it; Atlas Cloud itself quotes it' },
  // Our estimate.
  expectedSeconds: { '480p': 120, '720p': 240 },
  notes: undefined,
};

const plainLora: ModelSpec = {
  ...plain,
  endpoint: 'atlascloud/wan-2.2/image-to-video-lora',
  title: 'Wan 2.2 LoRA',
  names: ['wan-2.2-lora'],
  options: { ...plain.options, ...allLoras },
  price: perSecond(0.04),
  notNames: { ...notNames, ...loraNotNames('loras') },
};

export const atlascloudWan22Models: readonly ModelSpec[] = [
  turbo,
  plain,
  plainLora,
  turboSpicy,
  turboSpicyLora,
  spicy,
  spicyLora,
];
