import type { ParameterFact } from '../../providers/model-schema.js';
import type { AudioLimits, ImageLimits, ModelSpec, OptionSpec, PriceRule } from '../model.js';
import { choice, flag, media, seed, text } from '../options.js';

/** Day on which the Model Studio reference was read. */
const date = '2026-11-21';

export const image = media('input.img_url');
export const negativePrompt = text('input.negative_prompt', 500);
export const expandPrompt = flag('parameters.prompt_extend', true);
export const ownSeed = seed('parameters.seed');

/** Too long a prompt would be cut off without a word. */
export function prompt(maxLength?: number): OptionSpec {
  return text('input.prompt', maxLength);
}

type Resolution = '480p' | '720p' | '1080p';

/** The service wants a capital P; a small one is refused or ignored, by model. */
export function resolution(values: readonly Resolution[], standard: Resolution): OptionSpec {
  return { ...choice('parameters.resolution', values, standard), translate: { kind: 'upper-case' } };
}

export const watermark: Readonly<Record<string, ParameterFact>> = {
  'parameters.watermark': { type: 'boolean', default: false },
};

/** An effect by name; the prompt is then ignored. */
export const template: Readonly<Record<string, ParameterFact>> = {
  'input.template': { type: 'string', description: 'An effect template, in place of a prompt' },
};

const formats = ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'];

/** Of the decoded picture: Wan 2.1 and 2.2. */
export const smallImage: ImageLimits = { formats, maxBytes: 10_000_000, minEdge: 240, maxEdge: 8000 };
/** From Wan 2.5 on. */
export const largeImage: ImageLimits = { formats, maxBytes: 20_000_000, minEdge: 240, maxEdge: 8000 };

export const audioLimits: AudioLimits = {
  formats: ['audio/wav', 'audio/mpeg'],
  maxBytes: 15_000_000,
  minSeconds: 3,
  maxSeconds: 30,
};

/**
 * CNY a second of output: Singapore, which is the dearer, and Beijing where a model is listed there only. So caps hold
 * in either region.
 */
export function perSecond(
  amount: Readonly<Record<string, number>>,
  seconds: 'duration' | 'audio' = 'duration',
): PriceRule {
  const source = 'Model Studio pricing page, copy of late 2026';
  return { kind: 'per-second', currency: 'CNY', amount, seconds, source, date };
}

export const noPrice: PriceRule = { kind: 'unknown', why: "the maker's price list does not name this model" };

/** Names from other providers and popular guides, with where DashScope keeps the same thing. */
const notNames: Readonly<Record<string, string>> = {
  image: 'input.img_url',
  image_url: 'input.img_url',
  img_url: 'input.img_url',
  'input.image_url': 'input.img_url',
  audio_url: 'input.audio_url',
  template: 'input.template',
  prompt_extend: 'parameters.prompt_extend',
  enable_prompt_expansion: 'parameters.prompt_extend',
  'input.resolution': 'parameters.resolution',
  'input.duration': 'parameters.duration',
  'input.seed': 'parameters.seed',
  watermark: 'parameters.watermark',
  shot_type: 'parameters.shot_type',
};

export const reference = 'alibabacloud.com/help/model-studio';

/** What all models of the maker's own service share. */
export const base: Pick<ModelSpec, 'provider' | 'task' | 'source' | 'date' | 'notNames'> = {
  provider: 'dashscope',
  task: 'image-to-video',
  source: `${reference}: image-to-video API reference`,
  date,
  notNames,
};
