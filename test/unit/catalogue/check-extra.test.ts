import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { checkExtra } from '../../../src/catalogue/check-extra.js';
import { openModel } from '../../../src/catalogue/open-model.js';
import type { JsonObject } from '../../../src/json.js';
import type { ProviderId } from '../../../src/providers/request.js';

function check(provider: ProviderId, model: string, extra: JsonObject) {
  return checkExtra(findModel(provider, model), { extra });
}

describe('a --set parameter', () => {
  it('is typed by the schema, not by its looks', () => {
    const { extra, faults } = check('fal', 'wan-2.2', {
      prompt: '123',
      num_frames: '97',
      adjust_fps_for_interpolation: 'false',
      guidance_scale_2: '4',
    });
    expect(faults).toEqual([]);
    expect(extra).toEqual({
      prompt: '123',
      num_frames: 97,
      adjust_fps_for_interpolation: false,
      guidance_scale_2: 4,
    });
  });

  it('has the type of the wire where the portable option has another', () => {
    expect(check('fal', 'wan-2.5', { duration: '10' }).extra).toEqual({ duration: '10' });
    expect(check('fal', 'wan-2.7', { duration: '10' }).extra).toEqual({ duration: 10 });
    expect(check('replicate', 'wan-2.2-turbo', { go_fast: 'false', lora_scale_transformer_2: '0.5' }).extra).toEqual({
      go_fast: false,
      lora_scale_transformer_2: 0.5,
    });
    expect(check('fal', 'wan-2.2-lora', { loras: '[{"path":"a"}]' }).extra).toEqual({ loras: [{ path: 'a' }] });
  });

  it.each([
    ['fal', 'wan-2.2', 'image', 'use --image'],
    ['fal', 'wan-2.2', 'last_image', 'did you mean --set end_image_url?'],
    ['replicate', 'wan-2.2-turbo', 'image_url', 'did you mean --set image?'],
    ['replicate', 'wan-2.2-turbo', 'lora_url', 'did you mean --set lora_weights_transformer?'],
    ['replicate', 'wan-2.7', 'image_url', 'did you mean --set first_frame?'],
    ['fal', 'wan-2.2', 'num_frame', 'did you mean --set num_frames?'],
    ['fal', 'wan-2.2', 'steps', 'use --steps'],
    ['fal', 'wan-2.2', 'negativePrompt', 'use --negative-prompt'],
  ] as const)('%s %s: "%s" is unknown; %s', (provider, model, key, hint) => {
    const { faults } = check(provider, model, { [key]: 'x' });
    expect(faults).toMatchObject([{ code: 'request.invalid', field: 'extra', key, hint }]);
  });

  it.each([
    ['dashscope', 'wan-2.2-turbo', 'input.prompt', 'a'.repeat(801), /at most 800 characters, not 801$/],
    ['dashscope', 'wan-2.2-turbo', 'input.negative_prompt', 'a'.repeat(501), /at most 500 characters/],
    ['dashscope', 'wan-3.0', 'input.prompt', 'a'.repeat(20_001), /at most 20000 characters/],
    ['fal', 'wan-2.6', 'prompt', 'a'.repeat(801), /at most 800 characters/],
    ['fal', 'wan-2.2-s2v', 'num_frames', '81', /must be a multiple of 4, not 81$/],
    ['fal', 'wan-2.1-lora', 'loras', '[{"path":"a","scale":5}]', /can have a scale of 0 to 4, not 5$/],
    ['kie', 'wan-2.2-s2v', 'num_frames', '81', /must be a multiple of 4, not 81$/],
    ['kie', 'wan-2.6', 'image_urls', '["https://a.example/a","https://a.example/b"]', /at most 1 given, not 2$/],
    ['wavespeed', 'wan-2.2-lora', 'loras', JSON.stringify(Array(4).fill({ path: 'a' })), /at most 3 given, not 4$/],
    ['wavespeed', 'wan-2.2-lora', 'high_noise_loras', '[{"path":"a","scale":9}]', /a scale of 0 to 4, not 9$/],
    ['wavespeed', 'wan-2.1-lora', 'loras', '[{"path":"a","scale":-1}]', /a scale of 0 to 4, not -1$/],
  ] as const)('on %s %s keeps to the limits of %s', (provider, model, key, value, message) => {
    const { faults } = check(provider, model, { [key]: value });
    expect(faults).toMatchObject([{ field: 'extra', key, message: expect.stringMatching(message) }]);
  });

  it('does not point at a parameter that the model lacks', () => {
    const { faults } = check('fal', 'wan-2.2-turbo', { fps: '24' });
    expect(faults[0]?.hint).toMatch(/^it has image_url, /);
  });

  it('can not reach into objects', () => {
    const extra: JsonObject = JSON.parse('{"__proto__":"x","constructor":"y"}');
    expect(checkExtra(findModel('fal', 'wan-2.2'), { extra }).faults).toHaveLength(2);
    expect(checkExtra(openModel('fal', 'any/model'), { extra: { 'a.__proto__.b': 1 } }).faults).toHaveLength(1);
  });

  it('has nothing to name on the animatic', () => {
    expect(check('local', 'animatic', { anything: 1 }).faults[0]?.hint).toBe('it has no parameters for --set');
  });

  it('goes as it is to a model whose schema is open, with a note', () => {
    const spec = openModel('fal', 'any/model', {
      parameters: { size: { type: 'integer' } },
      required: [],
      closed: false,
    });
    expect(checkExtra(spec, { extra: { size: '3', mood: '3' } })).toMatchObject({
      extra: { size: 3, mood: '3' },
      notes: ['--set mood is not in the schema of any/model; it is sent as it is'],
    });
  });
});
