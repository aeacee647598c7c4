import type { ModelSpec } from '../model.js';
import { media, real, seed, text, whole } from '../options.js';

/** Day on which Puter's backend source and its client were read. */
const date = '2026-11-21';
const source = 'Puter backend source of 2026-08-21 (drivers/ai-video) and puter.js 2.6.3';

const wan22: ModelSpec = {
  provider: 'puter',
  endpoint: 'togetherai:wan-ai/wan2.2-i2v-a14b',
  title: 'Wan 2.2 A14B through Together',
  task: 'image-to-video',
  names: ['wan-2.2'],
  source,
  date,
  options: {
    image: media('input_reference'),
    prompt: text('prompt'),
    negativePrompt: text('negative_prompt'),
    // Nothing is checked on the way to Together, and no source gives its limits; left out, Puter would send 6.
    duration: whole('seconds', { minimum: 1, maximum: 10, default: 5 }),
    fps: whole('fps', { minimum: 1, maximum: 60 }),
    steps: whole('steps', { minimum: 1, maximum: 50 }),
    guidance: real('guidance_scale', { minimum: 0, maximum: 20 }),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  extra: {
    provider: { type: 'string', values: ['together-video-generation'] },
    test_mode: { type: 'boolean', description: 'A sample clip, free of charge' },
    last_frame: { type: 'string', description: 'Last frame: only newer servers forward it' },
    frame_images: { type: 'array', description: 'Keyframes instead of the one that --image makes' },
    reference_images: { type: 'array', description: 'Pictures of a subject or a style' },
    size: { type: 'string', description: 'WIDTHxHEIGHT' },
    width: { type: 'integer', minimum: 1 },
    height: { type: 'integer', minimum: 1 },
    output_format: { type: 'string' },
    output_quality: { type: 'integer' },
    metadata: { type: 'object' },
    no_extra_params: { type: 'boolean', description: 'Send Together nothing that was not asked for' },
  },
  // An unknown or missing provider silently becomes the first one that is configured.
  fixed: { provider: 'together-video-generation' },
  // It stands in the body twice, as base64.
  image: { maxBytes: 15_000_000 },
  price: { kind: 'per-clip', currency: 'USD', amount: 0.31, source, date: '2026-08-21' },
  // Our estimate; the request is cut after 5 or 10 min.
  expectedSeconds: 180,
  notes: [
    'one request is held open until the clip is ready; Together removes models, so it may no longer be offered',
    '5 s is the length to use: other lengths go to Together unchecked',
  ],
  notNames: {
    image: 'input_reference',
    image_url: 'input_reference',
    first_frame: 'input_reference',
    last_image: 'last_frame',
    end_image_url: 'last_frame',
    resolution: 'size',
    testMode: 'test_mode',
    num_inference_steps: 'steps',
    frames_per_second: 'fps',
    cfg_scale: 'guidance_scale',
  },
};

export const puterWanModels: readonly ModelSpec[] = [wan22];
