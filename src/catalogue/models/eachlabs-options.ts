import type { AudioLimits, ImageLimits, OptionSpec } from '../model.js';
import { choice, flag, media, text } from '../options.js';

/** Day on which Eachlabs' pages were read. */
export const date = '2026-11-21';

export const image = media('image_url');
export const endImage = media('end_image_url');
export const prompt = text('prompt');
export const negativePrompt = text('negative_prompt');
export const aspectRatio = choice('aspect_ratio', ['auto', '16:9', '9:16', '1:1'], 'auto');

/** Off by default on Eachlabs' Wan 2.2; here it is on unless the user turns it off. */
export const safetyChecker = flag('enable_safety_checker', true);

/** Eachlabs takes seconds as text: "5". */
export function seconds<T extends number>(values: readonly T[]): OptionSpec {
  return { ...choice('duration', values, values[0]), translate: { kind: 'text' } };
}

/** GIF too, says the page; nothing is gained by sending one. */
export const imageLimits: ImageLimits = {
  formats: ['image/jpeg', 'image/png', 'image/webp'],
  maxBytes: 20_000_000,
  minEdge: 64,
  maxEdge: 8192,
};

/** Eachlabs names none: the limits of Wan's maker. */
export const audioLimits: AudioLimits = {
  formats: ['audio/wav', 'audio/mpeg'],
  maxBytes: 15_000_000,
  minSeconds: 3,
  maxSeconds: 30,
};

/** Names from other providers and popular guides that Eachlabs' Wan models do not know. */
export const notNames: Readonly<Record<string, string>> = {
  image: 'image_url',
  image_urls: 'image_url',
  img_url: 'image_url',
  last_image: 'end_image_url',
  last_frame: 'end_image_url',
  end_image: 'end_image_url',
  audio: 'audio_url',
  prompt_extend: 'enable_prompt_expansion',
  disable_safety_checker: 'enable_safety_checker',
};

export function modelPage(slug: string): string {
  return `llms.txt page of ${slug}, eachlabs.ai`;
}
