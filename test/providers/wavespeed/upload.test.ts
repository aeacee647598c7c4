import { describe, expect, it } from 'vitest';
import { fileOf, pixels } from '../media-file.js';
import { itMayUploadAgain, itUploadsAtMost, itUploadsWithNoOtherKey } from '../upload-rules.js';
import { dayMs, failureOf, intentOf, setUp, startedAt, wire } from './setup.js';

describe('uploading a file', () => {
  it('puts its exact bytes to the signed URL, with the signed headers and without the key', async () => {
    const { simulator, provider, call } = await setUp();
    const file = await fileOf();
    const hosted = await provider.upload(file, call);
    expect(hosted).toEqual({
      url: expect.stringContaining(`${simulator.media.url}/files/`),
      expiresAt: startedAt + 7 * dayMs,
      digest: file.digest,
    });
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]).toMatchObject({
      path: '/api/v3/media/uploads',
      json: { filename: `${file.digest.slice(0, 16)}.png`, size: file.bytes, content_type: 'image/png' },
    });
    const [put] = simulator.downloads;
    expect(put).toMatchObject({ method: 'PUT', headers: { 'content-type': 'image/png' } });
    expect(put?.headers).not.toHaveProperty('authorization');
    expect(put?.bytes.toString()).toBe(pixels);
  });

  it('makes a URL that a submit takes', async () => {
    const { simulator, provider, call } = await setUp();
    const { url } = await provider.upload(await fileOf(), call);
    const operation = await provider.submit(intentOf({ wire: { ...wire, image: url } }), call);
    simulator.advance(300_000);
    expect((await provider.check(operation, call)).status).toBe('succeeded');
  });

  it('goes over to the form where there are no signed uploads', async () => {
    const { simulator, provider, call } = await setUp({ formOnly: true });
    const file = await fileOf();
    const { url } = await provider.upload(file, call);
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      '/api/v3/media/uploads',
      '/api/v3/media/upload/binary',
    ]);
    const stored = await call.http.send({ method: 'GET', url });
    expect(stored.text).toBe(pixels);
    const form = simulator.requests[1]?.bytes.toString('latin1') ?? '';
    expect(form).toContain(`name="file"; filename="${file.digest.slice(0, 16)}.png"`);
    expect(form).not.toContain('holiday');
  });

  itUploadsAtMost(200, setUp);

  it('keeps the sentence of a 413, and sends no form after it', async () => {
    const { simulator, provider, call } = await setUp({ uploadLimit: 4 });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({
      code: 'provider.refused',
      message: 'wavespeed: file too large (413)',
    });
    expect(simulator.requests).toHaveLength(1);
  });

  itMayUploadAgain(setUp);

  it('fails when the signed URL does not take the bytes', async () => {
    const { simulator, provider, call } = await setUp();
    const upload = { method: 'PUT', url: `${simulator.media.url}/put/none`, headers: {} };
    const data = { download_url: `${simulator.media.url}/files/x`, upload };
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body: { code: 200, data } } });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({
      message: 'wavespeed: the upload was not taken (403)',
    });
  });

  it('sends the bytes to nothing but a PUT', async () => {
    const { simulator, provider, call } = await setUp();
    const upload = { method: 'POST', url: `${simulator.media.url}/put/none` };
    const data = { download_url: `${simulator.media.url}/files/x`, upload };
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body: { code: 200, data } } });
    expect(await failureOf(provider.upload(await fileOf(), call))).toMatchObject({ code: 'provider.unavailable' });
    expect(simulator.downloads).toEqual([]);
  });

  itUploadsWithNoOtherKey(setUp);
});
