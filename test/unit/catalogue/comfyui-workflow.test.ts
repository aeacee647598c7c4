import { describe, expect, it } from 'vitest';
import { allModels, defaultModel, findModel } from '../../../src/catalogue/catalogue.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import { placeholderNames } from '../../../src/providers/comfyui/placeholders.js';
import { errorOf } from './error-of.js';

const spec = findModel('comfyui', 'workflow');

describe('the model that is a workflow', () => {
  it('is meant where a workflow is given and no model is named', () => {
    expect(defaultModel('comfyui', { workflow: 'mine.json' })).toBe('workflow');
    expect(defaultModel('comfyui')).toBe('wan-2.2-turbo');
    expect(defaultModel('fal', { workflow: 'mine.json' })).toBe('wan-2.2-turbo');
  });

  it('needs a workflow, and is the only one that takes it', () => {
    expect(errorOf(() => validateRequest(spec, { prompt: 'a fox' }))).toMatchObject({
      code: 'request.invalid',
      hint: 'give --workflow',
    });
    expect(allModels.filter(({ options }) => options.workflow !== undefined)).toEqual([spec]);
    const turbo = findModel('fal', 'wan-2.2-turbo');
    expect(errorOf(() => validateRequest(turbo, { image: 'a.png', prompt: 'x', workflow: 'mine.json' }))).toMatchObject(
      {
        code: 'request.option-not-taken',
        message: expect.stringContaining('models that do: workflow (comfyui)'),
      },
    );
  });

  it('has wire keys that are names of placeholders, and sends nothing that was not asked for', () => {
    const asked = {
      workflow: 'mine.json',
      image: 'a.png',
      endImage: 'b.png',
      prompt: 'a fox',
      negativePrompt: 'rain',
      seed: 0,
      duration: 2,
      fps: 24,
      resolution: '720p',
      extra: { width: '640', height: 480 },
    };
    const { wire } = toWire(spec, validateRequest(spec, asked).fields, {});
    expect(wire).toMatchObject({ length: 49, fps: 24, seed: 0, width: 640, height: 480, negative: 'rain' });
    expect(Object.keys(wire).sort()).toEqual([...placeholderNames, 'workflow'].sort());
    expect(toWire(spec, validateRequest(spec, { workflow: 'mine.json' }).fields, {}).wire).toEqual({
      workflow: 'mine.json',
    });
  });
});
