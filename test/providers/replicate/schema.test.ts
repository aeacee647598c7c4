import { describe, expect, it } from 'vitest';
import { community, failureOf, fast, hash, setUp } from './setup.js';

describe('the live schema of a model', () => {
  it('has every parameter with type, values, limits and default', async () => {
    const { simulator, provider, call } = await setUp();
    const schema = await provider.schema(fast, call);
    expect(simulator.requests[0]).toMatchObject({ method: 'GET', path: `/v1/models/${fast}` });
    expect(schema?.required).toEqual(['image', 'prompt']);
    expect(schema?.parameters).toMatchObject({
      image: { type: 'string' },
      num_frames: { type: 'integer', minimum: 81, maximum: 121, default: 81 },
      resolution: { type: 'string', values: ['480p', '720p'], default: '480p' },
      go_fast: { type: 'boolean', default: true },
    });
  });

  it('is closed, though it does not say so: an unlisted key is a 422', async () => {
    const { provider, call } = await setUp();
    expect((await provider.schema(fast, call))?.closed).toBe(true);
  });

  it('is that of the pinned version where one is pinned', async () => {
    const { simulator, provider, call } = await setUp();
    expect((await provider.schema(community, call))?.required).toEqual(['prompt']);
    expect(simulator.requests[0]?.path).toBe(`/v1/models/prunaai/vace-14b/versions/${hash}`);
  });

  it('is unknown for a model or version that does not exist, and for a bare version', async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.schema('wan-video/wan-9', call)).toBeUndefined();
    expect(await provider.schema(`prunaai/vace-14b:${'0'.repeat(64)}`, call)).toBeUndefined();
    expect(simulator.requests).toHaveLength(2);
    expect(await provider.schema(hash, call)).toBeUndefined();
    expect(simulator.requests).toHaveLength(2);
  });

  it('is unknown when the model has no version, or the version no schema', async () => {
    for (const latest_version of [
      null,
      { id: hash },
      { openapi_schema: null },
      { openapi_schema: { components: 7 } },
    ]) {
      const { simulator, provider, call } = await setUp();
      simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body: { latest_version } } });
      expect(await provider.schema(fast, call)).toBeUndefined();
    }
  });

  it('is an error to repeat when the service is down', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    expect(await failureOf(provider.schema(fast, call))).toMatchObject({
      code: 'provider.unavailable',
      retryable: true,
    });
  });
});
