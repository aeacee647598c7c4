import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileOf } from '../media-file.js';
import { itMayUploadAgain } from '../upload-rules.js';
import { failureOf, intentOf, setUp, wire } from './setup.js';

describe('uploading a file', () => {
  it.each(['downloadUrl', 'fileUrl'] as const)('stores its bytes and gives its %s, for an hour', async (linkName) => {
    const { simulator, provider, call } = await setUp({ linkName });
    const file = await fileOf();
    const hosted = await provider.upload(file, call);
    expect(hosted).toEqual({
      url: `${simulator.media.url}/files/temp/wan/${file.digest.slice(0, 32)}.png`,
      expiresAt: simulator.now() + 3_600_000,
      digest: file.digest,
    });
    const stored = simulator.media.get(new URL(hosted.url).pathname);
    expect(
      createHash('sha256')
        .update(stored?.bytes ?? '')
        .digest('hex'),
    ).toBe(file.digest);
    await provider.submit(intentOf({ wire: { ...wire, image_url: hosted.url } }), call);
  });

  it('goes to the upload host, with the key', async () => {
    const { simulator, provider, call } = await setUp();
    const asked: string[] = [];
    const send: typeof call.http.send = async (request) => {
      asked.push(request.url);
      return await call.http.send(request);
    };
    await provider.upload(await fileOf(), { ...call, http: { ...call.http, send } });
    expect(asked).toEqual(['https://kieai.redpandaai.co/api/file-stream-upload']);
    expect(provider.facts.apiOrigins).toEqual(['https://api.kie.ai', 'https://kieai.redpandaai.co']);
    expect(simulator.requests[0]?.headers.authorization).toBe('Bearer simulated-kie-key');
  });

  it.each([
    ['image/jpeg', 'jpg'],
    ['audio/mpeg', 'mp3'],
    ['audio/mp4', 'm4a'],
    ['image/webp', 'webp'],
  ])('of %s ends with %s and does not show what the user called it', async (mime, extension) => {
    const { simulator, provider, call } = await setUp();
    expect((await provider.upload(await fileOf({ mime }), call)).url).toMatch(new RegExp(`\\.${extension}$`));
    expect(simulator.requests[0]?.bytes.toString('latin1')).not.toContain('holiday');
  });

  it('keeps the words of a refusal inside HTTP 200', async () => {
    const { provider, call } = await setUp({ key: 'other' });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({
      code: 'key.rejected',
      message: 'kie: You do not have access permissions (401)',
    });
  });

  it('without a link is an error to repeat', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({
      on: 'upload',
      how: { kind: 'http', status: 200, body: { code: 200, data: { fileUrl: 'soon' } } },
    });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({ retryable: true });
  });

  itMayUploadAgain(setUp);
});

describe('the balance', () => {
  it('is what is left in credits', async () => {
    const { provider, call } = await setUp({ credits: 100 });
    expect(await provider.balance(call)).toEqual({ amount: 100, currency: 'credits' });
    await provider.submit(intentOf(), call);
    expect(await provider.balance(call)).toEqual({ amount: 20, currency: 'credits' });
  });

  it.each([
    [12.5, 12.5],
    ['12.5', 12.5],
    [{ credits: 12.5 }, 12.5],
    [{ credit: '0' }, 0],
  ])('reads %j', async (data, amount) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'balance', how: { kind: 'http', status: 200, body: { code: 200, data } } });
    expect(await provider.balance(call)).toEqual({ amount, currency: 'credits' });
  });

  it('in another shape is an error to repeat, never nothing', async () => {
    const { simulator, provider, call } = await setUp();
    for (const data of [null, '', {}]) {
      simulator.fail({ on: 'balance', how: { kind: 'http', status: 200, body: { code: 200, data } } });
      expect(await failureOf(provider.balance(call))).toMatchObject({ retryable: true });
    }
  });
});
