import type { JsonObject } from '../../src/json.js';

/** A model of the market: what its `input` takes, and what a clip costs in credits. */
export interface SimulatedModel {
  readonly id: string;
  readonly required: readonly string[];
  /** One of these at least. */
  readonly either?: readonly string[] | undefined;
  readonly properties: Readonly<Record<string, JsonObject>>;
  /** It has parameters that no source names. */
  readonly open: boolean;
  /** By resolution; a plain 100 where no price is published. */
  readonly credits: Readonly<Record<string, number>>;
  /** The amounts are for one second. */
  readonly perSecond: boolean;
}

const text = (maxLength?: number): JsonObject => ({
  type: 'string',
  ...(maxLength === undefined ? {} : { maxLength }),
});
const url: JsonObject = { type: 'string', format: 'uri' };
const urls: JsonObject = { type: 'array', maxItems: 1 };
const flag: JsonObject = { type: 'boolean' };
const oneOf = (...values: readonly string[]): JsonObject => ({ type: 'string', enum: values });
const between = (minimum: number, maximum: number): JsonObject => ({ type: 'integer', minimum, maximum });
const seed = between(0, 2_147_483_647);
const sizes = oneOf('480p', '580p', '720p');
const large = oneOf('720p', '1080p');

function model(
  id: string,
  [required, properties]: readonly [readonly string[], Readonly<Record<string, JsonObject>>],
  extra: Partial<SimulatedModel> = {},
): SimulatedModel {
  return { id, required, properties, open: false, credits: {}, perSecond: false, ...extra };
}

const wan26 = { image_urls: urls, prompt: text(), duration: oneOf('5', '10', '15'), resolution: large };

/** Every Wan image-to-video model whose inputs the document gives. */
const simulatedModels: readonly SimulatedModel[] = [
  model(
    'wan/2-2-a14b-image-to-video-turbo',
    [
      ['image_url', 'prompt'],
      {
        image_url: url,
        prompt: text(5000),
        resolution: sizes,
        aspect_ratio: oneOf('auto', '16:9', '9:16', '1:1'),
        enable_prompt_expansion: flag,
        seed,
        acceleration: oneOf('none', 'regular'),
      },
    ],
    { credits: { '480p': 40, '580p': 60, '720p': 80 } },
  ),
  model(
    'wan/2-2-a14b-speech-to-video-turbo',
    [
      ['image_url', 'audio_url', 'prompt'],
      {
        image_url: url,
        audio_url: url,
        prompt: text(),
        resolution: sizes,
        num_frames: between(1, 1000),
        frames_per_second: between(1, 240),
      },
    ],
    { open: true },
  ),
  model('wan/2-5-image-to-video', [
    ['image_url', 'prompt'],
    {
      image_url: url,
      prompt: text(800),
      duration: oneOf('5', '10'),
      resolution: large,
      negative_prompt: text(500),
      enable_prompt_expansion: flag,
      seed,
    },
  ]),
  model('wan/2-6-image-to-video', [['image_urls', 'prompt'], wan26], {
    credits: { '720p': 14, '1080p': 21 },
    perSecond: true,
  }),
  model('wan/2-6-flash-image-to-video', [['image_urls', 'prompt'], wan26], { open: true }),
  model(
    'wan/2-7-image-to-video',
    [
      ['prompt'],
      {
        first_frame_url: url,
        last_frame_url: url,
        first_clip_url: url,
        driving_audio_url: url,
        prompt: text(),
        negative_prompt: text(),
        resolution: large,
        duration: between(2, 15),
        prompt_extend: flag,
        watermark: flag,
        seed,
        nsfw_checker: flag,
      },
    ],
    { credits: { '720p': 16, '1080p': 24 }, perSecond: true, either: ['first_frame_url', 'first_clip_url'] },
  ),
];

export function findModel(id: unknown): SimulatedModel | undefined {
  return simulatedModels.find((candidate) => candidate.id === id);
}

/** What one clip costs; without a resolution the model's largest, as the service's default mostly is. */
export function creditsOf({ credits, perSecond }: SimulatedModel, input: JsonObject): number {
  const unit = credits[String(input.resolution)] ?? Object.values(credits).at(-1) ?? 100;
  return perSecond ? unit * Number(input.duration ?? 5) : unit;
}
