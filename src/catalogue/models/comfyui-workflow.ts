import type { ModelSpec } from '../model.js';
import { choice, media, real, secondsAsFrames, text, whole } from '../options.js';

/** Frames: what a node takes is its own affair. */
const length = { minimum: 1, maximum: 10_000 };
const edge = { type: 'integer', minimum: 16, maximum: 16_384 } as const;

/**
 * A workflow of the user's own. Wire keys are the names of its placeholders; which of them it has, and so which options
 * it takes, is read from the file. No option has a default here: one that is set must have its place.
 */
export const comfyuiWorkflow: ModelSpec = {
  provider: 'comfyui',
  endpoint: 'workflow',
  title: 'Own workflow',
  task: 'image-to-video',
  names: [],
  source: 'github.com/Comfy-Org/ComfyUI',
  date: '2026-11-21',
  options: {
    workflow: media('workflow'),
    image: media('image'),
    endImage: media('endImage'),
    prompt: text('prompt'),
    negativePrompt: text('negative'),
    resolution: { ...choice('', ['480p', '720p']), wire: null },
    aspectRatio: { wire: null, type: 'string', values: ['auto', '16:9', '9:16', '1:1', '4:3', '3:4'] },
    duration: secondsAsFrames('length', { fps: 16, ...length }),
    frames: whole('length', length),
    fps: real('fps', { minimum: 1, maximum: 120 }),
    seed: whole('seed', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  },
  required: ['workflow'],
  extra: {
    width: { ...edge, description: 'Pixels of {{width}}; wins over the resolution' },
    height: { ...edge, description: 'Pixels of {{height}}; wins over the resolution' },
  },
  price: { kind: 'free' },
  // Our estimate for a graph of unknown size.
  expectedSeconds: 300,
};
