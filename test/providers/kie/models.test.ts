import { describe, expect, it } from 'vitest';
import { findModel, modelsOf } from '../../../src/catalogue/catalogue.js';
import { estimate } from '../../../src/catalogue/price.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { creditsOf, findModel as findSimulated } from '../../simulators/kie-models.js';

const spec = (name: string) => findModel('kie', name);
const base = { image: 'https://images.example/fox.png', prompt: 'rain' };

function wireOf(name: string, fields: RequestFields) {
  return toWire(spec(name), validateRequest(spec(name), { ...base, ...fields }).fields, {}).wire;
}

function faultsOf(name: string, fields: RequestFields) {
  return reviewRequest(spec(name), { ...base, ...fields }).faults;
}

describe('the models of Kie', () => {
  it('count seconds as text on 2.5 and 2.6, as a number on 2.7, and not at all on 2.2', () => {
    expect(wireOf('wan-2.5', { duration: 10 }).duration).toBe('10');
    expect(wireOf('wan-2.6', { duration: 15 }).duration).toBe('15');
    expect(wireOf('wan-2.7', { duration: 10 }).duration).toBe(10);
    expect(faultsOf('wan-2.2-turbo', { duration: 10 })).toMatchObject([{ hint: expect.stringContaining('5 s') }]);
  });

  it('name the image each in their own way', () => {
    expect(wireOf('wan-2.2-turbo', {}).image_url).toBe(base.image);
    expect(wireOf('wan-2.6', {}).image_urls).toEqual([base.image]);
    expect(wireOf('wan-2.7', {}).first_frame_url).toBe(base.image);
    expect(faultsOf('wan-2.7', { extra: { image_url: 'https://images.example/a.png' } })).toMatchObject([
      { hint: 'did you mean --set first_frame_url?' },
    ]);
  });

  it('send an aspect ratio only when asked for, and always a resolution', () => {
    expect(wireOf('wan-2.2-turbo', {})).not.toHaveProperty('aspect_ratio');
    expect(wireOf('wan-2.2-turbo', { aspectRatio: '9:16' })).toMatchObject({
      aspect_ratio: '9:16',
      resolution: '720p',
    });
  });

  it('let 580p through and say that it may be gone', () => {
    const { fields, notes } = validateRequest(spec('wan-2.2-turbo'), { ...base, resolution: '580p' });
    expect(fields.resolution).toBe('580p');
    expect(notes).toEqual([expect.stringContaining('580p')]);
    const notesOn = (fields: RequestFields) => validateRequest(spec('wan-2.2-turbo'), { ...base, ...fields }).notes;
    expect(notesOn({ aspectRatio: '1:1' })).toEqual([expect.stringContaining('--aspect-ratio')]);
    expect(notesOn({ resolution: '480p' })).toEqual([]);
  });

  it('take a clip instead of an image on 2.7 alone', () => {
    const extra = { first_clip_url: 'https://media.example/clip.mp4' };
    expect(reviewRequest(spec('wan-2.7'), { prompt: 'rain', extra }).faults).toEqual([]);
    expect(faultsOf('wan-2.7', { extra })).toHaveLength(1);
    expect(faultsOf('wan-2.5', { extra })).toHaveLength(1);
  });

  it('keep the checker on unless it is turned off', () => {
    expect(wireOf('wan-2.7', {}).nsfw_checker).toBe(true);
    expect(wireOf('wan-2.7', { safetyChecker: false }).nsfw_checker).toBe(false);
  });

  it('cost credits: a clip on 2.2, a second on 2.6 and 2.7', () => {
    expect(estimate(spec('wan-2.2-turbo'), { resolution: '480p' })).toEqual({ amount: 40, currency: 'credits' });
    expect(estimate(spec('wan-2.6'), { duration: 15, resolution: '1080p' })).toEqual({
      amount: 315,
      currency: 'credits',
    });
    expect(estimate(spec('wan-2.7'), { duration: 2, resolution: '720p' })).toEqual({ amount: 32, currency: 'credits' });
    expect(estimate(spec('wan-2.5'), { duration: 5 })).toBeUndefined();
  });

  it('are the ones that the simulator knows, parameter by parameter, with the same prices', () => {
    for (const model of modelsOf('kie')) {
      const simulated = findSimulated(model.endpoint);
      const keys = [...Object.values(model.options).map(({ wire }) => wire), ...Object.keys(model.extra ?? {})];
      expect(Object.keys(simulated?.properties ?? {}).sort(), model.endpoint).toEqual([...new Set(keys)].sort());
      for (const resolution of Object.keys(simulated?.credits ?? {})) {
        const duration = model.options.duration === undefined ? undefined : 5;
        const price = estimate(model, { resolution, ...(duration === undefined ? {} : { duration }) });
        expect(price?.amount).toBe(simulated && creditsOf(simulated, { resolution, duration: 5 }));
      }
    }
  });
});
