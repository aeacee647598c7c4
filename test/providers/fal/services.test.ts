import { describe, expect, it } from 'vitest';
import { fileOf, pixels } from '../media-file.js';
import { failureOf, intentFor, startFalUnderTest, turbo } from './fal-under-test.js';

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
  const cases = [
    ['one video of turbo', turbo, {}, 0.1],
    ['the frames of 2.2 at 16 a second', 'fal-ai/wan/v2.2-a14b/image-to-video', { num_frames: 161 }, 0.805],
    ['the seconds of 2.6, which are text', 'wan/v2.6/image-to-video', { duration: '10' }, 1.5],
    ['the seconds of 2.7', 'fal-ai/wan/v2.7/image-to-video', { duration: 15 }, 2.25],
  ] as const;
  it.each(cases)('counts %s', async (_, endpoint, body, amount) => {
    const { fal, call } = await startFalUnderTest();
    const quote = await fal.quote({ endpoint, body }, call);
    expect(quote?.amount).toBeCloseTo(amount, 6);
    expect(quote?.currency).toBe('USD');
  });

  it('is none for a length that only the service knows', async () => {
    const { fal, call } = await startFalUnderTest();
    expect(await fal.quote({ endpoint: 'wan/v2.6/image-to-video', body: {} }, call)).toBeUndefined();
  });

  it('is none for an endpoint without a price, or with a unit that cannot be told beforehand', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    expect(await fal.quote({ endpoint: 'fal-ai/other/model', body: {} }, call)).toBeUndefined();
    const body = { prices: [{ endpoint_id: turbo, unit_price: 0.001, unit: 'compute second', currency: 'USD' }] };
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 200, body } });
    expect(await fal.quote(intentFor(fal), call)).toBeUndefined();
  });

  it('is an error, not a figure, when fal does not answer', async () => {
    const { fal, call, simulator } = await startFalUnderTest();
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 500 } });
    expect(await failureOf(fal.quote(intentFor(fal), call))).toMatchObject({ retryable: true });
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
