import type { ParameterFact } from '../../providers/model-schema.js';
import type { ModelSpec } from '../model.js';
import { choice, flag, media, whole } from '../options.js';
import {
  audioLimits,
  base,
  largeImage,
  ownSeed,
  perSecond,
  prompt,
  reference,
  resolution,
  watermark,
} from './dashscope-options.js';

/**
 * From 2.7 on, pictures and sounds are a list of `{type, url}` under `input.media`. Each is named here by its type; the
 * adapter makes the list.
 */
const firstFrame = media('input.media.first_frame');
const lastFrame = media('input.media.last_frame');

const mediaExtra: Readonly<Record<string, ParameterFact>> = {
  'input.media': { type: 'array', description: 'The whole list of {"type", "url"}, in place of single media' },
};

/** The older protocol is accepted at the submit and fails later. */
const notNames: ModelSpec['notNames'] = {
  ...base.notNames,
  image: 'input.media.first_frame',
  image_url: 'input.media.first_frame',
  img_url: 'input.media.first_frame',
  'input.img_url': 'input.media.first_frame',
  'input.image_url': 'input.media.first_frame',
  first_frame: 'input.media.first_frame',
  'input.first_frame_url': 'input.media.first_frame',
  'input.last_frame_url': 'input.media.last_frame',
  last_frame: 'input.media.last_frame',
  end_image_url: 'input.media.last_frame',
  audio_url: 'input.media.driving_audio',
  'input.audio_url': 'input.media.driving_audio',
  first_clip: 'input.media.first_clip',
  first_clip_url: 'input.media.first_clip',
  video_url: 'input.media.first_clip',
};

const wan27: ModelSpec = {
  ...base,
  endpoint: 'wan2.7-i2v',
  title: 'Wan 2.7',
  names: ['wan-2.7'],
  options: {
    image: firstFrame,
    endImage: lastFrame,
    audio: media('input.media.driving_audio'),
    // Its longest is not named.
    prompt: prompt(),
    resolution: resolution(['720p', '1080p'], '1080p'),
    duration: whole('parameters.duration', { minimum: 2, maximum: 15, default: 5 }),
    // Its default is not named.
    expandPrompt: flag('parameters.prompt_extend'),
    seed: ownSeed,
  },
  required: ['image'],
  alternatives: { image: ['input.media.first_clip', 'input.media'] },
  // A clip that is extended takes a last frame, but no sound.
  needs: { audio: 'image' },
  extraSets: {
    'input.media': {
      sets: [
        ['first_frame'],
        ['first_frame', 'driving_audio'],
        ['first_frame', 'last_frame'],
        ['first_frame', 'last_frame', 'driving_audio'],
        ['first_clip'],
        ['first_clip', 'last_frame'],
      ],
    },
  },
  extra: {
    ...watermark,
    ...mediaExtra,
    'input.media.first_clip': { type: 'string', description: 'URL of a clip to extend, instead of an image' },
  },
  image: largeImage,
  audio: audioLimits,
  price: perSecond({ '720p': 0.734, '1080p': 1.1 }),
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notNames,
};

const wan27Dated: ModelSpec = {
  ...wan27,
  endpoint: 'wan2.7-i2v-2026-04-25',
  title: 'Wan 2.7 of 25 Apr 2026',
  names: [],
};

const wan30: ModelSpec = {
  ...wan27,
  endpoint: 'wan3.0-video',
  title: 'Wan 3.0',
  names: ['wan-3.0'],
  source: `${reference}: Wan 3 video generation API reference`,
  options: {
    image: firstFrame,
    endImage: lastFrame,
    prompt: prompt(20_000),
    resolution: resolution(['480p', '720p', '1080p'], '1080p'),
    aspectRatio: {
      ...choice('parameters.ratio', ['auto', 'adaptive', '16:9', '9:16', '1:1', '4:3', '3:4'], 'auto'),
      translate: { kind: 'map', map: { auto: 'adaptive' } },
    },
    duration: whole('parameters.duration', { minimum: 2, maximum: 30, default: 5 }),
    expandPrompt: flag('parameters.prompt_extend'),
    seed: ownSeed,
  },
  // Reference pictures, clips and sounds go with the whole list, and not with frames.
  alternatives: { image: ['input.media'] },
  needs: { endImage: 'image' },
  extraSets: {
    'input.media': {
      sets: [['first_frame'], ['first_frame', 'last_frame']],
      most: {
        reference_image: 10,
        reference_video: 5,
        reference_audio: 5,
        file: null,
        link: null,
      },
    },
  },
  extra: {
    ...watermark,
    ...mediaExtra,
    'parameters.audio': { type: 'boolean', default: true },
    'parameters.duration': {
      type: 'integer',
      values: [-1, ...Array.from({ length: 29 }, (_, index) => index + 2)],
      description: 'Seconds; -1: the model decides',
    },
  },
  audio: undefined,
  price: {
    kind: 'unknown',
    why: 'it is known from a third party only, and for Beijing: about ¥0.3, 0.6 and 1.2 a second by resolution',
  },
  // Our estimate.
  expectedSeconds: { '480p': 120, '720p': 180, '1080p': 300 },
};

const wan30Prime: ModelSpec = {
  ...wan30,
  endpoint: 'wan3.0-video-prime',
  title: 'Wan 3.0 prime',
  names: ['wan-3.0-prime'],
  price: {
    kind: 'unknown',
    why: 'it is known from a third party only, and for Beijing: about ¥0.45, 0.9 and 1.8 a second by resolution',
  },
};

export const dashscopeWan27Models: readonly ModelSpec[] = [wan27, wan27Dated, wan30, wan30Prime];
