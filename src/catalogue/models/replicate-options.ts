import type { AudioLimits, OptionSpec } from '../model.js';
import { flag, media, secondsAsFrames, text, whole } from '../options.js';

/** Day on which Replicate's schemas were read. */
export const date = '2026-11-21';

export const image = media('image');
export const prompt = text('prompt');
export const negativePrompt = text('negative_prompt');

/** Replicate's switch is the other way round. */
export const safetyChecker: OptionSpec = { ...flag('disable_safety_checker', true), translate: { kind: 'not' } };

export interface FrameLimits {
  readonly maximum: number;
  readonly maximumFps: number;
}

/** Length and rate; every Wan 2.1 and 2.2 here starts at 81 frames, 16 fps and 5 fps. */
export function frameOptions(limits: FrameLimits): Readonly<Record<'duration' | 'frames' | 'fps', OptionSpec>> {
  return {
    duration: secondsAsFrames('num_frames', { fps: 16, minimum: 81, maximum: limits.maximum }),
    frames: whole('num_frames', { minimum: 81, maximum: limits.maximum, default: 81 }),
    fps: whole('frames_per_second', { minimum: 5, maximum: limits.maximumFps, default: 16 }),
  };
}

export const audioLimits: AudioLimits = {
  formats: ['audio/wav', 'audio/mpeg'],
  maxBytes: 15_000_000,
  minSeconds: 3,
  maxSeconds: 30,
};

/** Names from other providers and popular guides that Replicate's Wan models do not know. */
export const notNames: Readonly<Record<string, string>> = {
  image_url: 'image',
  audio_url: 'audio',
  num_inference_steps: 'sample_steps',
  shift: 'sample_shift',
  fps: 'frames_per_second',
  enable_safety_checker: 'disable_safety_checker',
};

export function modelPage(endpoint: string): string {
  return `https://replicate.com/${endpoint}`;
}
