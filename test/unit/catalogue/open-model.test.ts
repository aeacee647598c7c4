import { describe, expect, it } from 'vitest';
import { openModel } from '../../../src/catalogue/open-model.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { ModelSchema, ParameterFact } from '../../../src/providers/model-schema.js';
import { errorOf } from './error-of.js';

function schema(parameters: Record<string, ParameterFact>, required: string[] = []): ModelSchema {
  return { parameters, required, closed: true };
}

const text: ParameterFact = { type: 'string' };

describe('the limits of a live schema', () => {
  it('hold for the option and for --set alike', () => {
    const spec = openModel('fal', 'any/model', {
      parameters: { prompt: { type: 'string', maxLength: 3 }, num_frames: { type: 'integer', multipleOf: 4 } },
      required: [],
      closed: false,
    });
    const options = { prompt: 'long', frames: 81 };
    const extra = { prompt: 'long', num_frames: '81' };
    for (const fields of [options, { extra }]) {
      expect(reviewRequest(spec, fields).faults.map(({ message }) => message)).toEqual([
        expect.stringMatching(/ can be at most 3 characters, not 4$/),
        expect.stringMatching(/ must be a multiple of 4, not 81$/),
      ]);
    }
  });
});

describe('openModel', () => {
  it.each(['image_url', 'image', 'first_frame', 'start_image', 'first_frame_image', 'input_image', 'img_url'])(
    'takes %s for the image',
    (name) => {
      const spec = openModel('fal', 'any/model', schema({ [name]: text, prompt: text }, [name]));
      expect(spec.required).toEqual(['image']);
      const { fields } = validateRequest(spec, { image: 'https://a.example/a.png', prompt: 'rain' });
      expect(toWire(spec, fields, {}).wire).toEqual({ [name]: 'https://a.example/a.png', prompt: 'rain' });
    },
  );

  it('puts the image into a list where the service wants one', () => {
    const spec = openModel('kie', 'any/model', schema({ image_urls: { type: 'array' } }));
    expect(toWire(spec, { image: 'https://a.example/a.png' }, {}).wire).toEqual({
      image_urls: ['https://a.example/a.png'],
    });
  });

  it('recognises an option by its type too', () => {
    const spec = openModel(
      'fal',
      'any/model',
      schema({ seed: text, image: { type: 'object' }, resolution: { type: 'integer' } }),
    );
    expect(spec.options).toEqual({});
    expect(Object.keys(spec.extra ?? {})).toEqual(['seed', 'image', 'resolution']);
  });

  it('reads seconds however they are written', () => {
    const asText = openModel('fal', 'a/b', schema({ duration: { type: 'string', values: ['4s', '6s', 'auto'] } }));
    expect(asText.options.duration?.values).toEqual([4, 6]);
    expect(toWire(asText, { duration: 6 }, {}).wire).toEqual({ duration: '6s' });
    const free = openModel('fal', 'a/b', schema({ duration: text }));
    expect(toWire(free, { duration: 6 }, {}).wire).toEqual({ duration: '6' });
    const whole = openModel('fal', 'a/b', schema({ seconds: { type: 'integer', minimum: 2, maximum: 8 } }));
    expect(errorOf(() => validateRequest(whole, { duration: 9 })).message).toBe('--duration must be 2 to 8, not 9');
    expect(errorOf(() => validateRequest(whole, { duration: 2.5 })).message).toContain('whole number');
  });

  it('turns the safety checker on, also where its switch is inverted', () => {
    const plain = openModel('fal', 'a/b', schema({ enable_safety_checker: { type: 'boolean', default: false } }));
    expect(toWire(plain, validateRequest(plain, {}).fields, {}).wire).toEqual({ enable_safety_checker: true });
    const inverted = openModel('replicate', 'a/b', schema({ disable_safety_checker: { type: 'boolean' } }));
    expect(toWire(inverted, validateRequest(inverted, {}).fields, {}).wire).toEqual({ disable_safety_checker: false });
  });

  it.each([true, false])('turns the checker of the output as that of the input (%s)', (safetyChecker) => {
    const off: ParameterFact = { type: 'boolean', default: false };
    const spec = openModel('fal', 'a/b', schema({ enable_safety_checker: off, enable_output_safety_checker: off }));
    const { fields } = validateRequest(spec, safetyChecker ? {} : { safetyChecker });
    expect(toWire(spec, fields, {}).wire).toEqual({
      enable_safety_checker: safetyChecker,
      enable_output_safety_checker: safetyChecker,
    });
  });

  it('takes a seed from 0 even where -1 means none', () => {
    const spec = openModel('wavespeed', 'a/b', schema({ seed: { type: 'integer', minimum: -1, maximum: 100 } }));
    expect(spec.options.seed).toMatchObject({ minimum: 0, maximum: 100 });
  });

  it('asks for required parameters that have no portable name', () => {
    const spec = openModel(
      'fal',
      'a/b',
      schema({ trajectories: { type: 'array' }, mode: { ...text, default: 'std' } }, ['trajectories', 'mode']),
    );
    expect(errorOf(() => validateRequest(spec, {})).hint).toBe('give --set trajectories=...');
    expect(validateRequest(spec, { extra: { trajectories: '[[1,2]]' } }).fields.extra).toEqual({
      trajectories: [[1, 2]],
    });
  });

  it('refuses what a closed schema does not list', () => {
    const spec = openModel('fal', 'a/b', schema({ prompt: text }));
    expect(errorOf(() => validateRequest(spec, { extra: { promt: 'x' } })).hint).toBe('did you mean --set prompt?');
    expect(errorOf(() => validateRequest(spec, { seed: 1 })).code).toBe('request.option-not-taken');
  });

  it('guesses nothing without a schema', () => {
    const spec = openModel('fal', 'a/b');
    expect(spec).toMatchObject({ options: {}, open: true, price: { kind: 'unknown' }, date: 'live' });
    expect(validateRequest(spec, { extra: { image_url: 'x' } }).notes[0]).toContain('schema could not be read');
    expect(errorOf(() => validateRequest(spec, { prompt: 'rain' })).code).toBe('request.option-not-taken');
  });
});
