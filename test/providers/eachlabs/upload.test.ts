import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Call } from '../../../src/providers/provider.js';
import { fileOf, pixels } from '../media-file.js';
import { itMayUploadAgain, itUploadsAtMost, itUploadsWithNoOtherKey } from '../upload-rules.js';
import { failureOf, intentOf, setUp, wire } from './setup.js';

const dayMs = 86_400_000;

describe('uploading a file', () => {
  it('asks for a signed address, puts the exact bytes there, and gives the public one with its expiry', async () => {
    const { simulator, provider, call } = await setUp();
    const file = await fileOf();
    const hosted = await provider.upload(file, call);
    expect(hosted).toEqual({
      url: expect.stringMatching(/^https:\/\/cdn-us\.eachlabs\.ai\/uploads\/\w+\.png$/),
      expiresAt: simulator.now() + dayMs,
      digest: file.digest,
    });
    expect(simulator.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/upload/presign',
      json: { content_type: 'image/png', file_type: 'image', expires_in_seconds: 86_400 },
    });
    expect(simulator.downloads[0]?.bytes.toString()).toBe(pixels);
  });

  it('sends the signed headers as they were given, and never the key', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.upload(await fileOf(), call);
    expect(simulator.downloads[0]?.headers).toMatchObject({
      'content-type': 'image/png',
      'x-amz-meta-file': expect.stringMatching(/^file_/),
    });
    expect(simulator.downloads[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it('does not tell what the user called the file', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.upload(await fileOf(), call);
    const sent = [...simulator.requests, ...simulator.downloads].map(({ path, bytes }) => path + bytes.toString());
    expect(sent.join()).not.toContain('holiday');
  });

  it.each([
    ['audio/wav', 'audio'],
    ['video/mp4', 'video'],
    ['application/octet-stream', 'other'],
  ])('names %s as %s', async (mime, kind) => {
    const { simulator, provider, call } = await setUp();
    await provider.upload(await fileOf({ mime }), call);
    expect(simulator.requests[0]?.json).toMatchObject({ content_type: mime, file_type: kind });
  });

  it('makes an address that a submit takes until it expires', async () => {
    const { simulator, provider, call } = await setUp();
    const { url } = await provider.upload(await fileOf(), call);
    const intent = intentOf({ wire: { ...wire, image_url: url } });
    const fresh = await provider.submit(intent, call);
    simulator.advance(dayMs);
    const stale = await provider.submit(intent, call);
    simulator.advance(300_000);
    expect((await provider.check(fresh, call)).status).toBe('succeeded');
    expect(await provider.check(stale, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/could not be downloaded/),
    });
  });

  it('trusts an address without an expiry as long as was asked for', async () => {
    const { simulator, provider, call } = await setUp();
    const send: Call['http']['send'] = async (request) => {
      const response = await call.http.send(request);
      const json = z.record(z.string(), z.json()).safeParse(response.json).data;
      return { ...response, json: json && { ...json, expires_at: null } };
    };
    const hosted = await provider.upload(await fileOf(), { ...call, http: { ...call.http, send } });
    expect(hosted).toMatchObject({ expiresAt: simulator.now() + dayMs });
  });

  itUploadsAtMost(100, setUp);

  itMayUploadAgain(setUp);

  itUploadsWithNoOtherKey(setUp);

  it('that the store refuses may be repeated with a new address, and says nothing of the key', async () => {
    const { simulator, provider, call } = await setUp();
    const body = {
      presigned_url: `${simulator.media.url}/signed/file_none?signature=x`,
      public_url: 'https://cdn-us.eachlabs.ai/x.png',
    };
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body } });
    const error = await failureOf(provider.upload(await fileOf(), call));
    expect(error).toMatchObject({
      code: 'provider.unavailable',
      retryable: true,
      message: expect.stringMatching(/\(403\)/),
    });
  });
});
