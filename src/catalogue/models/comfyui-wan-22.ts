import type { ParameterFact } from '../../providers/model-schema.js';
import type { ModelSpec, OptionSpec } from '../model.js';
import { choice, media, real, secondsAsFrames, text, whole } from '../options.js';
import { comfyuiWorkflow } from './comfyui-workflow.js';

const date = '2026-11-21';
const source = 'github.com/Comfy-Org/workflow_templates and github.com/Comfy-Org/ComfyUI';

/** Wire keys are `<node>.<input>` of the built-in graph; what has no such place is worked into the graph. */
const resolution = { ...choice('', ['480p', '720p']), wire: null };
const aspectRatio: OptionSpec = {
  wire: null,
  type: 'string',
  values: ['auto', '16:9', '9:16', '1:1', '4:3', '3:4'],
  default: 'auto',
};
const lora: OptionSpec = { wire: null, type: 'loras' };
/** The server takes 64 bits; JSON numbers are exact up to here. */
const seedRange = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** No longest clip is documented: twice what the 14B model was made for, beyond which it drifts. */
const length14b = { minimum: 5, maximum: 161 };
const length5b = { minimum: 5, maximum: 241 };
/** The server takes any number and makes fewer frames of it. */
const form = { multipleOf: 4, remainder: 1 };

const file = (description: string): ParameterFact => ({ type: 'string', description });
const samplerExtra = (id: string): Record<string, ParameterFact> => ({
  [`${id}.sampler_name`]: { type: 'string' },
  [`${id}.scheduler`]: { type: 'string' },
});
const edge = (step: number): ParameterFact => ({
  type: 'integer',
  minimum: step,
  maximum: 16_384,
  // The server does not hold anybody to it.
  multipleOf: step,
  description: 'Pixels; wins over the resolution',
});
const sizeExtra = (id: string, step: number): Record<string, ParameterFact> => ({
  [`${id}.width`]: edge(step),
  [`${id}.height`]: edge(step),
});
const sharedExtra: Record<string, ParameterFact> = {
  'clip.clip_name': file('File in models/text_encoders'),
  'vae.vae_name': file('File in models/vae'),
};

const extra14b: Record<string, ParameterFact> = {
  ...sharedExtra,
  'hi.unet_name': file('High-noise file in models/diffusion_models'),
  'lo.unet_name': file('Low-noise file in models/diffusion_models'),
  ...sizeExtra('i2v', 16),
  ...samplerExtra('k1'),
  ...samplerExtra('k2'),
  'k1.end_at_step': { type: 'integer', minimum: 0, maximum: 10_000, description: 'Last step of the first expert' },
  'k2.start_at_step': { type: 'integer', minimum: 0, maximum: 10_000, description: 'First step of the second expert' },
};

const lightningExtra: Record<string, ParameterFact> = {
  ...extra14b,
  'hiL.lora_name': file('High-noise 4-step LoRA in models/loras'),
  'loL.lora_name': file('Low-noise 4-step LoRA in models/loras'),
  'hiL.strength_model': { type: 'number', minimum: -100, maximum: 100 },
  'loL.strength_model': { type: 'number', minimum: -100, maximum: 100 },
};

/** Names of other services' interfaces and of other graphs. */
const notNames14b = {
  num_frames: 'i2v.length',
  length: 'i2v.length',
  width: 'i2v.width',
  height: 'i2v.height',
  frame_rate: 'vid.fps',
  noise_seed: 'k1.noise_seed',
  'k1.seed': 'k1.noise_seed',
  cfg: 'k1.cfg',
  guidance_scale: 'k1.cfg',
  unet_name: 'hi.unet_name',
  ckpt_name: 'hi.unet_name',
  clip_name: 'clip.clip_name',
  vae_name: 'vae.vae_name',
};

function options14b(preset: { readonly steps: number; readonly cfg: number }): ModelSpec['options'] {
  return {
    image: media('img.image'),
    endImage: media('end.image'),
    prompt: text('pos.text'),
    negativePrompt: text('neg.text'),
    resolution: { ...resolution, default: '480p' },
    aspectRatio,
    duration: secondsAsFrames('i2v.length', { fps: 16, ...length14b }),
    frames: whole('i2v.length', { ...length14b, ...form, default: 81 }),
    fps: real('vid.fps', { minimum: 1, maximum: 120, default: 16 }),
    steps: { ...whole('k1.steps', { minimum: 2, maximum: 1000, default: preset.steps }), also: ['k2.steps'] },
    guidance: { ...real('k1.cfg', { minimum: 0, maximum: 100, default: preset.cfg }), also: ['k2.cfg'] },
    shift: { ...real('hiS.shift', { minimum: 0, maximum: 100, default: 5 }), also: ['loS.shift'] },
    seed: whole('k1.noise_seed', seedRange),
    loras: lora,
    lorasHigh: lora,
    lorasLow: lora,
  };
}

