import { describe, expect, it } from 'vitest';
import { fileOf, pixels } from '../media-file.js';
import { itMayUploadAgain, itUploadsAtMost } from '../upload-rules.js';
import { failureOf, intentOf, passedOn, setUp, startedAt, wire } from './setup.js';

describe('uploading a file', () => {
  it('is one form; the answer is the URL itself', async () => {
    const { simulator, provider, call } = await setUp();
    const file = await fileOf();
    const hosted = await provider.upload(file, call);
    expect(hosted).toEqual({
      url: expect.stringMatching(`/files/[\\w-]+/${file.digest.slice(0, 16)}\\.png$`),
      expiresAt: startedAt + 3_600_000,
      digest: file.digest,
    });
    expect((await call.http.send({ method: 'GET', url: hosted.url })).text).toBe(pixels);
    expect(simulator.requests[0]).toMatchObject({ method: 'POST', path: '/302/upload-file' });
    expect(simulator.requests[0]?.bytes.toString('latin1')).not.toContain('holiday');
    await provider.submit(intentOf({ wire: { ...wire, image: [hosted.url] } }), call);
  });

  itUploadsAtMost(50, setUp);

  it('keeps the sentence of a refusal', async () => {
    const { provider, call } = await setUp({ uploadLimit: 2 });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({
      code: 'provider.refused',
      message: 'ai302: The file is too large; -10011 (413)',
    });
  });

  itMayUploadAgain(setUp);

  it('does not take an object where the URL should be', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { code: 200, data: { url: 'https://file.302.ai/a.png' } };
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body } });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({ code: 'provider.unavailable' });
  });
});

describe('the live schema', () => {
  it('of a unified model comes from the public list, in the terms that are sent', async () => {
    const { simulator, provider, call } = await setUp();
    const schema = await provider.schema('kling-o3', call);
    expect(simulator.requests[0]?.path).toBe('/302/v2/model/video');
    expect(schema).toEqual({
      required: ['prompt', 'image'],
      closed: false,
      parameters: {
        prompt: { type: 'any' },
        image: { type: 'any' },
        duration: { type: 'integer', values: [5, 10] },
        aspect_ratio: { type: 'string', values: ['16:9', '9:16', '1:1'] },
        motion: { type: 'number', minimum: 0, maximum: 1 },
      },
    });
  });

  it('has limits of a slider, and descriptions', async () => {
    const { provider, call } = await setUp();
    expect((await provider.schema('wan2.7', call))?.parameters).toMatchObject({
      prompt: { type: 'any', description: 'What happens' },
      duration: { type: 'integer', minimum: 2, maximum: 15 },
    });
  });

  it('is found in any case, with - or _ and with a suffix, as the service takes names', async () => {
    const { provider, call } = await setUp();
    for (const name of ['Kling_O3', 'kling-o3-i2v']) expect(await provider.schema(name, call)).toBeDefined();
  });

  it("is none for a model that is not listed, and not even asked for WaveSpeed's ids", async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.schema('wan9', call)).toBeUndefined();
    expect(await provider.schema(passedOn, call)).toBeUndefined();
    expect(simulator.requests).toHaveLength(1);
  });

  it('has lists of any kind of value', async () => {
    const { simulator, provider, call } = await setUp();
    const list = (...options: (string | number | boolean)[]) => ({ type: 'list', list: { options } });
    const parameters = [
      { name: 'fps', range: list(16, 24) },
      { name: 'cfg', range: list(0.5, 1) },
      { name: 'bgm', range: list(true, false) },
      { name: 'mixed', range: list('a', 1) },
      { name: 'duration' },
      { name: 'steps', range: { type: 'range', range: { min: 1, max: 4 } } },
      { name: 'odd', range: 'wide' },
    ];
    const body = { total: 1, models: [{ model_name: 'x', parameters }] };
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body } });
    expect((await provider.schema('x', call))?.parameters).toEqual({
      fps: { type: 'integer', values: [16, 24] },
      cfg: { type: 'number', values: [0.5, 1] },
      bgm: { type: 'boolean', values: [true, false] },
      mixed: { type: 'any', values: ['a', 1] },
      duration: { type: 'integer' },
      steps: { type: 'integer', minimum: 1, maximum: 4 },
      odd: { type: 'any' },
    });
  });

  it('is an error to repeat when the service is down', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    expect(await failureOf(provider.schema('wan2.7', call))).toMatchObject({ retryable: true });
  });
});

describe('the balance', () => {
  it('is a text of PTC, each a dollar', async () => {
    const { provider, call } = await setUp({ balance: 7.5 });
    expect(await provider.balance(call)).toEqual({ amount: 7.5, currency: 'USD' });
  });

  it('is unknown to a key that may not see it', async () => {
    const { provider, call } = await setUp({ balance: null });
    expect(await provider.balance(call)).toBeUndefined();
  });

  it('is an error, not a figure, for anything else', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'balance', how: { kind: 'http', status: 200, body: { data: { balance: 'many' } } } });
    expect(await failureOf(provider.balance(call))).toMatchObject({ code: 'provider.unavailable' });
  });
});
