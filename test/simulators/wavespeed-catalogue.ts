import type { JsonObject } from '../../src/json.js';
import {
  flag,
  loras,
  oneOf,
  range,
  type SimulatedModel,
  seed,
  text,
  threeLoraLists,
  url,
} from './wavespeed-properties.js';

type Fields = Readonly<Record<string, JsonObject>>;

const imageAndPrompt = ['prompt', 'image'] as const;
const fiveOrEight = oneOf(5, 5, 8);
const size22 = oneOf('480p', '480p', '720p');
const medium = oneOf('720p', '480p', '720p', '1080p');
const large = oneOf('720p', '720p', '1080p');
const largest = oneOf('1080p', '1080p', '2k', '4k');
const inFives = oneOf(5, 5, 10, 15);

function model(
  id: string,
  basePrice: number,
  [required, properties]: readonly [readonly string[], Fields],
): SimulatedModel {
  const isLora = /-lora\b/.test(id);
  const type = id.includes('video-extend') ? 'video-extend' : isLora ? 'lora-support' : 'image-to-video';
  return { id, basePrice, type, required, properties };
}

const fields22: Fields = {
  image: url,
  prompt: text,
  negative_prompt: text,
  last_image: url,
  duration: fiveOrEight,
  seed,
};
const spicy: Fields = { image: url, prompt: text, resolution: size22, duration: fiveOrEight, seed };
const extendSpicy: Fields = { video: url, prompt: text, resolution: size22, duration: fiveOrEight, seed };

const wan22: readonly SimulatedModel[] = [
  ...(
    [
      ['i2v-480p', 0.15],
      ['i2v-720p', 0.3],
      ['i2v-480p-ultra-fast', 0.05],
      ['i2v-720p-ultra-fast', 0.1],
    ] as const
  ).map(([id, price]) => model(`wavespeed-ai/wan-2.2/${id}`, price, [imageAndPrompt, fields22])),
  ...(
    [
      ['i2v-480p-lora', 0.2],
      ['i2v-720p-lora', 0.35],
      ['i2v-480p-lora-ultra-fast', 0.1],
      ['i2v-720p-lora-ultra-fast', 0.15],
    ] as const
  ).map(([id, price]) =>
    model(`wavespeed-ai/wan-2.2/${id}`, price, [imageAndPrompt, { ...fields22, ...threeLoraLists }]),
  ),
  model('wavespeed-ai/wan-2.2/i2v-5b-720p', 0.05, [imageAndPrompt, { image: url, prompt: text, seed }]),
  model('wavespeed-ai/wan-2.2/i2v-5b-720p-lora', 0.1, [imageAndPrompt, { image: url, prompt: text, seed, loras }]),
  model('wavespeed-ai/wan-2.2/image-to-video', 0.15, [imageAndPrompt, { ...fields22, resolution: size22 }]),
  model('wavespeed-ai/wan-2.2/image-to-video-lora', 0.2, [
    imageAndPrompt,
    { ...fields22, resolution: size22, ...threeLoraLists },
  ]),
  model('wavespeed-ai/wan-2.2-spicy/image-to-video', 0.15, [imageAndPrompt, spicy]),
  model('wavespeed-ai/wan-2.2-spicy/image-to-video-lora', 0.2, [imageAndPrompt, { ...spicy, ...threeLoraLists }]),
  model('wavespeed-ai/wan-2.2-spicy/video-extend', 0.15, [['video', 'prompt'], extendSpicy]),
  model('wavespeed-ai/wan-2.2-spicy/video-extend-lora', 0.2, [
    ['video', 'prompt'],
    { ...extendSpicy, ...threeLoraLists },
  ]),
  model('wavespeed-ai/wan-2.2/speech-to-video', 0.15, [
    ['image', 'audio'],
    { image: url, audio: url, prompt: text, resolution: size22, seed },
  ]),
];

const sampling: Fields = {
  duration: range('integer', [5, 10, 5]),
  guidance_scale: range('number', [0, 20, 5]),
  num_inference_steps: range('integer', [1, 40, 30]),
  seed,
};
const wan21 = (standard: string, tall: string, shift: number): Fields => ({
  image: url,
  prompt: text,
  negative_prompt: text,
  size: oneOf(standard, standard, tall),
  flow_shift: range('number', [1, 10, shift]),
  ...sampling,
});
const small21 = wan21('832*480', '480*832', 3);
const large21 = wan21('1280*720', '720*1280', 5);
const sizes = ['832*480', '480*832', '1280*720', '720*1280'] as const;

