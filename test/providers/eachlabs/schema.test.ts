import { describe, expect, it } from 'vitest';
import { failureOf, setUp, turbo } from './setup.js';

describe('the live schema of a model', () => {
  it('has every parameter with type, values, limits and default', async () => {
    const { simulator, provider, call } = await setUp();
    const schema = await provider.schema('wan-v2-2-a14b-image-to-video', call);
    expect(simulator.requests[0]).toMatchObject({
      method: 'GET',
      path: '/v1/model',
      query: { slug: 'wan-v2-2-a14b-image-to-video' },
    });
    expect(schema?.required).toEqual(['image_url', 'prompt']);
    expect(schema?.parameters).toMatchObject({
      image_url: { type: 'string' },
      resolution: { type: 'string', values: ['480p', '580p', '720p'], default: '720p' },
      num_inference_steps: { type: 'integer', minimum: 2, maximum: 40, default: 27 },
      enable_safety_checker: { type: 'boolean', default: false },
    });
  });

  it('is open unless it says otherwise: nothing tells what becomes of other keys', async () => {
    const { provider, call } = await setUp();
    expect((await provider.schema(turbo, call))?.closed).toBe(false);
  });

  it('can be read with a key that is not valid', async () => {
    const { provider, call } = await setUp({ key: 'other' });
    expect(await provider.schema(turbo, call)).toBeDefined();
  });

  it('is unknown for a model that does not exist, or that has none', async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.schema('wan-9', call)).toBeUndefined();
    for (const request_schema of [null, 7, {}]) {
      simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body: { slug: turbo, request_schema } } });
      expect(await provider.schema(turbo, call)).toBeUndefined();
    }
  });

  it('is an error to repeat when the service is down', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    expect(await failureOf(provider.schema(turbo, call))).toMatchObject({
      code: 'provider.unavailable',
      retryable: true,
    });
  });
});
