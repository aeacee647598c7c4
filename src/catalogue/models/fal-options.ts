import type { ParameterFact } from '../../providers/model-schema.js';
import type { OptionSpec } from '../model.js';
import { choice, flag, media, real, secondsAsFrames, text, whole } from '../options.js';

/** Where most of fal's ranges and defaults come from: what fal generated from its own schemas. */
export const sdkSource = 'fal-js: zod schemas (commit 53241327, Feb 2026) and endpoint types (1.10.1)';

/** Raw schemas and prices of fal, as kept by a third party. */
export const mirrorSource = 'GitHub keremk/renku, May 2026';

/** Day on which these were read. */
export const date = '2026-11-21';

export const image = media('image_url');
export const endImage = media('end_image_url');
export const prompt = text('prompt');
export const negativePrompt = text('negative_prompt');
export const aspectRatio = choice('aspect_ratio', ['auto', '16:9', '9:16', '1:1'], 'auto');
export const acceleration = choice('acceleration', ['none', 'regular'], 'regular');

/** fal has this off on its open-weight models; here it is on unless the user turns it off. */
export const safetyChecker = flag('enable_safety_checker', true);
export const bothSafetyCheckers: OptionSpec = { ...safetyChecker, also: ['enable_output_safety_checker'] };

export function openWeightResolution(standard: '480p' | '720p', lowest: '480p' | '580p' = '480p'): OptionSpec {
  return choice('resolution', lowest === '480p' ? ['480p', '580p', '720p'] : ['580p', '720p'], standard);
}

/** Length, rate and sampling of the models that count frames. */
export function frameOptions(fps: number): Readonly<Record<'duration' | 'frames' | 'fps' | 'shift', OptionSpec>> {
  return {
    duration: secondsAsFrames('num_frames', { fps, minimum: 17, maximum: 161 }),
    frames: whole('num_frames', { minimum: 17, maximum: 161, default: 81 }),
    fps: whole('frames_per_second', { minimum: 4, maximum: 60, default: fps }),
    shift: real('shift', { minimum: 1, maximum: 10, default: 5 }),
  };
}

export const qualityExtra: Readonly<Record<string, ParameterFact>> = {
  video_quality: { type: 'string', values: ['low', 'medium', 'high', 'maximum'], default: 'high' },
  video_write_mode: { type: 'string', values: ['fast', 'balanced', 'small'], default: 'balanced' },
};

export function interpolationExtra(frames: number): Readonly<Record<string, ParameterFact>> {
  return {
    interpolator_model: { type: 'string', values: ['none', 'film', 'rife'], default: 'film' },
    num_interpolated_frames: { type: 'integer', minimum: 0, maximum: 4, default: frames },
    adjust_fps_for_interpolation: { type: 'boolean', default: true },
  };
}

/** Names from other providers and popular guides that fal does not know. */
export const notNames: Readonly<Record<string, string>> = {
  image: 'image_url',
  last_image: 'end_image_url',
  last_frame: 'end_image_url',
  fps: 'frames_per_second',
  sample_steps: 'num_inference_steps',
  sample_shift: 'shift',
  disable_safety_checker: 'enable_safety_checker',
};
