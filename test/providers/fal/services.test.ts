import { describe, expect, it } from 'vitest';
import { fileOf, pixels } from '../media-file.js';
import { failureOf, startFalUnderTest, turbo } from './fal-under-test.js';

const start = 1_763_700_000_000;

describe('an upload to fal', () => {
  it('goes to the signed URL without the key and can be used at once', async () => {
    const { fal, call, simulator, submit, checkToEnd } = await startFalUnderTest({ now: () => start });
    const file = await fileOf();
    const hosted = await fal.upload(file, call);
    expect(hosted).toMatchObject({ digest: file.digest, expiresAt: start + 7 * 86_400_000 });

    const [initiate] = simulator.requests;
    expect(initiate).toMatchObject({ path: '/storage/upload/initiate', query: { storage_type: 'fal-cdn-v3' } });
    expect(initiate?.headers.authorization).toMatch(/^Key /);
    expect(initiate?.headers['x-fal-object-lifecycle']).toBe('{"expiration_duration_seconds":604800}');
    const [put] = simulator.downloads;
    expect(put?.method).toBe('PUT');
    expect(put?.bytes.toString()).toBe(pixels);
    expect(put?.headers).not.toHaveProperty('authorization');

    const wire = { image_url: hosted.url, prompt: 'a' };
    expect(await checkToEnd(await submit({ wire }))).toMatchObject({ status: 'succeeded' });
  });

  it("does not tell the user's file name", async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    const file = await fileOf();
    await fal.upload(file, call);
    const file_name = `${file.digest.slice(0, 16)}.png`;
    expect(simulator.requests[0]?.json).toEqual({ content_type: 'image/png', file_name });
  });

  it('refuses a file that is too large before it asks anything', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    const file = { ...(await fileOf()), bytes: 91 * 1024 * 1024 };
    expect(await failureOf(fal.upload(file, call))).toMatchObject({ code: 'request.invalid' });
    expect(simulator.requests).toHaveLength(0);
  });

  it('fails when the bytes are not taken', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    const file = await fileOf();
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 503, body: { detail: 'later' } } });
    expect(await failureOf(fal.upload(file, call))).toMatchObject({ code: 'provider.unavailable', retryable: true });
  });

  it('fails when the ticket cannot be read', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    simulator.fail({ on: 'upload', how: { kind: 'truncated' } });
    expect(await failureOf(fal.upload(await fileOf(), call))).toMatchObject({ retryable: true });
    expect(simulator.downloads).toHaveLength(0);
  });
});

describe('a quote from fal', () => {
  const flf2v = 'fal-ai/wan-flf2v';
  const standard = { num_frames: 81, resolution: '720p' };
  const cases = [
    ['a video of Wan 2.1', flf2v, standard, 0.4],
    ['the surcharge on more than 81 frames', flf2v, { ...standard, num_frames: 82 }, 0.5],
    ['the surcharge on the most frames', 'fal-ai/wan-i2v', { ...standard, num_frames: 100 }, 0.5],
    ['half for 480p', flf2v, { ...standard, resolution: '480p' }, 0.2],
    ['both', flf2v, { num_frames: 100, resolution: '480p' }, 0.25],
  ] as const;
  it.each(cases)('counts %s', async (_, endpoint, body, amount) => {
    const { fal, call } = await startFalUnderTest();
    const quote = await fal.quote({ endpoint, body }, call);
    expect(quote?.amount).toBeCloseTo(amount, 6);
    expect(quote?.currency).toBe('USD');
  });

  it.each([
    ['without its frames', { resolution: '720p' }],
    ['without its resolution', { num_frames: 81 }],
    ['with a resolution that has no price', { num_frames: 81, resolution: '1080p' }],
  ])('is none for a request %s', async (_, body) => {
    const { fal, call } = await startFalUnderTest();
    expect(await fal.quote({ endpoint: flf2v, body }, call)).toBeUndefined();
  });

  it.each([
    'fal-ai/wan/v2.2-a14b/image-to-video/lora',
    'fal-ai/wan/v2.2-5b/image-to-video',
    'fal-ai/wan/v2.2-14b/speech-to-video',
    'fal-ai/other/model',
  ])('is none where its one base price may be that of a cheaper tier: %s', async (endpoint) => {
    const { fal, call } = await startFalUnderTest();
    const body = { num_frames: 81, duration: 5, resolution: '720p' };
    expect(await fal.quote({ endpoint, body }, call)).toBeUndefined();
  });

  it('is none for an endpoint without a price, or with a unit that cannot be told beforehand', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    const unpriced = { error: { type: 'not_found', message: 'endpoint not found' } };
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 404, body: unpriced } });
    expect(await fal.quote({ endpoint: flf2v, body: standard }, call)).toBeUndefined();
    const body = { prices: [{ endpoint_id: flf2v, unit_price: 0.001, unit: 'compute second', currency: 'USD' }] };
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 200, body } });
    expect(await fal.quote({ endpoint: flf2v, body: standard }, call)).toBeUndefined();
  });

  it('is an error, not a figure, when fal does not answer', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 500 } });
    expect(await failureOf(fal.quote({ endpoint: flf2v, body: standard }, call))).toMatchObject({ retryable: true });
  });
});

describe('the live schema of a fal endpoint', () => {
  it('gives types, values, limits and defaults', async () => {
    const { fal, call } = await startFalUnderTest();
    const schema = await fal.schema('fal-ai/wan/v2.2-a14b/image-to-video', call);
    expect(schema?.required).toEqual(['image_url', 'prompt']);
    expect(schema?.parameters).toMatchObject({
      num_frames: { type: 'integer', minimum: 17, maximum: 161, default: 81 },
      resolution: { type: 'string', values: ['480p', '580p', '720p'], default: '720p' },
      guidance_scale: { type: 'number' },
      enable_safety_checker: { type: 'boolean', default: false },
    });
  });

  it('tells the text of 2.6 from the integer of 2.7', async () => {
    const { fal, call } = await startFalUnderTest();
    const durationOf = async (id: string) => (await fal.schema(id, call))?.parameters.duration?.type;
    expect(await durationOf('wan/v2.6/image-to-video')).toBe('string');
    expect(await durationOf('fal-ai/wan/v2.7/image-to-video')).toBe('integer');
  });

  it('finds the input by its name in a document without paths', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    const schemas = { WanInput: { type: 'object', properties: { prompt: { type: 'string' } } }, WanOutput: {} };
    const body = { models: [{ endpoint_id: turbo, openapi: { components: { schemas } } }] };
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body } });
    expect((await fal.schema(turbo, call))?.parameters).toEqual({ prompt: { type: 'string' } });
  });

  it('is none for an endpoint that fal does not know, by 404 or by an empty list', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    expect(await fal.schema('fal-ai/none/such', call)).toBeUndefined();
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body: { models: [] } } });
    expect(await fal.schema(turbo, call)).toBeUndefined();
  });
});

describe('the balance at fal', () => {
  it('is known with an ADMIN key only', async () => {
    const admin = await startFalUnderTest({ balance: 12.5 });
    expect(await admin.fal.balance(admin.call)).toEqual({ amount: 12.5, currency: 'USD' });
    const ordinary = await startFalUnderTest();
    expect(await ordinary.fal.balance(ordinary.call)).toBeUndefined();
  });
});
