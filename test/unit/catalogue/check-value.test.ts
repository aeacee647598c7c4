import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest } from '../../../src/catalogue/validate.js';
import type { ProviderId, RequestFields } from '../../../src/providers/request.js';

const faultsOf = (provider: ProviderId, model: string, fields: RequestFields) =>
  reviewRequest(findModel(provider, model), { image: 'fox.png', prompt: 'a fox', ...fields }).faults;

describe("the sizes of ComfyUI's graphs, which its server does not check", () => {
  it.each<[string, RequestFields, string, string]>([
    ['wan-2.2-turbo', { frames: 80 }, '--frames must be a multiple of 4 and 1 more, not 80', 'nearest is 81'],
    ['wan-2.2-5b', { frames: 119 }, '--frames must be a multiple of 4 and 1 more, not 119', 'nearest is 121'],
    [
      'wan-2.2',
      { extra: { 'i2v.length': 78 } },
      '--set i2v.length must be a multiple of 4 and 1 more, not 78',
      'nearest is 77',
    ],
    ['wan-2.2', { extra: { 'i2v.width': 830 } }, '--set i2v.width must be a multiple of 16, not 830', 'nearest is 832'],
    [
      'wan-2.2-5b',
      { extra: { 'lat.height': 720 } },
      '--set lat.height must be a multiple of 32, not 720',
      'nearest is 736',
    ],
  ])('are those that %s can make: not %j', (model, fields, message, hint) => {
    expect(faultsOf('comfyui', model, fields)).toMatchObject([{ message, hint }]);
  });

  it('are taken as they should be', () => {
    const extra = { 'i2v.width': 848, 'i2v.height': 480 };
    expect(faultsOf('comfyui', 'wan-2.2', { frames: 49, extra })).toEqual([]);
  });
});

describe('the strength of a LoRA', () => {
  it.each([
    ['wavespeed', 'wan-2.2-lora', 'loras', '--lora'],
    ['wavespeed', 'wan-2.2-lora', 'lorasHigh', '--lora-high'],
    ['wavespeed', 'wan-2.2-lora', 'lorasLow', '--lora-low'],
    ['fal', 'wan-2.1-lora', 'loras', '--lora'],
  ] as const)('on %s %s (%s) keeps to the range of its document', (provider, model, option, flag) => {
    const weak = [{ path: 'a' }, { path: 'b', scale: 0 }];
    expect(faultsOf(provider, model, { [option]: weak })).toEqual([]);
    expect(faultsOf(provider, model, { [option]: [...weak, { path: 'c', scale: 9 }] })).toMatchObject([
      { field: option, message: `${flag} can have a scale of 0 to 4, not 9`, hint: 'nearest is 4' },
    ]);
  });

  it('is free where no document gives a range', () => {
    expect(faultsOf('fal', 'wan-2.2-lora', { loras: [{ path: 'a', scale: 9 }] })).toEqual([]);
  });
});
