import { modelOptions } from '../../../src/catalogue/flags.js';
import type { ModelSpec } from '../../../src/catalogue/model.js';
import type { HostedMedia } from '../../../src/catalogue/wire.js';
import type { RequestFields } from '../../../src/providers/request.js';

const everything: RequestFields = {
  image: 'hero.png',
  endImage: 'street.png',
  prompt: 'the door opens, slow dolly in',
  negativePrompt: 'blurred',
  audio: 'voice.wav',
  workflow: 'graph.json',
  seed: 0,
  loras: [{ path: 'https://models.example/film.safetensors' }],
};

const hostedMedia: HostedMedia = {
  image: { url: 'https://media.example/hero.png', expiresAt: null },
  endImage: { url: 'https://media.example/street.png', expiresAt: null },
  audio: { url: 'https://media.example/voice.wav', expiresAt: null },
  workflow: { url: 'data:application/json;base64,e30=', expiresAt: null },
};

/** The same wish put to every model: what it takes of it, and nothing else. */
export function canonicalRequest(spec: ModelSpec): RequestFields {
  const taken = modelOptions.filter((option) => spec.options[option] !== undefined && everything[option] !== undefined);
  const fields: RequestFields = Object.fromEntries(taken.map((option) => [option, everything[option]]));
  const onlyExperts = spec.options.loras === undefined && spec.options.lorasHigh !== undefined;
  const clip = (spec.requiredExtra ?? []).map((key) => [key, 'https://media.example/clip.mp4']);
  return {
    ...fields,
    ...(onlyExperts ? { lorasHigh: everything.loras } : {}),
    ...(clip.length > 0 ? { extra: Object.fromEntries(clip) } : {}),
  };
}

/** The media of a request as if its files had been put where the service can read them. */
export function mediaOf(fields: RequestFields): HostedMedia {
  return Object.fromEntries(
    Object.entries(hostedMedia).filter(([role]) => fields[role as keyof RequestFields] !== undefined),
  );
}
