import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import type { ModelSpec, OptionSpec } from '../../../src/catalogue/model.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { ModelOption, ProviderId, RequestFields } from '../../../src/providers/request.js';
import { mediaOf } from './canonical-request.js';

function body(provider: ProviderId, model: string, fields: RequestFields) {
  const spec = findModel(provider, model);
  const request = validateRequest(spec, { image: 'hero.png', prompt: 'rain', ...fields }).fields;
  return toWire(spec, request, mediaOf(request));
}

function modelWith(options: Partial<Record<ModelOption, OptionSpec>>, more: Partial<ModelSpec> = {}): ModelSpec {
  return { ...findModel('fal', 'wan-2.5'), options, required: [], extra: undefined, ...more };
}

describe('seconds', () => {
  it.each([
    ['fal', 'wan-2.2', { duration: 5 }, { num_frames: 81, frames_per_second: 16 }],
    ['fal', 'wan-2.2', { duration: 5, fps: 24 }, { num_frames: 121, frames_per_second: 24 }],
    ['fal', 'wan-2.2', { duration: 10 }, { num_frames: 161 }],
    ['fal', 'wan-2.2', { duration: 5, extra: { frames_per_second: '8' } }, { num_frames: 41, frames_per_second: 8 }],
    ['fal', 'wan-2.2-5b', { duration: 5 }, { num_frames: 121, frames_per_second: 24 }],
    ['fal', 'wan-2.2-s2v', { duration: 5, audio: 'a.wav' }, { num_frames: 80 }],
    ['replicate', 'wan-2.2-turbo', { duration: 6 }, { num_frames: 97 }],
    ['replicate', 'wan-2.5', { duration: 10 }, { duration: 10 }],
    ['fal', 'wan-2.5', { duration: 10 }, { duration: '10' }],
    ['fal', 'wan-2.7', { duration: 10 }, { duration: 10 }],
  ] as const)('on %s %s, %o becomes %o', (provider, model, fields, expected) => {
    expect(body(provider, model, fields).wire).toMatchObject(expected);
  });
});

describe('switches', () => {
  it('are turned round where the service has them so', () => {
    expect(body('replicate', 'wan-2.2-turbo', {}).wire).toMatchObject({ disable_safety_checker: false });
    expect(body('replicate', 'wan-2.2-turbo', { safetyChecker: false }).wire).toMatchObject({
      disable_safety_checker: true,
    });
  });

  it('reach both checkers of fal', () => {
    expect(body('fal', 'wan-2.2-turbo', { safetyChecker: false }).wire).toMatchObject({
      enable_safety_checker: false,
      enable_output_safety_checker: false,
    });
  });

  it.each([true, false])('leave the second checker of fal on when --set names the first (%s)', (first) => {
    expect(body('fal', 'wan-2.2-turbo', { extra: { enable_safety_checker: String(first) } }).wire).toMatchObject({
      enable_safety_checker: first,
      enable_output_safety_checker: true,
    });
  });

  it('stand for a level where the service knows only on and off', () => {
    expect(body('replicate', 'wan-2.2-turbo', { acceleration: 'none' }).wire).toMatchObject({ go_fast: false });
  });
});

describe('LoRAs', () => {
  const film = { path: 'https://models.example/film.safetensors' };
  const grain = { path: 'https://models.example/grain.safetensors', scale: 0 };

  it('are one list on fal, each marked with its expert', () => {
    expect(
      body('fal', 'wan-2.2-lora', { loras: [film], lorasHigh: [grain], lorasLow: [film, grain] }).wire.loras,
    ).toEqual([
      { path: film.path, scale: 1, transformer: 'both' },
      { path: grain.path, scale: 0, transformer: 'high' },
      { path: film.path, scale: 1, transformer: 'low' },
      { path: grain.path, scale: 0, transformer: 'low' },
    ]);
  });

  it('are a plain list on the older model', () => {
    expect(body('fal', 'wan-2.1-lora', { loras: [grain] }).wire.loras).toEqual([grain]);
  });

  it('are pairs of keys on Replicate', () => {
    expect(body('replicate', 'wan-2.2-turbo', { lorasHigh: [grain] }).wire).toMatchObject({
      lora_weights_transformer: grain.path,
      lora_scale_transformer: 0,
    });
    const low = body('replicate', 'wan-2.2-turbo', { lorasLow: [film] }).wire;
    expect(low).toMatchObject({ lora_weights_transformer_2: film.path, lora_scale_transformer_2: 1 });
    expect(low).not.toHaveProperty('lora_weights_transformer');
  });

  it('fill both experts of Replicate when meant for the whole model', () => {
    expect(body('replicate', 'wan-2.2-turbo-lora', { loras: [film] }).wire).toMatchObject({
      lora_weights_transformer: film.path,
      lora_weights_transformer_2: film.path,
    });
  });

  it('leave the pairs out when the list is empty', () => {
    expect(body('replicate', 'wan-2.2-turbo', { loras: [] }).wire).not.toHaveProperty('lora_weights_transformer');
  });
});

