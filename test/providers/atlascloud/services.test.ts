import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileOf } from '../media-file.js';
import { itMayUploadAgain, itUploadsAtMost } from '../upload-rules.js';
import { failureOf, intentOf, lora, setUp, turbo, wire } from './setup.js';

const hourMs = 3_600_000;

describe('uploading a file', () => {
  it.each(['download_url', 'url', 'top'] as const)(
    'gives the URL that stands at %s, for an hour',
    async (linkPlace) => {
      const { simulator, provider, call } = await setUp({ linkPlace });
      const file = await fileOf();
      const hosted = await provider.upload(file, call);
      expect(hosted).toEqual({
        url: expect.stringMatching(`^${simulator.media.url}/files/uploads/`),
        expiresAt: simulator.now() + hourMs,
        digest: file.digest,
      });
      const stored = simulator.media.get(new URL(hosted.url).pathname);
      expect(
        createHash('sha256')
          .update(stored?.bytes ?? '')
          .digest('hex'),
      ).toBe(file.digest);
      await provider.submit(intentOf({ wire: { ...wire, image: hosted.url } }), call);
    },
  );

  it.each([
    ['image/png', 'png'],
    ['image/jpeg', 'jpg'],
    ['image/webp', 'webp'],
    ['audio/mpeg', 'mp3'],
    ['audio/mp4', 'm4a'],
    ['audio/wav', 'wav'],
  ])('names %s for its content, with the extension %s that the service sorts by', async (mime, extension) => {
    const { simulator, provider, call } = await setUp();
    const file = await fileOf({ mime });
    await provider.upload(file, call);
    const sent = simulator.requests[0]?.bytes.toString('latin1') ?? '';
    expect(sent).toContain(`name="file"; filename="${file.digest.slice(0, 16)}.${extension}"`);
    expect(sent).not.toContain('holiday');
  });

  it('without a link is an error to repeat', async () => {
    const { simulator, provider, call } = await setUp();
    for (const body of [{ code: 200, data: {} }, { code: 200, data: { url: 'later' } }, { code: 200 }]) {
      simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body } });
      expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({
        code: 'provider.unavailable',
        retryable: true,
      });
    }
  });

  itMayUploadAgain(setUp);

  itUploadsAtMost(512, setUp);

  it('keeps the words of a refusal, inside HTTP 200 too', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body: { code: '413', msg: 'too large' } } });
    expect((await failureOf(provider.upload(await fileOf(), call))).message).toBe('atlascloud: too large (413)');
  });
});