const lightning: ModelSpec = {
  provider: 'comfyui',
  endpoint: 'wan2.2-i2v-14b-lightx2v',
  title: 'Wan 2.2 14B, 4 steps',
  task: 'image-to-video',
  names: ['wan-2.2-turbo', 'wan-2.2-turbo-lora'],
  source,
  date,
  options: options14b({ steps: 4, cfg: 1 }),
  required: ['image', 'prompt'],
  extra: lightningExtra,
  price: { kind: 'free' },
  // The template's note has 71 to 97 s at 640x640 on 24 GB; 720p is our estimate.
  expectedSeconds: { '480p': 100, '720p': 300 },
  notNames: { ...notNames14b, lora_name: 'hiL.lora_name' },
};

const original: ModelSpec = {
  provider: 'comfyui',
  endpoint: 'wan2.2-i2v-14b',
  title: 'Wan 2.2 14B, 20 steps',
  task: 'image-to-video',
  names: ['wan-2.2', 'wan-2.2-lora'],
  source,
  date,
  options: options14b({ steps: 20, cfg: 3.5 }),
  required: ['image', 'prompt'],
  extra: extra14b,
  price: { kind: 'free' },
  // The template's note has 513 to 536 s at 640x640 on 24 GB; 720p is our estimate.
  expectedSeconds: { '480p': 540, '720p': 1800 },
  notNames: notNames14b,
};

const firstLast: ModelSpec = {
  ...lightning,
  endpoint: 'wan2.2-flf2v-14b-lightx2v',
  title: 'Wan 2.2 14B first and last frame, 4 steps',
  task: 'first-last-frame',
  names: ['wan-2.2-flf2v'],
  required: ['image', 'endImage', 'prompt'],
};

const hybrid: ModelSpec = {
  provider: 'comfyui',
  endpoint: 'wan2.2-ti2v-5b',
  title: 'Wan 2.2 5B',
  task: 'image-to-video',
  names: ['wan-2.2-5b', 'wan-2.2-5b-lora'],
  source,
  date,
  options: {
    image: media('img.image'),
    prompt: text('pos.text'),
    negativePrompt: text('neg.text'),
    resolution: { ...resolution, default: '720p' },
    aspectRatio,
    duration: secondsAsFrames('lat.length', { fps: 24, ...length5b }),
    frames: whole('lat.length', { ...length5b, ...form, default: 121 }),
    fps: real('vid.fps', { minimum: 1, maximum: 120, default: 24 }),
    steps: whole('k.steps', { minimum: 1, maximum: 1000, default: 20 }),
    guidance: real('k.cfg', { minimum: 0, maximum: 100, default: 5 }),
    shift: real('ms.shift', { minimum: 0, maximum: 100, default: 8 }),
    seed: whole('k.seed', seedRange),
    loras: lora,
  },
  required: ['image', 'prompt'],
  extra: {
    ...sharedExtra,
    'm.unet_name': file('File in models/diffusion_models'),
    ...sizeExtra('lat', 32),
    ...samplerExtra('k'),
    'k.denoise': { type: 'number', minimum: 0, maximum: 1 },
  },
  price: { kind: 'free' },
  // Our estimate.
  expectedSeconds: { '480p': 150, '720p': 400 },
  notNames: {
    num_frames: 'lat.length',
    length: 'lat.length',
    frame_rate: 'vid.fps',
    noise_seed: 'k.seed',
    'k.noise_seed': 'k.seed',
    cfg: 'k.cfg',
    guidance_scale: 'k.cfg',
    unet_name: 'm.unet_name',
    ckpt_name: 'm.unet_name',
    vae_name: 'vae.vae_name',
    clip_name: 'clip.clip_name',
  },
};

export const comfyuiWan22Models: readonly ModelSpec[] = [lightning, original, firstLast, hybrid, comfyuiWorkflow];