const older: readonly SimulatedModel[] = [
  model('wavespeed-ai/wan-flf2v', 0.3, [
    ['first_image', 'last_image'],
    {
      first_image: url,
      last_image: url,
      prompt: text,
      negative_prompt: text,
      size: oneOf('832*480', ...sizes),
      ...sampling,
    },
  ]),
  model('wavespeed-ai/wan-2.1/i2v-480p', 0.2, [imageAndPrompt, small21]),
  model('wavespeed-ai/wan-2.1/i2v-480p-ultra-fast', 0.125, [imageAndPrompt, small21]),
  model('wavespeed-ai/wan-2.1/i2v-720p', 0.3, [imageAndPrompt, large21]),
  model('wavespeed-ai/wan-2.1/i2v-720p-ultra-fast', 0.225, [imageAndPrompt, large21]),
  model('wavespeed-ai/wan-2.1/i2v-480p-lora', 0.2, [imageAndPrompt, { ...small21, duration: oneOf(5, 5, 10), loras }]),
  model('wavespeed-ai/wan-2.1/i2v-480p-lora-ultra-fast', 0.125, [imageAndPrompt, { ...small21, loras }]),
  model('wavespeed-ai/wan-2.1/i2v-720p-lora', 0.3, [imageAndPrompt, { ...large21, loras }]),
  model('wavespeed-ai/wan-2.1/i2v-720p-lora-ultra-fast', 0.225, [imageAndPrompt, { ...large21, loras }]),
];

const proxied: Fields = { prompt: text, audio: url, negative_prompt: text, enable_prompt_expansion: flag(false), seed };
const shot_type = oneOf('single', 'single', 'multi');
const threeToTen = range('integer', [3, 10, 5]);
const fields25: Fields = { image: url, ...proxied, resolution: medium, duration: threeToTen };
const fields26: Fields = { image: url, ...proxied, resolution: large, duration: inFives, shot_type };
const twoToFifteen = range('integer', [2, 15, 5]);

const later: readonly SimulatedModel[] = [
  model('alibaba/wan-2.5/image-to-video', 0.25, [imageAndPrompt, fields25]),
  model('alibaba/wan-2.5/image-to-video-fast', 0.34, [imageAndPrompt, { ...fields25, resolution: large }]),
  model('alibaba/wan-2.5/video-extend', 0.25, [
    ['video', 'prompt'],
    { video: url, ...proxied, resolution: medium, duration: threeToTen },
  ]),
  model('alibaba/wan-2.6/image-to-video', 0.5, [imageAndPrompt, fields26]),
  model('alibaba/wan-2.6/image-to-video-flash', 0.125, [
    imageAndPrompt,
    { ...fields26, duration: twoToFifteen, enable_audio: flag(true) },
  ]),
  model('alibaba/wan-2.6/image-to-video-pro', 0.6, [imageAndPrompt, { ...fields26, resolution: largest }]),
  model('alibaba/wan-2.6/image-to-video-spicy', 0.5, [['image'], fields26]),
  model('alibaba/wan-2.6/video-extend', 0.25, [
    ['video', 'prompt'],
    { video: url, ...proxied, resolution: large, duration: inFives, shot_type },
  ]),
  model('alibaba/wan-2.7/image-to-video', 0.5, [
    imageAndPrompt,
    { image: url, last_image: url, ...proxied, resolution: large, duration: twoToFifteen },
  ]),
  model('alibaba/wan-2.7/image-to-video-pro', 0.6, [imageAndPrompt, { ...fields26, resolution: largest }]),
  model('alibaba/wan-2.7/image-to-video-spicy', 0.5, [['image'], fields26]),
  model('alibaba/wan-2.7/video-extend', 0.5, [
    ['video', 'prompt'],
    { video: url, prompt: text, duration: range('integer', [5, 15, 5]), seed },
  ]),
  model('alibaba/wan-3.0/image-to-video', 0.6, [
    imageAndPrompt,
    {
      image: url,
      last_image: url,
      prompt: text,
      resolution: medium,
      aspect_ratio: { type: 'string', enum: ['16:9', '9:16', '1:1', '4:3', '3:4'] },
      duration: range('integer', [2, 30, 5]),
      enable_audio: flag(true),
      thinking_mode: flag(false),
      seed,
    },
  ]),
  // Another vendor's, as the list has hundreds of.
  model('kwaivgi/kling-v2.6-std/image-to-video', 0.35, [
    imageAndPrompt,
    { image: url, prompt: text, duration: oneOf(5, 5, 10), guidance_scale: range('number', [0, 1, 0.5]) },
  ]),
];

/** Every Wan model of the document, and one that is none. */
export const wavespeedModels: readonly SimulatedModel[] = [...wan22, ...older, ...later];
