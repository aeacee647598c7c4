import type { OptionSpec } from '../model.js';
import { media, text } from '../options.js';

/** Day on which the sources of Atlas Cloud's document were read. */
export const date = '2026-11-21';

/** The fields as its official nodes send them; the live schema is the better source. */
export const nodesSource = 'official ComfyUI nodes of Atlas Cloud, March to August 2026';
export const priceSource = 'node descriptions and blog of Atlas Cloud, May 2026';
/** No day is known: the first of the month. */
export const priceDate = '2026-05-01';

export const image = media('image');
export const prompt = text('prompt');
export const negativePrompt = text('negative_prompt');

/** The range of a strength is not stated. */
function loraList(wire: string): OptionSpec {
  return { wire, type: 'loras', translate: { kind: 'lora-list' } };
}

export const expertLoras = {
  lorasHigh: loraList('high_noise_loras'),
  lorasLow: loraList('low_noise_loras'),
};
export const allLoras = { loras: loraList('loras'), ...expertLoras };

export const mayBeGone =
  'Atlas Cloud is reported (by a third party) to have withdrawn its "spicy" models in August 2026: nothing is billed if so';

/** Names from other providers and popular guides that these models do not know. */
export const notNames: Readonly<Record<string, string>> = {
  image_url: 'image',
  audio_url: 'audio',
  video_url: 'video',
  end_image_url: 'last_image',
  num_frames: 'duration',
  prompt_extend: 'enable_prompt_expansion',
};

/** Guides name one LoRA by `lora_url` and `lora_scale`; here a LoRA is an item `{path, scale}` of a list. */
export function loraNotNames(list: string): Readonly<Record<string, string>> {
  return { lora_url: list, lora_scale: list, lora_strength: list };
}
