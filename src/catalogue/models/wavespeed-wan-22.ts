import type { ModelSpec } from '../model.js';
import { choice } from '../options.js';
import {
  anySeed,
  audio,
  documented,
  endImage,
  extendModel,
  fiveOrEight,
  generalLoras,
  image,
  loraLists,
  negativePrompt,
  notLoraNames,
  notNames,
  pricePerSecond,
  prompt,
  videoExtra,
  wavespeedModel,
} from './wavespeed-options.js';

const resolution = choice('resolution', ['480p', '720p'], '480p');

const base: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'wavespeed-ai/wan-2.2/image-to-video',
  title: 'Wan 2.2',
  names: ['wan-2.2'],
  options: { image, endImage, prompt, negativePrompt, resolution, duration: fiveOrEight, seed: anySeed },
  price: pricePerSecond({ '480p': 0.03, '720p': 0.06 }, documented),
  // Our estimate.
  expectedSeconds: { '480p': 60, '720p': 150 },
  notNames,
};

const lora: ModelSpec = {
  ...base,
  endpoint: 'wavespeed-ai/wan-2.2/image-to-video-lora',
  title: 'Wan 2.2 LoRA',
  names: ['wan-2.2-lora'],
  options: { ...base.options, ...loraLists },
  // The list has the price of the default size only; WaveSpeed quotes the other.
  price: pricePerSecond({ '480p': 0.04 }),
  notNames: notLoraNames,
};

/** Image, prompt, size, length and seed: nothing else. Other keys are dropped, and the clip is billed. */
const spicy: ModelSpec = {
  ...base,
  endpoint: 'wavespeed-ai/wan-2.2-spicy/image-to-video',
  title: 'Wan 2.2 spicy',
  names: ['wan-2.2-spicy'],
  options: { image, prompt, resolution, duration: fiveOrEight, seed: anySeed },
  price: pricePerSecond({ '480p': 0.03 }),
};

const spicyLora: ModelSpec = {
  ...spicy,
  endpoint: 'wavespeed-ai/wan-2.2-spicy/image-to-video-lora',
  title: 'Wan 2.2 spicy LoRA',
  names: ['wan-2.2-spicy-lora'],
  options: { ...spicy.options, ...loraLists },
  price: pricePerSecond({ '480p': 0.04 }),
  notNames: notLoraNames,
};

const spicyExtend: ModelSpec = {
  ...extendModel,
  endpoint: 'wavespeed-ai/wan-2.2-spicy/video-extend',
  title: 'Wan 2.2 spicy video extend',
  options: { prompt, resolution, duration: fiveOrEight, seed: anySeed },
  extra: videoExtra,
  price: pricePerSecond({ '480p': 0.03 }),
  // Our estimate.
  expectedSeconds: { '480p': 60, '720p': 150 },
  notNames,
};

const spicyExtendLora: ModelSpec = {
  ...spicyExtend,
  endpoint: 'wavespeed-ai/wan-2.2-spicy/video-extend-lora',
  title: 'Wan 2.2 spicy video extend LoRA',
  options: { ...spicyExtend.options, ...loraLists },
  price: pricePerSecond({ '480p': 0.04 }),
  notNames: notLoraNames,
};

const speech: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'wavespeed-ai/wan-2.2/speech-to-video',
  title: 'Wan 2.2 speech to video',
  task: 'speech-to-video',
  names: ['wan-2.2-s2v'],
  options: { image, audio, prompt, resolution, seed: anySeed },
  required: ['image', 'audio'],
  audio: { formats: ['audio/wav', 'audio/mpeg'], maxSeconds: 600 },
  price: {
    kind: 'per-second',
    currency: 'USD',
    amount: { '480p': 0.03, '720p': 0.06 },
    seconds: 'audio',
    minimumSeconds: 3,
    ...documented,
  },
  // Our estimate.
  expectedSeconds: { '480p': 120, '720p': 240 },
  notNames,
};

const fiveBillion: ModelSpec = {
  ...wavespeedModel,
  endpoint: 'wavespeed-ai/wan-2.2/i2v-5b-720p',
  title: 'Wan 2.2 5B 720p',
  names: ['wan-2.2-5b'],
  options: { image, prompt, seed: anySeed },
  clipSeconds: 5,
  price: { kind: 'per-clip', currency: 'USD', amount: 0.05, source: base.source, date: base.date },
  // Our estimate.
  expectedSeconds: 60,
  notNames,
};

const fiveBillionLora: ModelSpec = {
  ...fiveBillion,
  endpoint: 'wavespeed-ai/wan-2.2/i2v-5b-720p-lora',
  title: 'Wan 2.2 5B 720p LoRA',
  names: ['wan-2.2-5b-lora'],
  options: { ...fiveBillion.options, loras: generalLoras },
  price: { kind: 'per-clip', currency: 'USD', amount: 0.1, source: base.source, date: base.date },
  notNames: notLoraNames,
};

/** The older ids, with the size in the name; dollars are for the default 5 s, seconds are our estimates. */
function sized(id: string, dollars: number, expectedSeconds: number): ModelSpec {
  const withLoras = id.includes('-lora');
  const options = { image, endImage, prompt, negativePrompt, duration: fiveOrEight, seed: anySeed };
  return {
    ...wavespeedModel,
    endpoint: `wavespeed-ai/wan-2.2/${id}`,
    title: `Wan 2.2 ${id.slice('i2v-'.length).replaceAll('-', ' ').replace('lora', 'LoRA')}`,
    options: withLoras ? { ...options, ...loraLists } : options,
    price: pricePerSecond(dollars / 5),
    expectedSeconds,
    notNames: withLoras ? notLoraNames : notNames,
  };
}

export const wavespeedWan22Models: readonly ModelSpec[] = [
  base,
  lora,
  spicy,
  spicyLora,
  speech,
  fiveBillion,
  fiveBillionLora,
  sized('i2v-480p-ultra-fast', 0.05, 20),
  sized('i2v-720p-ultra-fast', 0.1, 40),
  sized('i2v-480p-lora-ultra-fast', 0.1, 30),
  sized('i2v-720p-lora-ultra-fast', 0.15, 60),
  sized('i2v-480p', 0.15, 60),
  sized('i2v-720p', 0.3, 150),
  sized('i2v-480p-lora', 0.2, 60),
  sized('i2v-720p-lora', 0.35, 150),
  spicyExtend,
  spicyExtendLora,
];
