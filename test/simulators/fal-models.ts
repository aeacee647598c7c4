import type { JsonObject, JsonValue } from '../../src/json.js';
import { askedSeconds, frameSeconds, openTiers, proxiedTiers, tiered, type Units, wan21Units } from './fal-units.js';

/** One endpoint: its input as OpenAPI has it, and how it is billed. */
export interface FalModel {
  readonly id: string;
  readonly input: JsonObject;
  readonly price: { readonly unit: 'second' | 'video'; readonly unitPrice: number };
  readonly units: Units;
}

type Property = JsonObject;

const text = (extra: JsonObject = {}): Property => ({ type: 'string', ...extra });
const url = (description: string): Property => ({ type: 'string', format: 'uri', description });
const integer = (minimum: number, maximum: number, initial?: number): Property => ({
  type: 'integer',
  minimum,
  maximum,
  ...(initial === undefined ? {} : { default: initial }),
});
const number = (minimum: number, maximum: number, initial: number): Property => ({
  type: 'number',
  minimum,
  maximum,
  default: initial,
});
const choice = (initial: string, ...values: readonly string[]): Property => ({
  type: 'string',
  enum: values,
  default: initial,
});
const flag = (initial: boolean): Property => ({ type: 'boolean', default: initial });

const image = { image_url: url('URL of the first frame.') };
const endImage = { end_image_url: url('URL of the last frame.') };
const prompt = { prompt: text({ description: 'What happens.' }) };
const seed = { seed: { type: 'integer' } };
const quality = {
  video_quality: choice('high', 'low', 'medium', 'high', 'maximum'),
  video_write_mode: choice('balanced', 'fast', 'balanced', 'small'),
};
const safe = { enable_safety_checker: flag(false), enable_output_safety_checker: flag(false) };
const aspectRatio = { aspect_ratio: choice('auto', 'auto', '16:9', '9:16', '1:1') };
const expansion = { enable_prompt_expansion: flag(false) };
const acceleration = { acceleration: choice('regular', 'none', 'regular') };

const turbo = {
  ...image,
  ...prompt,
  ...endImage,
  resolution: choice('720p', '480p', '580p', '720p'),
  ...aspectRatio,
  ...acceleration,
  ...expansion,
  ...safe,
  ...quality,
  ...seed,
};
const sampling = {
  num_frames: integer(17, 161, 81),
  frames_per_second: integer(4, 60, 16),
  negative_prompt: text({ default: '' }),
  num_inference_steps: integer(2, 40, 27),
  guidance_scale: number(1, 10, 3.5),
  shift: number(1, 10, 5),
  interpolator_model: choice('film', 'none', 'film', 'rife'),
  num_interpolated_frames: integer(0, 4, 1),
  adjust_fps_for_interpolation: flag(true),
};
const base = { ...turbo, ...sampling, guidance_scale_2: number(1, 10, 3.5) };
const loraList = (more: Readonly<Record<string, Property>>): Property => ({
  type: 'array',
  items: { type: 'object', properties: { path: text(), weight_name: text(), ...more }, required: ['path'] },
});
const transformer = choice('high', 'high', 'low', 'both');
const proxied = {
  ...image,
  prompt: text({ maxLength: 800 }),
  audio_url: url('WAV or MP3, 3 to 30 s, at most 15 MB.'),
  negative_prompt: text({ maxLength: 500, default: '' }),
  enable_prompt_expansion: flag(true),
  enable_safety_checker: flag(true),
  ...seed,
};
const wan26 = {
  ...proxied,
  duration: choice('5', '5', '10', '15'),
  resolution: choice('1080p', '720p', '1080p'),
  multi_shots: flag(false),
};

const wan21 = {
  ...prompt,
  num_frames: integer(81, 100, 81),
  frames_per_second: integer(5, 24, 16),
  guide_scale: number(1, 10, 5),
  num_inference_steps: integer(2, 40, 30),
  shift: number(1, 10, 5),
  resolution: choice('720p', '480p', '720p'),
  ...aspectRatio,
  ...acceleration,
  ...expansion,
  enable_safety_checker: flag(false),
  negative_prompt: text(),
  ...seed,
};

const { acceleration: _accelerated, ...unaccelerated } = wan21;
const wan21Lora = {
  ...image,
  ...unaccelerated,
  aspect_ratio: choice('16:9', 'auto', '16:9', '9:16', '1:1'),
  loras: loraList({ scale: number(0, 4, 1) }),
  turbo_mode: flag(true),
  reverse_video: flag(false),
};

