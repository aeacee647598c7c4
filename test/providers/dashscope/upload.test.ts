import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dataUriLimit, takesFor, uploadFile } from '../../../src/providers/dashscope/upload.js';
import type { Call } from '../../../src/providers/provider.js';
import { fileOf, pixels } from '../media-file.js';
import { failureOf, flash, intentOf, setUp, wire } from './setup.js';

const lifeMs = 48 * 3_600_000;

/** A call whose JSON answers are changed on the way. */
function changing(call: Call, change: (data: Record<string, z.core.util.JSONType>) => object): Call {
  const send: Call['http']['send'] = async (request) => {
    const response = await call.http.send(request);
    const body = z.object({ data: z.record(z.string(), z.json()) }).safeParse(response.json).data;
    const json = body && z.json().parse(change(body.data));
    return json === undefined ? response : { ...response, json };
  };
  return { ...call, http: { ...call.http, send } };
}

describe('uploading a file for one model', () => {
  it('asks for a policy, posts the form in the documented order, and names the place for 48 h', async () => {
    const { simulator, call, hosts } = await setUp();
    const file = await fileOf();
    const hosted = await uploadFile(file, call, flash);
    expect(hosted).toEqual({
      url: expect.stringMatching(`^oss://dashscope-instant/[\\w-]+/${file.digest.slice(0, 16)}\\.png$`),
      expiresAt: simulator.now() + lifeMs,
      digest: file.digest,
    });
    expect(simulator.requests[0]).toMatchObject({
      method: 'GET',
      path: '/api/v1/uploads',
      query: { action: 'getPolicy', model: flash },
    });
    expect(hosts).toEqual(['dashscope-intl.aliyuncs.com', new URL(simulator.media.url).host]);
    expect(simulator.media.get(hosted.url.replace('oss://', '/files/'))?.bytes).toEqual(
      new Uint8Array(Buffer.from(pixels)),
    );
  });

  it('tells the store neither the key nor what the user called the file', async () => {
    const { simulator, call } = await setUp();
    await uploadFile(await fileOf(), call, flash);
    expect(simulator.downloads[0]?.headers).not.toHaveProperty('authorization');
    expect(simulator.downloads[0]?.bytes.toString('latin1')).not.toContain('holiday');
  });

  it('makes an address that this model reads, that no other one does, and that runs out', async () => {
    const { simulator, provider, call } = await setUp();
    const { url } = await uploadFile(await fileOf(), call, flash);
    const outcomeOf = async (endpoint: string) => {
      const body = { ...wire, input: { ...wire.input, img_url: url } };
      const resolution = endpoint === flash ? '720P' : '1080P';
      const parameters = { ...wire.parameters, resolution };
      const operation = await provider.submit(intentOf({ endpoint, wire: { ...body, parameters } }), call);
      simulator.advance(300_000);
      return provider.check(operation, call);
    };
    expect(await outcomeOf(flash)).toMatchObject({ status: 'succeeded' });
    expect(await outcomeOf('wan2.2-i2v-plus')).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/InvalidURL/),
    });
    simulator.advance(lifeMs);
    expect(await outcomeOf(flash)).toMatchObject({ status: 'failed', reason: expect.stringMatching(/InvalidURL/) });
  });

  it('needs the model: a file for another one is of no use', async () => {
    const { simulator, provider, call } = await setUp();
    expect(provider.facts.takes).not.toContain('upload');
    expect(await failureOf(uploadFile(await fileOf(), call))).toMatchObject({
      code: 'request.invalid',
      hint: expect.stringContaining('bucket'),
    });
    expect(simulator.requests).toEqual([]);
  });

  it('reads the policy under its other name too', async () => {
    const { call } = await setUp();
    const renamed = changing(call, (data) => ({ request_id: 'r', output: data }));
    expect((await uploadFile(await fileOf(), renamed, flash)).url).toMatch(/^oss:/);
  });

  it('refuses what the policy calls too large, without sending it', async () => {
    const { simulator, call } = await setUp();
    const strict = changing(call, (data) => ({ data: { ...data, max_file_size_mb: '1' } }));
    const file = { ...(await fileOf()), bytes: 1024 * 1024 + 1 };
    expect(await failureOf(uploadFile(file, strict, flash))).toMatchObject({ code: 'request.invalid' });
    expect(simulator.downloads).toEqual([]);
  });

  it.each(['answer-lost', 'lost-before', 'truncated', 'html'] as const)('may be repeated after %s', async (kind) => {
    const { simulator, call } = await setUp();
    simulator.fail({ on: 'upload', how: { kind } });
    const file = await fileOf();
    expect(await failureOf(uploadFile(file, call, flash))).toMatchObject({ retryable: true });
    expect(await uploadFile(file, call, flash)).toMatchObject({ digest: file.digest });
  });

  it('that the store refuses may be repeated with a new policy, and says nothing of the key', async () => {
    const { call } = await setUp();
    const forged = changing(call, (data) => ({ data: { ...data, signature: 'none' } }));
    expect(await failureOf(uploadFile(await fileOf(), forged, flash))).toMatchObject({
      code: 'provider.unavailable',
      retryable: true,
      message: expect.stringMatching(/\(403\)/),
    });
  });

  it('with a key that is not valid is about the key', async () => {
    const { call } = await setUp({ key: 'sk-other' });
    expect(await failureOf(uploadFile(await fileOf(), call, flash))).toMatchObject({ code: 'key.rejected' });
  });
});

describe('how a file is handed over', () => {
  const whole = Math.floor(((dataUriLimit - 64) / 4) * 3);
  it.each([
    ['a picture', 'image/png', 1000, flash, 'data-uri'],
    ['the largest picture that fits', 'image/png', whole - 2, flash, 'data-uri'],
    ['a picture that does not fit', 'image/png', whole + 3, flash, 'upload'],
    ['sound', 'audio/mpeg', 1000, 'wan2.5-i2v-preview', 'upload'],
    ['sound of a speech model', 'audio/wav', 1000, 'wan2.2-s2v', 'upload'],
    ['the picture of a speech model', 'image/png', 1000, 'wan2.2-s2v', 'upload'],
  ])('%s (%s, %i bytes) for %s: by %s, a bucket before it', (_, mime, bytes, endpoint, way) => {
    expect(takesFor({ path: 'a', digest: 'd', mime, bytes }, endpoint)).toEqual(['bucket', way]);
  });
});
