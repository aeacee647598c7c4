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
