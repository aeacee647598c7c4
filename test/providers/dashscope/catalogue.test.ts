import { describe, expect, it } from 'vitest';
import { findModel, modelsOf } from '../../../src/catalogue/catalogue.js';
import { toApproximateUsd } from '../../../src/catalogue/exchange.js';
import { estimate, explainPrice } from '../../../src/catalogue/price.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import { submitPath, toBody } from '../../../src/providers/dashscope/body.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { findModel as findSimulated, isOnImagePath } from '../../simulators/dashscope-models.js';
import { taskFault } from '../../simulators/dashscope-validation.js';

const fields: RequestFields = { image: 'https://images.example/fox.png', prompt: 'a fox' };

function bodyOf(name: string, request: RequestFields) {
  const spec = findModel('dashscope', name);
  // Media stands as the request names it.
  const { wire } = toWire(spec, validateRequest(spec, request).fields, {});
  return toBody({ endpoint: spec.endpoint, wire, options: {}, media: {} });
}

const faultsOf = (name: string, request: RequestFields) => reviewRequest(findModel('dashscope', name), request).faults;

describe('what popular guides get wrong about DashScope', () => {
  it('wants resolutions with a capital P', () => {
    expect(bodyOf('wan-2.2-turbo', { ...fields, resolution: '480p' })).toMatchObject({
      parameters: { resolution: '480P' },
    });
  });

  it('takes no img_url from 2.7 on, but a list of media', () => {
    const endImage = 'https://images.example/end.png';
    expect(bodyOf('wan-2.7', { ...fields, endImage })).toMatchObject({
      input: {
        media: [
          { type: 'first_frame', url: 'https://images.example/fox.png' },
          { type: 'last_frame', url: endImage },
        ],
      },
    });
    expect(
      faultsOf('wan-2.7', { ...fields, extra: { 'input.img_url': 'https://images.example/fox.png' } }),
    ).toMatchObject([{ key: 'input.img_url', hint: expect.stringContaining('input.media.first_frame') }]);
  });

  it('has no 720p on 2.2 plus, and no length to choose on 2.2', () => {
    expect(faultsOf('wan-2.2', { ...fields, resolution: '720p' })).toMatchObject([{ field: 'resolution' }]);
    expect(faultsOf('wan-2.2', { ...fields, duration: 5 })).toMatchObject([{ code: 'request.option-not-taken' }]);
  });

  it('lets Wan 3.0 alone decide on a length, with -1', () => {
    const length = (value: number) => ({ ...fields, extra: { 'parameters.duration': value } });
    expect(faultsOf('wan-3.0', length(-1))).toEqual([]);
    expect(faultsOf('wan-3.0', length(30))).toEqual([]);
    expect(faultsOf('wan-3.0', length(1))).toHaveLength(1);
    expect(faultsOf('wan-2.7', length(-1))).toHaveLength(1);
    expect(bodyOf('wan-3.0', length(-1))).toMatchObject({ parameters: { duration: -1 } });
  });

  it('would cut off a prompt that is too long: it is refused', () => {
    expect(faultsOf('wan-2.2-turbo', { ...fields, prompt: 'a'.repeat(801) })).toMatchObject([{ field: 'prompt' }]);
    expect(faultsOf('wan-2.6', { ...fields, prompt: 'a'.repeat(1500) })).toEqual([]);
  });

  it.each([
    ['image_url', 'input.img_url'],
    ['img_url', 'input.img_url'],
    ['prompt_extend', 'parameters.prompt_extend'],
  ])('keeps "%s" under %s', (wrong, right) => {
    expect(faultsOf('wan-2.2-turbo', { ...fields, extra: { [wrong]: 'x' } })).toMatchObject([
      { key: wrong, hint: expect.stringContaining(right) },
    ]);
  });
});

describe('extending a clip with 2.7', () => {
  const clip = { 'input.media.first_clip': 'https://images.example/a.mp4' };

  it('takes the clip in place of the image', () => {
    expect(bodyOf('wan-2.7', { prompt: 'on', extra: clip })).toMatchObject({
      input: { media: [{ type: 'first_clip', url: 'https://images.example/a.mp4' }] },
    });
  });

  it('takes a last frame with it, but neither an image nor sound', () => {
    expect(faultsOf('wan-2.7', { endImage: 'https://images.example/end.png', extra: clip })).toEqual([]);
    expect(faultsOf('wan-2.7', { ...fields, extra: clip })).not.toEqual([]);
    expect(faultsOf('wan-2.7', { audio: 'https://images.example/a.wav', extra: clip })).not.toEqual([]);
  });
});

describe("the catalogue's DashScope models", () => {
  it.each(modelsOf('dashscope').map(({ endpoint }) => endpoint))('%s sends what the service takes', (endpoint) => {
    const model = findSimulated(endpoint);
    if (model === undefined) throw new Error(`the service has no ${endpoint}`);
    const { options } = findModel('dashscope', endpoint);
    const request: RequestFields = {
      image: fields.image,
      ...(options.prompt && { prompt: 'a fox' }),
      ...(options.endImage && { endImage: 'https://images.example/end.png' }),
      ...(options.audio && { audio: 'https://images.example/fox.wav' }),
      ...(options.seed && { seed: 0 }),
    };
    const { model: _, ...body } = bodyOf(endpoint, request);
    expect(taskFault(model, body)).toBeUndefined();
    expect(submitPath(endpoint).includes('image2video')).toBe(isOnImagePath(model));
  });

  it('have a template in place of a prompt on 2.2', () => {
    expect(bodyOf('wan-2.2-turbo', { image: 'x', extra: { 'input.template': 'squish' } })).toMatchObject({
      input: { template: 'squish' },
    });
    expect(faultsOf('wan-2.2-turbo', { image: 'x' })).toMatchObject([{ field: 'prompt' }]);
  });

  it('are priced in CNY by the second, by the dearer region, with the date of the list', () => {
    const spec = findModel('dashscope', 'wan-2.2-turbo');
    const price = estimate(spec, { resolution: '720p' });
    expect(price).toEqual({ amount: 1.32, currency: 'CNY' });
    expect(price && toApproximateUsd(price)).toBeCloseTo(0.18, 2);
    expect(explainPrice(spec)).toMatchObject({ date: '2026-11-21', source: expect.stringContaining('pricing page') });
  });
});