/** The endpoints that the simulator serves. Wan 2.2's document gives no price for the image LoRA: the text LoRA's stands in. */
export const falModels: readonly FalModel[] = [
  {
    ...model('fal-ai/wan/v2.2-a14b/image-to-video', base, { unitPrice: 0.08 }),
    units: tiered(frameSeconds, openTiers),
  },
  { ...model('fal-ai/wan/v2.2-a14b/image-to-video/turbo', turbo, { unitPrice: 0.1 }), ...perVideo(0.1) },
  model(
    'fal-ai/wan/v2.2-a14b/image-to-video/lora',
    {
      ...base,
      guidance_scale_2: number(1, 10, 4),
      loras: loraList({ scale: { type: 'number', default: 1 }, transformer }),
      reverse_video: flag(false),
    },
    { unitPrice: 0.1 },
  ),
  model(
    'fal-ai/wan/v2.2-5b/image-to-video',
    {
      ...image,
      ...prompt,
      ...sampling,
      resolution: choice('720p', '580p', '720p'),
      frames_per_second: integer(4, 60, 24),
      num_inference_steps: integer(2, 50, 40),
      num_interpolated_frames: integer(0, 4, 0),
      ...aspectRatio,
      ...expansion,
      ...safe,
      ...quality,
      ...seed,
    },
    { unitPrice: 0.15 },
  ),
  model(
    'fal-ai/wan/v2.2-14b/speech-to-video',
    {
      ...image,
      audio_url: url('The voice.'),
      ...prompt,
      num_frames: { ...integer(40, 120, 80), multipleOf: 4 },
      frames_per_second: integer(4, 60, 16),
      resolution: choice('480p', '480p', '580p', '720p'),
      num_inference_steps: integer(2, 40, 27),
      guidance_scale: number(1, 10, 3.5),
      shift: number(1, 10, 5),
      negative_prompt: text({ default: '' }),
      ...safe,
      ...quality,
      ...seed,
    },
    { unitPrice: 0.2, required: ['image_url', 'audio_url', 'prompt'] },
  ),
  {
    ...model(
      'fal-ai/wan-25-preview/image-to-video',
      {
        ...proxied,
        duration: choice('5', '5', '10'),
        resolution: choice('1080p', '480p', '720p', '1080p'),
      },
      { unitPrice: 0.15 },
    ),
    units: tiered(askedSeconds, proxiedTiers),
  },
  { ...model('wan/v2.6/image-to-video', wan26, { unitPrice: 0.15 }), units: tiered(askedSeconds, proxiedTiers) },
  { ...model('wan/v2.6/image-to-video/flash', wan26, { unitPrice: 0.075 }), units: tiered(askedSeconds, proxiedTiers) },
  {
    ...model(
      'fal-ai/wan/v2.7/image-to-video',
      {
        ...proxied,
        ...endImage,
        video_url: url('A clip to continue.'),
        prompt: text({ maxLength: 5000 }),
        duration: integer(2, 15, 5),
        resolution: choice('1080p', '720p', '1080p'),
        seed: integer(0, 2_147_483_647),
      },
      { unitPrice: 0.15, required: [] },
    ),
    units: tiered(askedSeconds, proxiedTiers),
  },
  {
    ...model(
      'fal-ai/wan-flf2v',
      {
        start_image_url: url('URL of the first frame.'),
        end_image_url: url('URL of the last frame.'),
        ...wan21,
      },
      { unitPrice: 0.4, required: ['start_image_url', 'end_image_url', 'prompt'] },
    ),
    ...perWan21Video(0.4),
  },
  { ...model('fal-ai/wan-i2v', { ...image, ...wan21 }, { unitPrice: 0.4 }), ...perWan21Video(0.4) },
  { ...model('fal-ai/wan-i2v-lora', wan21Lora, { unitPrice: 0.4 }), ...perWan21Video(0.4) },
];

interface ModelRest {
  readonly unitPrice: number;
  readonly required?: readonly string[];
}

function model(id: string, properties: Readonly<Record<string, Property>>, rest: ModelRest): FalModel {
  const { unitPrice, required = ['image_url', 'prompt'] } = rest;
  const order: JsonValue = Object.keys(properties);
  return {
    id,
    input: { type: 'object', properties, required, 'x-fal-order-properties': order },
    price: { unit: 'second', unitPrice },
    units: frameSeconds,
  };
}

function perVideo(unitPrice: number): Pick<FalModel, 'price' | 'units'> {
  return { price: { unit: 'video', unitPrice }, units: tiered(() => 1, openTiers) };
}

function perWan21Video(unitPrice: number): Pick<FalModel, 'price' | 'units'> {
  return { price: { unit: 'video', unitPrice }, units: wan21Units };
}
