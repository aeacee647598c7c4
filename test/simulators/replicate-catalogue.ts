import type { JsonObject } from '../../src/json.js';
import { file, flag, official, oneOf, real, type SimulatedModel, seed, text, whole } from './replicate-properties.js';

const imageAndPrompt = ['image', 'prompt'] as const;
const size = oneOf('480p', '480p', '720p');
const medium = oneOf('720p', '480p', '720p', '1080p');
const large = oneOf('720p', '720p', '1080p');

const frames = (maximum: number, maximumRate: number): Readonly<Record<string, JsonObject>> => ({
  num_frames: whole({ minimum: 81, maximum, default: 81 }),
  frames_per_second: whole({ minimum: 5, maximum: maximumRate, default: 16 }),
});

const wan22: readonly SimulatedModel[] = [
  official(['wan-video', 'wan-2.2-i2v-fast'], '4eaf2b01', [
    imageAndPrompt,
    {
      image: file,
      prompt: text(),
      last_image: file,
      ...frames(121, 30),
      resolution: size,
      interpolate_output: flag(false),
      go_fast: flag(true),
      sample_shift: real({ minimum: 1, maximum: 20, default: 12 }),
      seed,
      disable_safety_checker: flag(false),
      lora_weights_transformer: text(),
      lora_scale_transformer: real({ default: 1 }),
      lora_weights_transformer_2: text(),
      lora_scale_transformer_2: real({ default: 1 }),
    },
  ]),
  official(['wan-video', 'wan-2.2-i2v-a14b'], '9c49fe41', [
    imageAndPrompt,
    {
      image: file,
      prompt: text(),
      ...frames(100, 24),
      resolution: size,
      go_fast: flag(true),
      sample_steps: whole({ minimum: 1, maximum: 50, default: 30 }),
      sample_shift: real({ minimum: 1, maximum: 20, default: 5 }),
      seed,
    },
  ]),
  official(['wan-video', 'wan-2.2-s2v'], '22520000', [
    ['prompt', 'image', 'audio'],
    { prompt: text(), image: file, audio: file, num_frames_per_chunk: whole(), interpolate: flag(false), seed },
  ]),
  official(['wan-video', 'wan-2.2-5b-fast'], '2205b000', [
    ['prompt'],
    {
      prompt: text(),
      image: file,
      resolution: oneOf('720p', '480p', '720p'),
      aspect_ratio: oneOf('16:9', '16:9', '9:16'),
      sample_shift: real({ default: 12 }),
      go_fast: flag(true),
      disable_safety_checker: flag(false),
      seed,
    },
  ]),
];

const proxied = (resolution: typeof size, duration: ReturnType<typeof oneOf>) => ({
  image: file,
  prompt: text(),
  negative_prompt: text({ default: '' }),
  audio: file,
  resolution,
  duration,
  enable_prompt_expansion: flag(true),
  seed,
});
const fiveOrTen = oneOf(5, 5, 10);
const upToFifteen = { ...proxied(large, oneOf(5, 5, 10, 15)), multi_shots: flag(false) };

const wan3 = {
  prompt: text(),
  image: file,
  negative_prompt: text(),
  resolution: medium,
  aspect_ratio: oneOf('adaptive', 'adaptive', '16:9', '9:16', '1:1', '4:3', '3:4'),
  duration: whole({ default: 5 }),
  enable_prompt_expansion: flag(true),
  seed,
};

const laterWan: readonly SimulatedModel[] = [
  official(['wan-video', 'wan-2.5-i2v'], 'b4ebd9b0', [imageAndPrompt, proxied(medium, fiveOrTen)]),
  official(['wan-video', 'wan-2.5-i2v-fast'], '25fa0000', [imageAndPrompt, proxied(large, fiveOrTen)]),
  official(['wan-video', 'wan-2.6-i2v'], '26000000', [imageAndPrompt, upToFifteen]),
  official(['wan-video', 'wan2.6-i2v-flash'], '26f1a500', [
    imageAndPrompt,
    { ...upToFifteen, audio_enabled: flag(true) },
  ]),
  official(['wan-video', 'wan-2.7-i2v'], '27000000', [
    [],
    {
      first_frame: file,
      last_frame: file,
      first_clip: file,
      audio: file,
      prompt: text({ default: '' }),
      negative_prompt: text({ default: '' }),
      resolution: oneOf('1080p', '720p', '1080p'),
      duration: whole({ minimum: 2, maximum: 15, default: 5 }),
      enable_prompt_expansion: flag(true),
      seed: whole({ nullable: true, minimum: 0, maximum: 2_147_483_647 }),
    },
  ]),
  official(['alibaba', 'wan-3'], '30000000', [['prompt'], wan3]),
  official(['alibaba', 'wan-3-prime'], '30b00000', [['prompt'], wan3]),
];

const wan21 = {
  prompt: text(),
  image: file,
  ...frames(100, 24),
  aspect_ratio: text(),
  max_area: oneOf('832x480', '832x480', '480x832', '1280x720', '720x1280'),
  fast_mode: oneOf('Balanced', 'Off', 'Balanced', 'Fast'),
  sample_steps: whole({ minimum: 1, maximum: 40, default: 30 }),
  sample_guide_scale: real({ maximum: 10, default: 5 }),
  sample_shift: real({ minimum: 1, maximum: 10, default: 3 }),
  lora_weights: text(),
  lora_scale: real({ default: 1 }),
  seed,
};

/** Every Wan image-to-video model whose inputs the document gives, and a community model. */
export const simulatedModels: readonly SimulatedModel[] = [
  official(['wavespeedai', 'wan-2.1-i2v-480p'], '21480000', [imageAndPrompt, wan21]),
  official(['wavespeedai', 'wan-2.1-i2v-720p'], '21720000', [imageAndPrompt, wan21]),
  ...wan22,
  ...laterWan,
  {
    ...official(['prunaai', 'vace-14b'], 'bbafc3f8', [['prompt'], { prompt: text(), image: file, seed }]),
    official: false,
  },
];
