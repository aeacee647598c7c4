import { describe, expect, it } from 'vitest';
import { fileOf } from '../media-file.js';
import { itMayUploadAgain, itUploadsWithNoOtherKey } from '../upload-rules.js';
import { failureOf, intentOf, setUp, wire } from './setup.js';

const dayMs = 86_400_000;

describe('uploading a file', () => {
  it('stores its exact bytes and gives the URL that models read, with its expiry', async () => {
    const { simulator, provider, call } = await setUp();
    const file = await fileOf();
    const hosted = await provider.upload(file, call);
    expect(hosted).toEqual({
      url: expect.stringMatching(`^${simulator.url}/v1/files/\\w+$`),
      expiresAt: simulator.now() + dayMs,
      digest: file.digest,
    });
    const stored = await call.http.send({ method: 'GET', url: hosted.url });
    expect(stored.json).toMatchObject({
      content_type: 'image/png',
      size: file.bytes,
      checksums: { sha256: file.digest },
    });
  });

  it('is named for its content, not for what the user called it', async () => {
    const { simulator, provider, call } = await setUp();
    const file = await fileOf();
    await provider.upload(file, call);
    const sent = simulator.requests[0]?.bytes.toString('latin1') ?? '';
    expect(sent).toContain(`filename="${file.digest.slice(0, 16)}.png"`);
    expect(sent).not.toContain('holiday');
  });

  it('makes a URL that a submit takes until it expires', async () => {
    const { simulator, provider, call } = await setUp();
    const { url } = await provider.upload(await fileOf(), call);
    const intent = intentOf({ wire: { ...wire, image: url } });
    const fresh = await provider.submit(intent, call);
    simulator.advance(dayMs);
    const stale = await provider.submit(intent, call);
    simulator.advance(300_000);
    expect((await provider.check(fresh, call)).status).toBe('expired');
    expect(await provider.check(stale, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/could not be read/),
    });
  });

  it('trusts a URL without an expiry for an hour', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { id: 'a', urls: { get: 'https://api.replicate.com/v1/files/a' }, expires_at: null };
    simulator.fail({ on: 'upload', how: { kind: 'http-after-acceptance', status: 201, body } });
    expect(await provider.upload(await fileOf(), call)).toMatchObject({ expiresAt: simulator.now() + 3_600_000 });
  });

  it('sends a small file inside the request on an account without the Files API', async () => {
    const { provider, call } = await setUp({ filesSwitchedOff: true });
    const hosted = await provider.upload(await fileOf({ content: 'pixels' }), call);
    expect(hosted).toMatchObject({ url: 'data:image/png;base64,cGl4ZWxz', expiresAt: null });
    await provider.submit(intentOf({ wire: { ...wire, image: hosted.url } }), call);
  });

  it('of a file too large to go inside says what Replicate said', async () => {
    const { provider, call } = await setUp({ filesSwitchedOff: true });
    const error = await failureOf(provider.upload(await fileOf({ content: new Uint8Array(5_000_000) }), call));
    expect(error).toMatchObject({ code: 'provider.refused', retryable: false });
  });

  it('refuses 100 MB without reading or sending it', async () => {
    const { simulator, provider, call } = await setUp();
    const huge = { path: 'nowhere.mp4', digest: '00', mime: 'video/mp4', bytes: 100 * 1024 * 1024 };
    expect(await failureOf(provider.upload(huge, call))).toMatchObject({ code: 'request.invalid' });
    expect(simulator.requests).toEqual([]);
  });

  it('keeps the sentence of a 413', async () => {
    const { provider, call } = await setUp({ fileLimit: 4 });
    const error = await failureOf(provider.upload(await fileOf(), call));
    expect(error).toMatchObject({
      code: 'provider.refused',
      message: 'replicate: Files must be less than 100MB in size (413)',
    });
  });

  itMayUploadAgain(setUp);

  itUploadsWithNoOtherKey(setUp);
});
