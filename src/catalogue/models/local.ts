import type { ModelSpec } from '../model.js';
import { seed } from '../options.js';
import { portableNames } from '../portable-names.js';

const date = '2026-11-21';

/** The embedded animatic: a pan and zoom over the picture, drawn with ffmpeg on this machine. Keys are not sent anywhere. */
const animatic: ModelSpec = {
  provider: 'local',
  endpoint: 'animatic',
  title: 'Animatic',
  task: 'image-to-video',
  names: portableNames,
  source: 'this program',
  date,
  options: {
    image: { wire: null, type: 'media' },
    endImage: { wire: null, type: 'media' },
    prompt: { wire: null, type: 'string' },
    resolution: { wire: null, type: 'string', values: ['480p', '580p', '720p', '1080p'], default: '720p' },
    aspectRatio: {
      wire: null,
      type: 'string',
      values: ['auto', '16:9', '9:16', '1:1', '4:3', '3:4'],
      default: 'auto',
    },
    duration: { wire: null, type: 'number', minimum: 1, maximum: 60, default: 5 },
    frames: { wire: null, type: 'integer', minimum: 8, maximum: 3600 },
    fps: { wire: null, type: 'number', minimum: 8, maximum: 60, default: 16 },
    seed: { ...seed(), wire: null },
  },
  required: ['image'],
  ignored: {
    options: [
      'negativePrompt',
      'steps',
      'guidance',
      'shift',
      'loras',
      'lorasHigh',
      'lorasLow',
      'acceleration',
      'safetyChecker',
      'expandPrompt',
      'audio',
    ],
    note: 'not used by the animatic',
  },
  price: { kind: 'free' },
  // Our estimate for 5 s at 720p on two cores.
  expectedSeconds: 3,
};

export const localModels: readonly ModelSpec[] = [animatic];
