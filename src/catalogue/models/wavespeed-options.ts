import type { Amount, AudioLimits, ModelSpec, OptionSpec, PriceRule } from '../model.js';
import { choice, media, seed, text } from '../options.js';

/** Fields and base prices: what an authenticated `GET /api/v3/models` answered on that day, as kept by a third party. */
const snapshotSource = 'GitHub errogaht/wavespeed-ai-bundle: GET /api/v3/models of 2026-08-18';
const snapshotDate = '2026-08-18';

/** Where WaveSpeed's own pages were read for prices, and when. */
const docsSource = 'https://wavespeed.ai/docs';
const docsDate = '2026-11-21';

export const image = media('image');
export const endImage = media('last_image');
export const prompt = text('prompt');
export const negativePrompt = text('negative_prompt');
export const audio = media('audio');
export const fiveOrEight = choice('duration', [5, 8], 5);
/** Left out, WaveSpeed draws one (its -1); a clip can be found again only by a seed that was sent. */
export const anySeed = seed();

/** Each of the three lists takes `{path, scale}` with a scale of 0 to 4, three items at most. */
export const generalLoras: OptionSpec = loraList('loras');
export const loraLists: Readonly<Record<'loras' | 'lorasHigh' | 'lorasLow', OptionSpec>> = {
  loras: generalLoras,
  lorasHigh: loraList('high_noise_loras'),
  lorasLow: loraList('low_noise_loras'),
};

function loraList(wire: string): OptionSpec {
  return { wire, type: 'loras', maxLength: 3, scale: { minimum: 0, maximum: 4 }, translate: { kind: 'lora-list' } };
}

/** A WaveSpeed model begins as this; every field of it can be replaced. */
export const wavespeedModel = {
  provider: 'wavespeed',
  task: 'image-to-video',
  names: [],
  source: snapshotSource,
  date: snapshotDate,
  required: ['image', 'prompt'],
} as const satisfies Partial<ModelSpec>;

/** The clip to extend has no portable name: `--set video=https://...`. */
export const videoExtra = { video: { type: 'string', description: 'The clip to extend, as an https URL' } } as const;
export const extendModel = {
  ...wavespeedModel,
  task: 'video-extend',
  required: ['prompt'],
  requiredExtra: ['video'],
} as const satisfies Partial<ModelSpec>;

/** The list names no formats; these are the ones that the makers of the models take. */
export const audioLimits: AudioLimits = { formats: ['audio/wav', 'audio/mpeg'] };

/** In proportion to the length, as WaveSpeed's own formula has it (`base_price * duration / 5`). */
export function pricePerSecond(amount: Amount, stated: { source: string; date: string } = snapshot): PriceRule {
  return { kind: 'per-second', currency: 'USD', amount, seconds: 'duration', ...stated };
}

const snapshot = { source: snapshotSource, date: snapshotDate };
export const documented = { source: docsSource, date: docsDate };

/** Names from other providers and popular guides that WaveSpeed drops without a word, and bills all the same. */
export const notNames: Readonly<Record<string, string>> = {
  image_url: 'image',
  end_image_url: 'last_image',
  last_frame: 'last_image',
  end_image: 'last_image',
  num_frames: 'duration',
  audio_url: 'audio',
  video_url: 'video',
  prompt_extend: 'enable_prompt_expansion',
};

export const notLoraNames: Readonly<Record<string, string>> = {
  ...notNames,
  lora_url: 'loras',
  lora_scale: 'loras',
  lora_strength: 'loras',
  lora_weights: 'loras',
};
