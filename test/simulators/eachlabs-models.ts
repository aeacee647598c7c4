import type { JsonObject } from '../../src/json.js';
import { type Dialect, failure } from './eachlabs-answers.js';
import type { Route } from './kit/exchange.js';

export interface SimulatedModel {
  readonly slug: string;
  readonly title: string;
  readonly schema: JsonObject;
  /** USD a second of output by resolution; anything else costs as much as 720p. */
  readonly price: Readonly<Record<string, number>>;
}

const text: JsonObject = { type: 'string' };
const link: JsonObject = { type: 'string', format: 'uri' };
const whole = (extra: JsonObject = {}): JsonObject => ({ type: 'integer', ...extra });
const real = (standard: number): JsonObject => ({ type: 'number', default: standard });
const flag = (standard: boolean): JsonObject => ({ type: 'boolean', default: standard });
const oneOf = (standard: string, ...values: readonly string[]): JsonObject => ({
  type: 'string',
  enum: values,
  default: standard,
});

function model(
  slug: string,
  properties: Readonly<Record<string, JsonObject>>,
  price: SimulatedModel['price'] = { '720p': 0.1 },
): SimulatedModel {
  const required = ['image_url', 'prompt'];
  return { slug, title: slug.replaceAll('-', ' '), price, schema: { type: 'object', required, properties } };
}

const turbo: Readonly<Record<string, JsonObject>> = {
  image_url: link,
  prompt: text,
  end_image_url: link,
  resolution: oneOf('720p', '480p', '580p', '720p'),
  aspect_ratio: oneOf('auto', 'auto', '16:9', '9:16', '1:1'),
  enable_safety_checker: flag(false),
  enable_prompt_expansion: flag(false),
  acceleration: oneOf('regular', 'none', 'regular'),
  seed: whole(),
};

const full: Readonly<Record<string, JsonObject>> = {
  ...turbo,
  negative_prompt: text,
  num_inference_steps: whole({ minimum: 2, maximum: 40, default: 27 }),
  guidance_scale: real(3.5),
  guidance_scale_2: real(3.5),
  shift: { ...real(5), minimum: 1, maximum: 10 },
  num_frames: whole({ default: 81 }),
  frames_per_second: whole({ default: 16 }),
  interpolator_model: oneOf('film', 'none', 'film', 'rife'),
  num_interpolated_frames: whole({ minimum: 0, maximum: 4, default: 1 }),
  adjust_fps_for_interpolation: flag(true),
};

const wan26: Readonly<Record<string, JsonObject>> = {
  image_url: link,
  prompt: text,
  resolution: oneOf('1080p', '720p', '1080p'),
  duration: oneOf('5', '5', '10', '15'),
  multi_shots: flag(false),
  enable_safety_checker: flag(true),
};

const simulatedModels: readonly SimulatedModel[] = [
  model('wan-v2-2-a14b-image-to-video-turbo', turbo, { '480p': 0.05, '580p': 0.075, '720p': 0.1 }),
  model('wan-v2-2-a14b-image-to-video', full),
  model('wan-2-2-i2v', {
    image_url: link,
    prompt: text,
    resolution: oneOf('720p', '480p', '720p'),
    aspect_ratio: text,
    negative_prompt: text,
    enable_safety_checker: flag(true),
  }),
  model(
    'wan-2-5-preview-image-to-video',
    {
      image_url: link,
      prompt: text,
      duration: oneOf('5', '5', '10'),
      resolution: oneOf('720p', '480p', '720p', '1080p'),
      audio_url: link,
      negative_prompt: text,
      enable_prompt_expansion: flag(true),
      seed: whole(),
    },
    { '480p': 0.05, '720p': 0.1, '1080p': 0.15 },
  ),
  model('wan-v2-6-image-to-video', wan26, { '720p': 0.1, '1080p': 0.15 }),
  model('wan-v2-6-image-to-video-flash', { ...wan26, duration: oneOf('15', '5', '10', '15') }),
  model('wan-2-1-i2v-720p', { image_url: link, prompt: text }),
  model('wan-2-1-i2v-480p', { image_url: link, prompt: text }),
];

export function findModel(slug: unknown): SimulatedModel | undefined {
  return simulatedModels.find((candidate) => candidate.slug === slug);
}

/** The catalogue, which anybody may read. */
export function modelRoutes(dialect: Dialect): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/v1\/model$/,
      operation: 'schema',
      open: true,
      answer: ({ request }) => {
        const found = findModel(request.query.slug);
        if (found === undefined) return failure(dialect, { status: 404, message: 'Model not found' });
        return { status: 200, json: showModel(found) };
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/models$/,
      open: true,
      answer: ({ request: { query } }) => {
        const offset = Number(query.offset ?? 0);
        const named = simulatedModels.filter(({ slug }) => slug.includes(query.name ?? ''));
        return { status: 200, json: named.slice(offset, offset + Number(query.limit ?? 50)).map(showModel) };
      },
    },
  ];
}

function showModel({ title, slug, schema }: SimulatedModel): JsonObject {
  return { title, slug, version: '0.0.1', output_type: 'video', request_schema: schema };
}
