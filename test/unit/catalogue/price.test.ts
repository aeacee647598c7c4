import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { expectedMs } from '../../../src/catalogue/expected-time.js';
import type { ModelSpec, PriceRule } from '../../../src/catalogue/model.js';
import { estimate, explainPrice, type PricedFields } from '../../../src/catalogue/price.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import type { ProviderId } from '../../../src/providers/request.js';

function cost(provider: ProviderId, model: string, fields: PricedFields): number | undefined {
  const spec = findModel(provider, model);
  const { audioSeconds, ...rest } = fields;
  const request = validateRequest(spec, { image: 'hero.png', prompt: 'rain', ...rest }).fields;
  return estimate(spec, { ...request, audioSeconds })?.amount;
}

function priced(price: PriceRule): ModelSpec {
  return { ...findModel('fal', 'wan-2.7'), price };
}

describe('estimate', () => {
  it.each<[ProviderId, string, PricedFields, number]>([
    ['fal', 'wan-2.2-turbo', {}, 0.1],
    ['fal', 'wan-2.2-turbo', { resolution: '480P' }, 0.05],
    ['fal', 'wan-2.2', {}, 0.405],
    ['fal', 'wan-2.2', { resolution: '480p', frames: 161 }, 0.4025],
    // 5 s at 24 frames a second are 121 frames, billed as 7.56 s.
    ['fal', 'wan-2.2', { duration: 5, fps: 24 }, 0.605],
    ['fal', 'wan-2.5', {}, 0.75],
    ['fal', 'wan-2.5', { duration: 10, resolution: '480p' }, 0.5],
    ['fal', 'wan-2.6-flash', { duration: 15, resolution: '720p' }, 0.75],
    ['fal', 'wan-2.7', { duration: 7 }, 1.05],
    ['replicate', 'wan-2.2-turbo', {}, 0.05],
    ['replicate', 'wan-2.2-turbo', { resolution: '720p' }, 0.145],
    ['replicate', 'wan-2.2-turbo', { frames: 121 }, 0.074691],
    ['replicate', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 500 }, 10],
    // A second begun counts whole, packets that miss the length by a hair do not.
    ['replicate', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 12.5 }, 0.26],
    ['replicate', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 12.000_01 }, 0.24],
    ['wavespeed', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 1 }, 0.09],
    ['wavespeed', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 500, resolution: '720p' }, 30],
    ['dashscope', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 19, resolution: '720p', prompt: undefined }, 17.1],
    ['local', 'wan-2.2', { duration: 60 }, 0],
  ])('%s %s %o costs $%d', (provider, model, fields, expected) => {
    expect(cost(provider, model, fields)).toBe(expected);
  });

  it('follows --set, which decides what is billed', () => {
    expect(cost('fal', 'wan-2.2', { frames: 81, extra: { num_frames: '161' } })).toBe(0.805);
    expect(cost('fal', 'wan-2.5', { extra: { duration: '10', resolution: '480p' } })).toBe(0.5);
    expect(cost('fal', 'wan-2.2', { duration: 5, extra: { frames_per_second: '8' } })).toBe(0.205);
  });

  it('is unknown, never nothing, where no source names a price', () => {
    expect(cost('fal', 'wan-2.2-lora', {})).toBeUndefined();
    expect(cost('replicate', 'wan-2.5', { resolution: '1080p' })).toBeUndefined();
    expect(cost('replicate', 'wan-2.2-s2v', { audio: 'voice.wav' })).toBeUndefined();
  });

  it('is unknown where --set names another sound than the one that was measured', () => {
    const extra = { audio: 'https://sounds.example/long.wav' };
    expect(cost('wavespeed', 'wan-2.2-s2v', { audio: 'voice.wav', audioSeconds: 5, extra })).toBeUndefined();
  });

  it('bills at least the least', () => {
    const source = { source: 'a page', date: '2026-11-21' };
    const rule: PriceRule = { kind: 'per-second', currency: 'USD', amount: 0.1, seconds: 'duration', ...source };
    expect(estimate(priced({ ...rule, minimumSeconds: 5 }), { duration: 2 })).toEqual({ amount: 0.5, currency: 'USD' });
    expect(estimate(priced({ ...rule, currency: 'CNY' }), { duration: 3 })).toEqual({ amount: 0.3, currency: 'CNY' });
  });

  it('uses the length that a model has when none can be chosen', () => {
    const spec = { ...findModel('replicate', 'wan-2.2-5b'), price: findModel('fal', 'wan-2.7').price };
    expect(estimate(spec, { resolution: '720p' })?.amount).toBe(0.4);
  });
});

describe('explainPrice', () => {
  it.each<[ProviderId, string, string]>([
    ['fal', 'wan-2.2-turbo', '$0.05 at 480p, $0.075 at 580p, $0.1 at 720p a clip'],
    ['fal', 'wan-2.2', '$0.04 at 480p, $0.06 at 580p, $0.08 at 720p a second, counted as frames at 16 a second'],
    ['replicate', 'wan-2.2-turbo', '$0.05 at 480p, $0.145 at 720p a clip of 81 frames'],
    ['replicate', 'wan-2.2-s2v', '$0.02 a second of audio'],
    ['wavespeed', 'wavespeed-ai/wan-2.2/i2v-720p-lora', '$0.07 a second'],
    ['fal', 'wan-2.7', '$0.1 at 720p, $0.15 at 1080p a second'],
    ['local', 'animatic', 'free'],
  ])('says for %s %s: %s', (provider, model, rule) => {
    expect(explainPrice(findModel(provider, model)).rule).toBe(rule);
  });

  it('gives source and day, or why there is no price', () => {
    expect(explainPrice(findModel('fal', 'wan-2.6'))).toMatchObject({
      date: '2026-05-05',
      source: 'GitHub keremk/renku, May 2026',
    });
    expect(explainPrice(findModel('fal', 'wan-2.2-lora'))).toMatchObject({
      date: null,
      rule: expect.stringContaining('unknown: fal publishes none'),
    });
  });

  it('spells credits as every other message does', () => {
    const amount = { '480p': 40, '720p': 80 };
    const spec = priced({ kind: 'per-clip', currency: 'credits', amount, source: 'a page', date: '2026-11-21' });
    expect(explainPrice(spec).rule).toBe('40 credits at 480p, 80 credits at 720p a clip');
  });

  it('names a least length and another currency', () => {
    const spec = priced({
      kind: 'per-second',
      currency: 'CNY',
      amount: 0.2,
      seconds: 'duration',
      minimumSeconds: 3,
      source: 'a page',
      date: '2026-11-21',
    });
    expect(explainPrice(spec).rule).toBe('¥0.2 a second, at least 3 s');
  });
});

describe('expectedMs', () => {
  it('knows the resolution, and fears the slowest where it does not', () => {
    const turbo = findModel('fal', 'wan-2.2-turbo');
    expect(expectedMs(turbo, { resolution: '480p' })).toBe(20_000);
    expect(expectedMs(turbo, {})).toBe(40_000);
    expect(expectedMs(turbo, { resolution: '480p', extra: { resolution: '720P' } })).toBe(40_000);
    expect(expectedMs({ ...turbo, options: {} }, {})).toBe(40_000);
    expect(expectedMs(findModel('local', 'animatic'), {})).toBe(3000);
  });
});
