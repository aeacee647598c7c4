import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { estimate } from '../../../src/catalogue/price.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { requestOf } from './setup.js';

const spec = (name: string) => findModel('atlascloud', name);

function faultsOf(name: string, fields: RequestFields) {
  return reviewRequest(spec(name), { image: 'fox.png', prompt: 'rain', ...fields }).faults;
}

function wireOf(name: string, fields: RequestFields) {
  const valid = validateRequest(spec(name), { image: 'https://images.example/fox.png', prompt: 'rain', ...fields });
  return toWire(spec(name), valid.fields, {}).wire;
}

describe('the models of Atlas Cloud', () => {
  it('refuse the lora_url of popular guides and name the list that is meant', () => {
    const extra = { lora_url: 'https://models.example/film.safetensors' };
    expect(faultsOf('wan-2.2-turbo-spicy-lora', { extra })).toMatchObject([
      { key: 'lora_url', hint: 'did you mean --set high_noise_loras?' },
    ]);
    expect(faultsOf('wan-2.2-spicy-lora', { extra })).toMatchObject([{ hint: 'did you mean --set loras?' }]);
  });

  it('take no LoRA on the model that guides name, and point to the one that does', () => {
    const loras = [{ path: 'https://models.example/film.safetensors' }];
    const [fault] = faultsOf('wan-2.2-turbo-spicy', { lorasHigh: loras });
    expect(fault?.message).toContain('wan-2.2-turbo-spicy-lora');
    expect(faultsOf('wan-2.2-turbo-spicy-lora', { loras })).toMatchObject([
      { hint: 'use --lora-high and --lora-low instead' },
    ]);
  });

  it('go up to 1080p and 8 s on turbo spicy, whatever guides say', () => {
    expect(wireOf('wan-2.2-turbo-spicy', { resolution: '1080p', duration: 8 })).toMatchObject({
      resolution: '1080p',
      duration: 8,
    });
    expect(faultsOf('wan-2.2-turbo', { duration: 8 })).toHaveLength(1);
  });

  it('write resolutions in capitals on Wan 2.7 and nowhere else', () => {
    expect(wireOf('wan-2.7', { resolution: '720p' }).resolution).toBe('720P');
    expect(wireOf('wan-2.7-spicy', { resolution: '1440p-sr' }).resolution).toBe('1440P-SR');
    expect(wireOf('wan-2.6', { resolution: '720p' }).resolution).toBe('720p');
  });

  it('cost what the sources say, 5 s at least on Wan 2.7', () => {
    expect(estimate(spec('wan-2.2-turbo-spicy-lora'), { duration: 8 })).toEqual({ amount: 0.208, currency: 'USD' });
    expect(estimate(spec('wan-2.7'), { duration: 2, resolution: '720p' })).toEqual({ amount: 0.5, currency: 'USD' });
    expect(estimate(spec('wan-2.6'), { duration: 5 })).toBeUndefined();
  });

  it('take the segments of a long clip as a list', () => {
    const id = 'atlascloud/wan-2.2-turbo/infinite-image-to-video';
    expect(wireOf(id, {}).prompt).toEqual(['rain']);
    expect(wireOf(id, { extra: { prompt: '["rain", "sun"]' } }).prompt).toEqual(['rain', 'sun']);
  });

  it('take the clip to extend with --set, and say so when it is missing', () => {
    const [fault] = reviewRequest(spec('alibaba/wan-2.5/video-extend'), { prompt: 'rain' }).faults;
    expect(fault).toMatchObject({ key: 'video', hint: 'give --set video=...' });
  });

  it('have names for what a request of the tests asks', () => {
    expect(spec('wan-2.2-turbo').endpoint).toBe(requestOf().endpoint);
  });
});
