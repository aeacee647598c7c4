import type { ModelSpec, OptionSpec } from '../model.js';
import { choice, flag, media, secondsAsFrames, seed, text, whole } from '../options.js';

/** Day on which Kie's pages, and copies of them, were read. */
const date = '2026-11-21';
const page = (endpoint: string) => `https://docs.kie.ai/market/${endpoint}`;
const copies = "third-party copies of Kie's schemas, 2026";
const crawl = { source: "a third party's copy of Kie's price list", date: '2026-06-09' };
const noPrice = { kind: 'unknown', why: "Kie's price list has no row for it that we found" } as const;

const tenMegabytes = { formats: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 10_000_000 };

/** Lengths are texts on Wan 2.5 and 2.6, whole numbers on 2.7. */
function secondsAsText(values: readonly number[]): OptionSpec {
  return { ...choice('duration', values, 5), translate: { kind: 'text' } };
}

const sizes22 = ['480p', '580p', '720p'];

const turbo: ModelSpec = {
  provider: 'kie',
  endpoint: 'wan/2-2-a14b-image-to-video-turbo',
  title: 'Wan 2.2 A14B turbo',
  task: 'image-to-video',
  names: ['wan-2.2-turbo'],
  source: page('wan/2-2-a14b-image-to-video-turbo'),
  date,
  options: {
    image: media('image_url'),
    prompt: text('prompt', 5000),
    resolution: {
      ...choice('resolution', sizes22, '720p'),
      note: { values: ['580p'], text: '580p may no longer be taken: newer copies of the schema leave it out' },
    },
    // Missing on some pages: sent only when asked for.
    aspectRatio: {
      ...choice('aspect_ratio', ['auto', '16:9', '9:16', '1:1']),
      note: { text: '--aspect-ratio may no longer be taken: newer copies of the schema leave it out' },
    },
    acceleration: choice('acceleration', ['none', 'regular'], 'none'),
    expandPrompt: flag('enable_prompt_expansion', false),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  clipSeconds: 5,
  image: tenMegabytes,
  price: { kind: 'per-clip', currency: 'credits', amount: { '480p': 40, '580p': 60, '720p': 80 }, ...crawl },
  // Our estimate, after a client that allows 120 s.
  expectedSeconds: { '480p': 60, '580p': 90, '720p': 120 },
  notNames: {
    image: 'image_url',
    first_frame_url: 'image_url',
    enable_prompt_optimizer: 'enable_prompt_expansion',
    prompt_extend: 'enable_prompt_expansion',
  },
};

const speech: ModelSpec = {
  provider: 'kie',
  endpoint: 'wan/2-2-a14b-speech-to-video-turbo',
  title: 'Wan 2.2 speech to video turbo',
  task: 'speech-to-video',
  names: ['wan-2.2-s2v'],
  source: copies,
  date,
  options: {
    image: media('image_url'),
    audio: media('audio_url'),
    prompt: text('prompt'),
    resolution: choice('resolution', sizes22, '480p'),
    // The sources give defaults and no range: this is what the same model takes elsewhere.
    duration: secondsAsFrames('num_frames', { fps: 16, minimum: 40, maximum: 120, form: '4n' }),
    frames: whole('num_frames', { minimum: 40, maximum: 120, multipleOf: 4, default: 80 }),
    fps: whole('frames_per_second', { minimum: 4, maximum: 60, default: 16 }),
  },
  required: ['image', 'audio', 'prompt'],
  // It has more parameters, which no source names.
  open: true,
  price: noPrice,
  // Our estimate.
  expectedSeconds: { '480p': 120, '580p': 180, '720p': 240 },
  notNames: { image: 'image_url', audio: 'audio_url' },
};

const wan25: ModelSpec = {
  provider: 'kie',
  endpoint: 'wan/2-5-image-to-video',
  title: 'Wan 2.5',
  task: 'image-to-video',
  names: ['wan-2.5'],
  source: copies,
  date,
  options: {
    image: media('image_url'),
    prompt: text('prompt', 800),
    negativePrompt: text('negative_prompt', 500),
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    duration: secondsAsText([5, 10]),
    expandPrompt: flag('enable_prompt_expansion', true),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  image: { maxBytes: 10_000_000 },
  price: noPrice,
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notNames: turbo.notNames,
};

const wan26: ModelSpec = {
  provider: 'kie',
  endpoint: 'wan/2-6-image-to-video',
  title: 'Wan 2.6',
  task: 'image-to-video',
  names: ['wan-2.6'],
  source: copies,
  date,
  options: {
    // The only one that wants a list, of one.
    image: { ...media('image_urls'), translate: { kind: 'list', longest: 1 } },
    prompt: text('prompt'),
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    duration: secondsAsText([5, 10, 15]),
  },
  required: ['image', 'prompt'],
  price: {
    kind: 'per-second',
    currency: 'credits',
    // 104.5 for 5 s and 209.5 for 10 s of 1080p come to a little less than the 21 a second of 15 s.
    amount: { '720p': 14, '1080p': 21 },
    seconds: 'duration',
    source: 'client code of third parties, 2026',
    date,
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notNames: { image: 'image_urls', image_url: 'image_urls', first_frame_url: 'image_urls' },
};

const wan26Flash: ModelSpec = {
  ...wan26,
  endpoint: 'wan/2-6-flash-image-to-video',
  title: 'Wan 2.6 flash',
  names: ['wan-2.6-flash'],
  // Switches for sound and for several shots are reported without their names.
  open: true,
  price: noPrice,
  // Our estimate.
  expectedSeconds: { '720p': 60, '1080p': 100 },
};

const wan27: ModelSpec = {
  provider: 'kie',
  endpoint: 'wan/2-7-image-to-video',
  title: 'Wan 2.7',
  task: 'image-to-video',
  names: ['wan-2.7'],
  source: copies,
  date,
  options: {
    image: media('first_frame_url'),
    endImage: media('last_frame_url'),
    prompt: text('prompt'),
    negativePrompt: text('negative_prompt'),
    audio: media('driving_audio_url'),
    resolution: choice('resolution', ['720p', '1080p'], '1080p'),
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
    expandPrompt: flag('prompt_extend', true),
    safetyChecker: flag('nsfw_checker', true),
    seed: seed(),
  },
  required: ['image', 'prompt'],
  alternatives: { image: ['first_clip_url'] },
  needs: { endImage: 'image' },
  extra: {
    first_clip_url: { type: 'string', description: 'A clip to extend instead of an image: an https URL' },
    watermark: { type: 'boolean', default: false },
  },
  price: {
    kind: 'per-second',
    currency: 'credits',
    amount: { '720p': 16, '1080p': 24 },
    seconds: 'duration',
    ...crawl,
  },
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notNames: {
    image: 'first_frame_url',
    image_url: 'first_frame_url',
    end_image_url: 'last_frame_url',
    last_image: 'last_frame_url',
    audio_url: 'driving_audio_url',
    video_url: 'first_clip_url',
    enable_prompt_expansion: 'prompt_extend',
    enable_safety_checker: 'nsfw_checker',
  },
};

export const kieWanModels: readonly ModelSpec[] = [turbo, speech, wan25, wan26, wan26Flash, wan27];