describe('presence', () => {
  it('is what counts, never truth', () => {
    expect(body('fal', 'wan-2.2', { seed: 0, negativePrompt: '', prompt: '', expandPrompt: false }).wire).toMatchObject(
      {
        seed: 0,
        negative_prompt: '',
        prompt: '',
        enable_prompt_expansion: false,
      },
    );
    expect(body('fal', 'wan-2.2', {}).wire).not.toHaveProperty('seed');
  });
});

describe('extra', () => {
  it('wins over the portable field on the same key, and is not shown as a translation', () => {
    const { wire, translations } = body('fal', 'wan-2.5', { duration: 10, extra: { duration: '5', prompt: '123' } });
    expect(wire).toMatchObject({ duration: '5', prompt: '123' });
    expect(translations).toEqual([]);
  });

  it('can tell the two experts of fal apart', () => {
    expect(body('fal', 'wan-2.2', { guidance: 3, extra: { guidance_scale_2: '4' } }).wire).toMatchObject({
      guidance_scale: 3,
      guidance_scale_2: 4,
    });
  });
});

describe('translations', () => {
  it('list every value that changes on its way, and no other', () => {
    const { translations } = body('fal', 'wan-2.2', { duration: 5, resolution: '720P' });
    expect(translations).toEqual([{ option: 'duration', from: 5, to: 81, wireKey: 'num_frames' }]);
    expect(body('replicate', 'wan-2.2-turbo', { frames: 81 }).translations).toEqual([
      { option: 'acceleration', from: 'regular', to: true, wireKey: 'go_fast' },
      { option: 'safetyChecker', from: true, to: false, wireKey: 'disable_safety_checker' },
    ]);
  });
});

describe('the shape of a body', () => {
  it('nests at dots and keeps what is there', () => {
    const spec = modelWith(
      {
        image: { wire: 'input.img_url', type: 'media' },
        resolution: { wire: 'parameters.resolution', type: 'string', translate: { kind: 'upper-case' } },
      },
      { fixed: { 'parameters.watermark': false, model: 'wan2.2-i2v-flash' } },
    );
    const fields = { image: 'a.png', resolution: '720p', extra: { 'input.template': 'flying' } };
    const { wire, translations } = toWire(spec, fields, { image: { url: 'https://a.example/a.png', expiresAt: null } });
    expect(wire).toEqual({
      model: 'wan2.2-i2v-flash',
      input: { img_url: 'https://a.example/a.png', template: 'flying' },
      parameters: { watermark: false, resolution: '720P' },
    });
    expect(translations).toEqual([
      { option: 'resolution', from: '720p', to: '720P', wireKey: 'parameters.resolution' },
    ]);
  });

  it('wraps single values for services that want lists', () => {
    const spec = modelWith({ image: { wire: 'image_urls', type: 'media', translate: { kind: 'list' } } });
    expect(toWire(spec, { image: 'https://a.example/a.png' }, {}).wire).toEqual({
      image_urls: ['https://a.example/a.png'],
    });
  });

  it('maps what the table names and lets the rest pass', () => {
    expect(body('replicate', 'wan-3.0', { aspectRatio: 'auto' }).wire.aspect_ratio).toBe('adaptive');
    expect(body('replicate', 'wan-3.0', { aspectRatio: '9:16' }).wire.aspect_ratio).toBe('9:16');
  });

  it('is empty for the animatic, which sends nothing', () => {
    expect(body('local', 'animatic', { seed: 7 })).toEqual({ wire: {}, translations: [] });
  });

  it('is the same for the same request', () => {
    expect(body('fal', 'wan-2.2-lora', { seed: 7 })).toEqual(body('fal', 'wan-2.2-lora', { seed: 7 }));
  });
});
