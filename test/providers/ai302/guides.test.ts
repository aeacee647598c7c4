import { describe, expect, it } from 'vitest';
import { defaultModel, findModel, modelsOf } from '../../../src/catalogue/catalogue.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import type { RequestFields } from '../../../src/providers/request.js';

const request: RequestFields = { image: 'https://images.example/fox.png', prompt: 'the fox turns' };
const codeFor = (name: string, fields: RequestFields) => {
  try {
    validateRequest(findModel('ai302', name), { ...request, ...fields });
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('what popular guides get wrong about 302.AI', () => {
  it('is that it sells the spicy models: nobody has shown that, and the request says so before it is paid', () => {
    const { notes } = validateRequest(findModel('ai302', 'wan-2.2-spicy-lora'), request);
    expect(notes.join(' ')).toContain('No document shows that 302.AI sells this model');
  });

  it.each(['lora_url', 'lora_scale'])('is %s: refused, as on WaveSpeed', (key) => {
    expect(codeFor('wan-2.2-spicy-lora', { extra: { [key]: 'x' } })).toBe('request.invalid');
  });

  it('is num_frames: neither surface has it', () => {
    expect(codeFor('wan-2.2-spicy-lora', { frames: 81 })).toBe('request.option-not-taken');
    expect(codeFor('wan-2.7', { frames: 81 })).toBe('request.option-not-taken');
  });

  it('is a seed on the unified surface', () => {
    expect(codeFor('wan-2.7', { seed: 1 })).toBe('request.option-not-taken');
  });
});

describe("302.AI's part of the catalogue", () => {
  it('has no prices, as it publishes none', () => {
    expect(modelsOf('ai302').filter(({ price }) => price.kind !== 'unknown')).toEqual([]);
  });

  it('has as its default the one model that it promotes itself', () => {
    expect(findModel('ai302', defaultModel('ai302') ?? '').endpoint).toBe('wan2.7');
  });

  it("has every model of WaveSpeed's under its own id", () => {
    const ids = modelsOf('wavespeed').map(({ endpoint }) => endpoint);
    expect(modelsOf('ai302').map(({ endpoint }) => endpoint)).toEqual(['wan2.7', ...ids]);
  });
});