describe('a quote', () => {
  it('is what the service says for this very body, and costs nothing', async () => {
    const { simulator, provider, call } = await setUp();
    const intent = intentOf({ endpoint: lora, wire: { ...wire, duration: 8, resolution: '1080p' } });
    expect(await provider.quote(intent, call)).toEqual({ amount: 0.208, currency: 'USD' });
    expect(simulator.requests[0]).toMatchObject({ path: '/api/v1/model/calculate', json: intent.body });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('counts every segment of a long clip', async () => {
    const { provider, call } = await setUp();
    const endpoint = 'atlascloud/wan-2.2-turbo/infinite-image-to-video';
    const intent = intentOf({ endpoint, wire: { ...wire, prompt: ['one', 'two', 'three'] } });
    expect(await provider.quote(intent, call)).toEqual({ amount: 0.3, currency: 'USD' });
  });

  it('is unknown for a model that is not there', async () => {
    const { provider, call } = await setUp();
    expect(await provider.quote(intentOf({ endpoint: 'atlascloud/wan-9' }), call)).toBeUndefined();
  });

  it('takes a price that is a text, and no other thing', async () => {
    const { simulator, provider, call } = await setUp();
    const answer = (price: string | null) =>
      simulator.fail({ on: 'quote', how: { kind: 'http', status: 200, body: { code: 200, data: { price } } } });
    answer('0.127');
    expect(await provider.quote(intentOf(), call)).toEqual({ amount: 0.127, currency: 'USD' });
    for (const price of ['', 'free', null, '-1']) {
      answer(price);
      expect(await failureOf(provider.quote(intentOf(), call))).toMatchObject({ code: 'provider.unavailable' });
    }
  });

  it('of values that the model does not take says why', async () => {
    const { provider, call } = await setUp();
    const error = await failureOf(provider.quote(intentOf({ wire: { ...wire, duration: 7 } }), call));
    expect(error).toMatchObject({ code: 'provider.refused', message: expect.stringContaining('duration') });
  });
});

describe('the balance', () => {
  it('is a number, though the service writes a text', async () => {
    const { simulator, provider, call } = await setUp({ balance: '0.50' });
    expect(await provider.balance(call)).toEqual({ amount: 0.5, currency: 'USD' });
    expect(simulator.requests[0]?.path).toBe('/public/v1/balance');
  });

  it('of a key that is not valid is about the key', async () => {
    const { provider, call } = await setUp({ key: 'other' });
    expect(await failureOf(provider.balance(call))).toMatchObject({ code: 'key.rejected' });
  });

  it('in another shape is an error to repeat, never nothing', async () => {
    const { simulator, provider, call } = await setUp();
    for (const body of [
      { available: { value: '', currency: 'USD' } },
      { available: { value: '1', currency: 'CNY' } },
    ]) {
      simulator.fail({ on: 'balance', how: { kind: 'http', status: 200, body } });
      expect(await failureOf(provider.balance(call))).toMatchObject({ retryable: true });
    }
  });
});

describe('the live schema of a model', () => {
  it('comes from the document that the public list names, to which no key goes', async () => {
    const { simulator, provider, call } = await setUp({ key: 'other' });
    const schema = await provider.schema(turbo, call);
    expect(schema?.required).toEqual(['image', 'prompt']);
    expect(schema?.parameters).toMatchObject({
      image: { type: 'string' },
      duration: { type: 'integer', values: [5], default: 5 },
      resolution: { type: 'string', values: ['480p', '720p', '1080p'], default: '720p' },
      seed: { type: 'integer', minimum: -1, maximum: 2_147_483_647, default: -1 },
    });
    expect(simulator.downloads[0]).toMatchObject({ path: `/model/schema/${turbo.replaceAll('/', '-')}.json` });
    expect(simulator.downloads[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is closed, and leaves out what the adapter itself sends', async () => {
    const { provider, call } = await setUp();
    const schema = await provider.schema('minimax/h3/image-to-video', call);
    expect(schema).toMatchObject({ closed: true, required: ['image'] });
    expect(Object.keys(schema?.parameters ?? {})).toEqual(['image', 'prompt']);
  });

  it('is unknown for a model that is not listed, as withdrawn ones are', async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.schema('atlascloud/wan-9', call)).toBeUndefined();
    expect(simulator.downloads).toEqual([]);
  });

  it('is unknown when its document is gone or holds no input', async () => {
    const { simulator, provider, call } = await setUp();
    const place = simulator.media.put('/files/odd.json', { bytes: Buffer.from('{}'), contentType: 'application/json' });
    for (const schema of [place, `${simulator.media.url}/nowhere`]) {
      const body = { code: '200', data: [{ model: turbo, schema }] };
      simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body } });
      expect(await provider.schema(turbo, call)).toBeUndefined();
    }
  });

  it('lies at a place of its own where the list names none', async () => {
    const { call, provider } = await setUp();
    const asked: string[] = [];
    const send: typeof call.http.send = async ({ url }) => {
      asked.push(url);
      return { status: 200, headers: {}, text: '', json: { code: '200', data: [{ model: turbo }] } };
    };
    await provider.schema(turbo, { ...call, http: { ...call.http, send } });
    expect(asked[1]).toBe('https://static.atlascloud.ai/model/schema/atlascloud-wan-2.2-turbo-image-to-video.json');
  });

  it('is an error to repeat when the service is down or the document is a page', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    expect(await failureOf(provider.schema(turbo, call))).toMatchObject({ retryable: true });
    simulator.fail({ on: 'schema', how: { kind: 'html' } });
    expect(await failureOf(provider.schema(turbo, call))).toMatchObject({ retryable: true });
  });
});
