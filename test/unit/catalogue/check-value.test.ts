import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest } from '../../../src/catalogue/validate.js';
import type { ProviderId, RequestFields } from '../../../src/providers/request.js';

const faultsOf = (provider: ProviderId, model: string, fields: RequestFields) =>
  reviewRequest(findModel(provider, model), { image: 'fox.png', prompt: 'a fox', ...fields }).faults;

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
