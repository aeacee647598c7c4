import type { ModelSpec } from '../model.js';
import { choice, media, text, whole } from '../options.js';
import { wavespeedWan21Models } from './wavespeed-wan-21.js';
import { wavespeedWan22Models } from './wavespeed-wan-22.js';
import { wavespeedProxiedModels } from './wavespeed-wan-proxied.js';

const date = '2026-11-21';
const price = { kind: 'unknown', why: '302.AI publishes no price for its Wan models that we found' } as const;

/** On the unified surface: the one Wan model that 302.AI itself promotes. */
const wan27: ModelSpec = {
  provider: 'ai302',
  endpoint: 'wan2.7',
  title: 'Wan 2.7',
  task: 'image-to-video',
  names: ['wan-2.7'],
  source: 'https://doc.302.ai and the source of its web app (302-video-generator-public)',
  date,
  options: {
    // The web app always sends a list.
    image: { ...media('image'), translate: { kind: 'list' } },
    endImage: media('end_image'),
    prompt: text('prompt'),
    negativePrompt: text('negative_prompt'),
    // No source names the values; these are its maker's, and sent so that size and length are never a surprise.
    resolution: choice('resolution', ['720p', '1080p'], '720p'),
    aspectRatio: text('aspect_ratio'),
    duration: whole('duration', { minimum: 2, maximum: 15, default: 5 }),
  },
  required: ['image', 'prompt'],
  extra: {
    fps: { type: 'string' },
    video: { type: 'string', description: 'A reference clip' },
  },
  // Some models take further keys, and what becomes of others is not documented.
  open: true,
  price,
  // Our estimate.
  expectedSeconds: { '720p': 150, '1080p': 240 },
  notes: ['Its values and defaults are not documented: check them with `wan models show --refresh`'],
  notNames: { image_url: 'image', last_image: 'end_image', end_image_url: 'end_image', video_url: 'video' },
};

const notEvidenced =
  'No document shows that 302.AI sells this model: if it does not, it refuses the request and nothing is billed';

/** WaveSpeed's models under WaveSpeed's ids, as far as 302.AI passes them on. */
function passedOn(spec: ModelSpec): ModelSpec {
  return {
    ...spec,
    provider: 'ai302',
    // `wan-2.7` is the unified one, and `wan-2.2` would make a model that nobody has seen here the default.
    names: spec.names.filter((name) => name !== 'wan-2.7' && name !== 'wan-2.2'),
    source: `WaveSpeed's schema (${spec.source}), passed on under /ws/api/v3`,
    price,
    notes: [...(spec.notes ?? []), notEvidenced],
  };
}

export const ai302Models: readonly ModelSpec[] = [
  wan27,
  ...[...wavespeedWan22Models, ...wavespeedProxiedModels, ...wavespeedWan21Models].map(passedOn),
];
