import { describe, expect, it } from 'vitest';
import { allModels, findModel } from '../../../src/catalogue/catalogue.js';
import { flagOf, modelOptions } from '../../../src/catalogue/flags.js';
import { openModel } from '../../../src/catalogue/open-model.js';
import { wireKeys } from '../../../src/catalogue/parameters.js';
import { reviewRequest } from '../../../src/catalogue/validate.js';
import type { JsonObject } from '../../../src/json.js';
import type { RequestFields } from '../../../src/providers/request.js';

const media = [{ type: 'first_frame', url: 'https://images.example/fox.png' }];
const messages = (fields: RequestFields, model = 'wan-2.7') =>
  reviewRequest(findModel('dashscope', model), fields).faults.map(({ message }) => message);

describe('a --set parameter around the place of an option', () => {
  it('would drop the last frame without a word: it is refused', () => {
    const fields = { endImage: 'end.png', prompt: 'on', extra: { 'input.media': media } };
    expect(messages(fields)).toEqual(['--end-image and --set input.media exclude each other']);
    expect(messages(fields, 'wan-3.0')).toContain('--end-image and --set input.media exclude each other');
  });

  it('is refused with the sound of the request as well, and said once of the image', () => {
    expect(messages({ audio: 'a.wav', extra: { 'input.media': media } })).toContain(
      '--audio and --set input.media exclude each other',
    );
    expect(messages({ image: 'fox.png', prompt: 'on', extra: { 'input.media': media } })).toEqual([
      '--image and --set input.media exclude each other',
    ]);
  });

  it('is refused beside one within it, in either order', () => {
    const clip = { 'input.media.first_clip': 'https://images.example/a.mp4' };
    const orders: readonly JsonObject[] = [
      { ...clip, 'input.media': media },
      { 'input.media': media, ...clip },
    ];
    for (const extra of orders) {
      expect(messages({ prompt: 'on', extra })).toContain(
        '--set input.media and --set input.media.first_clip exclude each other',
      );
    }
  });

  it('is refused within the place of an option', () => {
    const spec = openModel('fal', 'any/model', {
      parameters: { image_url: { type: 'string' } },
      required: [],
      closed: false,
    });
    const fields = { image: 'fox.png', extra: { 'image_url.width': 3 } };
    expect(reviewRequest(spec, fields).faults).toMatchObject([
      { field: 'image', message: '--image and --set image_url.width exclude each other' },
    ]);
  });

  it('may stand alone, and beside a name that only begins alike', () => {
    expect(messages({ prompt: 'on', extra: { 'input.media': media } })).toEqual([]);
    const spec = openModel('fal', 'any/model');
    expect(reviewRequest(spec, { extra: { image: 'a', image_url: 'b', 'image.b': 'c' } }).faults).toHaveLength(1);
  });

  it('that is the very place wins, as before', () => {
    const fields = {
      image: 'fox.png',
      endImage: 'end.png',
      extra: { 'input.media.last_frame': 'https://a.example/b' },
    };
    expect(messages({ ...fields, prompt: 'on' })).toEqual([]);
  });
});

describe('every model of the catalogue', () => {
  it('refuses each declared parameter that lies around an option which is set', () => {
    for (const spec of allModels) {
      for (const option of modelOptions) {
        const places = spec.options[option] === undefined ? [] : wireKeys(spec.options[option]);
        const around = Object.keys(spec.extra ?? {}).filter((key) =>
          places.some((place) => place.startsWith(`${key}.`)),
        );
        for (const key of around) {
          const { faults } = reviewRequest(spec, { [option]: 'x', extra: { [key]: '[]' } });
          expect(faults.map(({ message }) => message)).toContain(
            `${flagOf(option)} and --set ${key} exclude each other`,
          );
        }
      }
    }
  });
});
