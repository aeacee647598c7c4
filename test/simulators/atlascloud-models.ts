import {
  allLoras,
  between,
  expertLoras,
  flag,
  model,
  oneOf,
  type SimulatedModel,
  seconds,
  seed,
  text,
  texts,
  url,
} from './atlascloud-properties.js';

const imageAndPrompt = ['image', 'prompt'];
const small = oneOf('480p', '480p', '720p');
const scaledUp = oneOf('480p', '480p', '720p', '1080p');
const medium = oneOf('720p', '480p', '720p', '1080p');
const large = oneOf('720p', '720p', '1080p');

const spicy = { image: url, prompt: text, resolution: small, duration: seconds(5, 8), seed };
const turboSpicy = { ...spicy, resolution: scaledUp };
const plain = { image: url, prompt: text, negative_prompt: text, resolution: small, duration: seconds(5), seed };
const infinite = { image: url, prompt: texts, duration: seconds(5), resolution: medium, seed };

const wan22: readonly SimulatedModel[] = [
  model('alibaba/wan-2.2-spicy/image-to-video', [imageAndPrompt, spicy], 0.03),
  model('alibaba/wan-2.2-spicy/image-to-video-lora', [imageAndPrompt, { ...spicy, ...allLoras }], 0.04),
  model('atlascloud/wan-2.2-turbo-spicy/image-to-video', [imageAndPrompt, turboSpicy], 0.02),
  model(
    'atlascloud/wan-2.2-turbo-spicy/image-to-video-lora',
    [imageAndPrompt, { ...turboSpicy, ...expertLoras }],
    0.026,
  ),
  model('atlascloud/wan-2.2-turbo/image-to-video', [imageAndPrompt, { ...plain, resolution: medium }], 0.02),
  ...['wan-2.2-turbo', 'wan-2.2-turbo-spicy'].flatMap((name) => [
    model(`atlascloud/${name}/infinite-image-to-video`, [imageAndPrompt, infinite], 0.02),
    model(`atlascloud/${name}/infinite-image-to-video-lora`, [imageAndPrompt, { ...infinite, ...expertLoras }], 0.026),
  ]),
  model('atlascloud/wan-2.2/image-to-video', [imageAndPrompt, plain]),
  model('atlascloud/wan-2.2/image-to-video-lora', [imageAndPrompt, { ...plain, ...allLoras }], 0.04),
  model('alibaba/wan-2.2-spicy/video-extend', [
    ['video_url', 'prompt'],
    { video_url: url, prompt: text, duration: seconds(5, 10), resolution: small, seed },
  ]),
  model('alibaba/wan-2.2-spicy/video-extend-lora', [
    ['video', 'prompt'],
    { video: url, prompt: text, duration: seconds(5, 8), resolution: small, seed, ...allLoras },
  ]),
];

const wan25 = {
  image: url,
  prompt: text,
  resolution: medium,
  duration: seconds(5, 10),
  enable_prompt_expansion: flag(false),
  generate_audio: flag(true),
  negative_prompt: text,
  seed,
};
const { generate_audio: _, ...silent } = wan25;
const wan26 = {
  ...wan25,
  resolution: large,
  duration: seconds(5, 10, 15),
  audio: url,
  enable_prompt_expansion: flag(true),
  shot_type: oneOf('multi', 'multi', 'single'),
};

const laterWan: readonly SimulatedModel[] = [
  model('alibaba/wan-2.5/image-to-video', [imageAndPrompt, wan25]),
  model('alibaba/wan-2.5/image-to-video-fast', [imageAndPrompt, { ...silent, resolution: large, audio: url }]),
  model('alibaba/wan-2.5/video-extend', [
    ['video', 'prompt'],
    { video: url, prompt: text, negative_prompt: text, audio: url, duration: between(5, 10), resolution: medium, seed },
  ]),
  model('alibaba/wan-2.6/image-to-video', [imageAndPrompt, wan26]),
  model('alibaba/wan-2.6/image-to-video-flash', [imageAndPrompt, { ...wan26, duration: between(5, 15) }]),
  model('atlascloud/wan-2.6-spicy/image-to-video', [
    imageAndPrompt,
    { image: url, prompt: text, resolution: large, duration: seconds(5, 10), negative_prompt: text, seed },
  ]),
  model(
    'alibaba/wan-2.7/image-to-video',
    [
      ['image'],
      {
        image: url,
        prompt: text,
        negative_prompt: text,
        duration: between(2, 15),
        resolution: oneOf('1080P', '720P', '1080P'),
        prompt_extend: flag(true),
        audio: url,
        last_image: url,
        video: url,
        seed,
      },
    ],
    { '720P': 0.1, '1080P': 0.15 },
  ),
  model('atlascloud/wan-2.7-spicy/image-to-video', [
    imageAndPrompt,
    {
      image: url,
      prompt: text,
      resolution: oneOf('720P', '720P', '1080P', '1080P-SR', '1440P-SR'),
      duration: between(2, 15),
      negative_prompt: text,
      seed,
    },
  ]),
];

/** Every Wan model whose inputs the document gives, and one of another vendor. */
export const simulatedModels: readonly SimulatedModel[] = [
  ...wan22,
  ...laterWan,
  model('minimax/h3/image-to-video', [['image'], { model: text, image: url, prompt: text }]),
];

export function findModel(id: unknown): SimulatedModel | undefined {
  return simulatedModels.find((candidate) => candidate.id === id);
}
