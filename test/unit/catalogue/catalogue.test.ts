import { describe, expect, it } from 'vitest';
import {
  allModels,
  defaultModel,
  findModel,
  lookUpModel,
  modelName,
  modelsOf,
  modelsTaking,
  unknownModel,
} from '../../../src/catalogue/catalogue.js';
import { portableNames } from '../../../src/catalogue/portable-names.js';
import { errorOf } from './error-of.js';

describe('findModel', () => {
  it.each([
    ['fal', 'wan-2.2', 'fal-ai/wan/v2.2-a14b/image-to-video'],
    ['fal', 'wan-2.2-turbo', 'fal-ai/wan/v2.2-a14b/image-to-video/turbo'],
    ['fal', 'wan-2.2-lora', 'fal-ai/wan/v2.2-a14b/image-to-video/lora'],
    ['fal', 'wan-2.6', 'wan/v2.6/image-to-video'],
    ['fal', 'wan-2.1-flf2v', 'fal-ai/wan-flf2v'],
    ['replicate', 'wan-2.2-turbo', 'wan-video/wan-2.2-i2v-fast'],
    ['replicate', 'wan-2.6-flash', 'wan-video/wan2.6-i2v-flash'],
    ['replicate', 'wan-2.2-s2v', 'wan-video/wan-2.2-s2v'],
    ['local', 'wan-2.7', 'animatic'],
  ] as const)('finds on %s for %s the endpoint %s', (provider, name, endpoint) => {
    expect(findModel(provider, name).endpoint).toBe(endpoint);
  });

  it('takes portable names in any case and own ids only as they are', () => {
    expect(findModel('fal', 'WAN-2.2-Turbo').endpoint).toBe('fal-ai/wan/v2.2-a14b/image-to-video/turbo');
    expect(lookUpModel('fal', 'FAL-AI/wan-flf2v')).toBeUndefined();
  });

  it('names the providers that have a portable name where this one lacks it', () => {
    const error = errorOf(() => findModel('replicate', 'wan-2.2-lora'));
    expect(error).toMatchObject({ code: 'request.unknown-model', hint: '--provider fal', provider: 'replicate' });
    expect(error.message).toMatch(/; fal(, \w+)* ha(s|ve) it/);
  });

  it('guesses among the names of this provider', () => {
    expect(errorOf(() => findModel('fal', 'wan-2.2-trubo')).message).toBe(
      'fal has no model "wan-2.2-trubo" (did you mean "wan-2.2-turbo"?)',
    );
  });

  it('refuses an own id that the catalogue does not list', () => {
    expect(errorOf(() => findModel('fal', 'fal-ai/kling-video/o1/image-to-video')).code).toBe('request.unknown-model');
  });
});

describe('lookUpModel', () => {
  it('leaves ids with a slash to the live schema', () => {
    expect(lookUpModel('fal', 'fal-ai/kling-video/o1/image-to-video')).toBeUndefined();
    expect(lookUpModel('replicate', 'minimax/hailuo-2.3')).toBeUndefined();
  });

  it('refuses what can only be a mistake', () => {
    expect(errorOf(() => lookUpModel('fal', 'sora')).code).toBe('request.unknown-model');
    expect(errorOf(() => lookUpModel('local', 'any/thing')).hint).toBe('wan models --provider local');
  });

  it('lets the free stand-in ignore options only under a portable name', () => {
    expect(lookUpModel('local', 'wan-2.2')?.ignored?.options).toContain('steps');
    expect(lookUpModel('local', 'animatic')?.ignored).toBeUndefined();
  });
});

describe('unknownModel', () => {
  it('suggests the nearest own id for a slip in a long one', () => {
    expect(unknownModel('replicate', 'wan-video/wan2.2-i2v-fast').message).toContain(
      'did you mean "wan-video/wan-2.2-i2v-fast"?',
    );
  });
});

describe('the stand-in', () => {
  it('answers to every portable name', () => {
    for (const name of portableNames) expect(findModel('local', name).endpoint).toBe('animatic');
  });
});

describe('defaultModel', () => {
  it.each([
    ['fal', 'wan-2.2-turbo'],
    ['replicate', 'wan-2.2-turbo'],
    ['local', 'animatic'],
  ] as const)('is for %s %s', (provider, name) => {
    expect(defaultModel(provider)).toBe(name);
  });

  it('can always be found', () => {
    for (const { provider } of allModels) {
      expect(findModel(provider, defaultModel(provider) ?? '').provider).toBe(provider);
    }
  });
});

describe('modelsTaking', () => {
  it('puts the provider asked for first and keeps the others', () => {
    const providers = modelsTaking('steps', 'replicate').map((spec) => spec.provider);
    expect(providers[0]).toBe('replicate');
    expect(providers.lastIndexOf('replicate')).toBeLessThan(providers.indexOf('fal'));
  });

  it('leaves out models that would only ignore the option', () => {
    expect(modelsTaking('negativePrompt', 'local').map((spec) => spec.provider)).not.toContain('local');
    expect(modelsTaking('negativePrompt').length).toBeGreaterThan(3);
  });
});

describe('modelName', () => {
  it('is the portable name, and the id where there is none', () => {
    expect(modelName(findModel('fal', 'fal-ai/wan-flf2v'))).toBe('wan-2.1-flf2v');
    expect(modelName(findModel('local', 'wan-2.2'))).toBe('animatic');
    expect(modelsOf('fal').map(modelName)).toContain('wan-2.5');
  });
});
