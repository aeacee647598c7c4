import { describe, expect, it } from 'vitest';
import { findModel, lookUpModel } from '../../../src/catalogue/catalogue.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import { WanError } from '../../../src/errors.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { intentOf, setUp, spicy, spicyLora, wire } from './setup.js';

const request: RequestFields = { image: 'https://images.example/fox.png', prompt: 'the fox turns' };

function faultOf(endpoint: string, fields: RequestFields): WanError {
  try {
    validateRequest(findModel('wavespeed', endpoint), { ...request, ...fields });
  } catch (error) {
    if (error instanceof WanError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('what popular guides get wrong about WaveSpeed', () => {
  it.each(['lora_url', 'lora_scale', 'lora_strength'])('is %s: it is refused here, and loras is suggested', (name) => {
    const fault = faultOf(spicyLora, { extra: { [name]: 'https://models.example/film.safetensors' } });
    expect(fault).toMatchObject({ code: 'request.invalid' });
    expect(`${fault.message} ${fault.hint}`).toContain('loras');
  });

  it('is what happens to such a key: the service takes it without a word and bills a clip without the LoRA', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf({ endpoint: spicyLora, wire: { ...wire, lora_url: 'https://x.example/a' } }), call);
    expect(simulator.billableSubmits).toBe(1);
    expect(simulator.jobs.last().input).toEqual(wire);
  });

  it.each([
    { frames: 81 },
    { steps: 30 },
    { guidance: 5 },
    { negativePrompt: 'blurred' },
    { endImage: 'a.png' },
    { fps: 16 },
  ])('is that the spicy models take %j', (fields) => {
    expect(faultOf(spicyLora, fields).code).toBe('request.option-not-taken');
    expect(faultOf(spicy, fields).code).toBe('request.option-not-taken');
  });

  it('is the length: 5 or 8 s, nothing between or beyond', () => {
    expect(faultOf(spicy, { duration: 10 }).message).toContain('5 or 8');
    expect(faultOf(spicy, { duration: 4 }).message).toContain('5 or 8');
  });

  it('is the id of the LoRA model, which has a slash', () => {
    const wrong = 'wavespeed-ai/wan-2.2-spicy-image-to-video-lora';
    expect(lookUpModel('wavespeed', wrong)).toBeUndefined();
    expect(findModel('wavespeed', 'wan-2.2-spicy-lora').endpoint).toBe(spicyLora);
  });

  it('is that there is a turbo-spicy', () => {
    expect(() => findModel('wavespeed', 'wan-2.2-turbo-spicy')).toThrow(WanError);
  });

  it('is the scale of a LoRA: up to 4, three in each of three lists', () => {
    const path = 'https://models.example/film.safetensors';
    const spec = findModel('wavespeed', spicyLora);
    const loras = [{ path, scale: 4 }, { path }, { path, scale: 0 }];
    const { fields } = validateRequest(spec, {
      ...request,
      loras,
      lorasHigh: [{ path }],
      lorasLow: [{ path, scale: 2 }],
    });
    expect(toWire(spec, fields, {}).wire).toMatchObject({
      loras: [
        { path, scale: 4 },
        { path, scale: 1 },
        { path, scale: 0 },
      ],
      high_noise_loras: [{ path, scale: 1 }],
      low_noise_loras: [{ path, scale: 2 }],
    });
    expect(faultOf(spicyLora, { loras: [...loras, { path }] }).message).toContain('at most 3');
  });
});
