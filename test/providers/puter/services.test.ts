import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { failureOf, image, intentOf, setUp, wan } from './setup.js';

const spec = findModel('puter', 'wan-2.2');
const base = { image, prompt: 'rain' };
const wireOf = (fields: RequestFields) => toWire(spec, validateRequest(spec, { ...base, ...fields }).fields, {}).wire;
const faultsOf = (fields: RequestFields) => reviewRequest(spec, { ...base, ...fields }).faults;

describe('what guides get wrong about Wan 2.2 on Puter', () => {
  it('is the length: it would be 6 s, so 5 is always sent, as a number of seconds', () => {
    expect(wireOf({})).toMatchObject({ seconds: 5, provider: 'together-video-generation' });
    expect(wireOf({ duration: 4 }).seconds).toBe(4);
  });

  it('is the image: input_reference alone reaches no renderer on servers of August 2026', async () => {
    const { simulator, provider, call } = await setUp();
    const body = intentOf({ wire: wireOf({}) }).body;
    const { frame_images: _, ...alone } = body.args as Record<string, never>;
    const refused = await failureOf(provider.submit({ ...intentOf(), body: { ...body, args: alone } }, call));
    expect(refused.message).toContain('first frame');
    await provider.submit({ ...intentOf(), body }, call);
    expect(simulator.jobs.last().input).toMatchObject({
      input_reference: image,
      frame_images: [{ input_image: image, frame: 0 }],
    });
  });

  it('is its name: image_url, resolution and testMode are not parameters', () => {
    const hintOf = (key: string) => faultsOf({ extra: { [key]: 'x' } })[0]?.hint;
    expect(hintOf('image_url')).toBe('did you mean --set input_reference?');
    expect(hintOf('resolution')).toBe('did you mean --set size?');
    expect(hintOf('testMode')).toBe('did you mean --set test_mode?');
  });

  it('is the path: it is ours to choose', () => {
    expect(faultsOf({ extra: { puter_output_path: '~/fox.mp4' } })).toHaveLength(1);
  });
});

describe('the model', () => {
  it('offers the free sample clip by --set test_mode=true', () => {
    expect(wireOf({ extra: { test_mode: 'true' } }).test_mode).toBe(true);
  });

  it('takes no end frame by its flag, as not every server forwards it, but by --set', () => {
    expect(faultsOf({ endImage: image })).toMatchObject([{ code: 'request.option-not-taken' }]);
    expect(wireOf({ extra: { last_frame: image } }).last_frame).toBe(image);
  });
});

describe('the balance', () => {
  it('is what remains of the allowance, counted in micro-cents', async () => {
    const { provider, call } = await setUp({ allowance: 1 });
    expect(await provider.balance(call)).toEqual({ amount: 1, currency: 'USD' });
    await provider.submit(intentOf(), call);
    expect((await provider.balance(call))?.amount).toBeCloseTo(0.69, 6);
  });

  it('is not guessed', async () => {
    const { simulator, provider, call } = await setUp({ key: 'other' });
    expect((await failureOf(provider.balance(call))).code).toBe('key.rejected');
    simulator.fail({ on: 'balance', how: { kind: 'http', status: 200, body: { usage: {} } } });
    expect((await failureOf(provider.balance(call))).code).toBe('provider.unavailable');
  });
});

describe('the live schema', () => {
  it.each([wan, wan.toUpperCase(), 'wan-ai/wan2.2-i2v-a14b', 'wan2.2-i2v-a14b'])('knows %s', async (name) => {
    const { provider, call } = await setUp();
    const schema = await provider.schema(name, call);
    expect(schema).toMatchObject({ required: ['prompt'], closed: true, parameters: { seconds: { type: 'integer' } } });
    expect(schema?.parameters).not.toHaveProperty('puter_output_path');
  });

  it('has the lengths of a model that lists them', async () => {
    const { provider, call } = await setUp();
    const schema = await provider.schema('veo-3.1-lite', call);
    expect(schema?.parameters.seconds).toEqual({ type: 'integer', values: [4, 6, 8] });
  });

  it('is undefined for a model that is not offered any more', async () => {
    const { provider, call } = await setUp();
    expect(await provider.schema('togetherai:wan-ai/wan1', call)).toBeUndefined();
  });

  it('reads a bare list too, and nothing else', async () => {
    const { simulator, provider, call } = await setUp();
    const body = [{ id: 'x', puterId: 'y:x', durationSeconds: null }];
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body } });
    expect(await provider.schema('y:X', call)).toBeDefined();
    simulator.fail({ on: 'schema', how: { kind: 'html' } });
    expect((await failureOf(provider.schema(wan, call))).code).toBe('provider.unavailable');
  });
});
