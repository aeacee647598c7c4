import { describe, expect, it } from 'vitest';
import type { MediaFile } from '../../../src/providers/request.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { fileOf, pixels } from '../media-file.js';
import { failureOf, intentOf, lightning, setUp, submitted, wire } from './setup.js';

/** Files that look the same to the name that we give them: only their sizes may differ. */
async function pictureOf(fields: Partial<MediaFile> = {}, content = pixels): Promise<MediaFile> {
  return { ...(await fileOf({ content })), digest: '1d'.repeat(32), width: 640, height: 360, ...fields };
}

describe('uploading a picture', () => {
  it('gives the name that the server answers, with content and size in it, for this submit only', async () => {
    const { simulator, provider, call } = await setUp();
    const file = await pictureOf();
    const hosted = await provider.upload(file, call);
    expect(hosted).toEqual({
      url: `wan-${file.digest.slice(0, 24)}-640x360.png`,
      expiresAt: simulator.now(),
      digest: file.digest,
    });
    expect(simulator.requests[0]).toMatchObject({ method: 'POST', path: '/upload/image' });
    expect(simulator.requests[0]?.bytes.toString('latin1')).not.toContain('holiday');
    const media = { image: hosted };
    await provider.submit(intentOf({ wire: { ...wire, img: { image: hosted.url } }, media }), call);
  });

  it('believes the server when it had another picture of that name', async () => {
    const { provider, call } = await setUp();
    const { url } = await provider.upload(await pictureOf(), call);
    expect((await provider.upload(await pictureOf(), call)).url).toBe(url);
    const second = await provider.upload(await pictureOf({}, 'other pixels'), call);
    expect(second.url).toBe(url.replace('.png', ' (1).png'));
  });

  it('puts a subfolder before the name', async () => {
    const { simulator, provider, call } = await setUp();
    const body = { name: 'a.png', subfolder: 'wan', type: 'input' };
    simulator.fail({ on: 'upload', how: { kind: 'http', status: 200, body } });
    expect((await provider.upload(await pictureOf(), call)).url).toBe('wan/a.png');
  });

  it('says what to do about a file that is too large', async () => {
    const { provider, call } = await setUp({ maxUploadSize: 10 });
    expect(await failureOf(provider.upload(await pictureOf(), call))).toMatchObject({
      code: 'request.invalid',
      hint: expect.stringContaining('--max-upload-size'),
    });
  });

  it.each(['answer-lost', 'lost-before', 'truncated', 'html'] as const)('may be repeated after %s', async (kind) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'upload', how: { kind } });
    expect(await failureOf(provider.upload(await pictureOf(), call))).toMatchObject({ retryable: true });
  });
});

describe.each(['0.36.0', '0.25.0'])('cancelling on %s', (version) => {
  it('a waiting prompt is final at once, as no list will ever tell', async () => {
    const { simulator, provider, call, operation } = await submitted({ version });
    expect(await provider.cancel(operation, call)).toEqual({ status: 'cancelled' });
    simulator.advance(600_000);
    expect((await provider.check(operation, call)).status).toBe('expired');
  });

  it('a running one is asked for, and told by the next check', async () => {
    const { simulator, provider, call, operation } = await submitted({ version });
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0 };
    expect(await provider.cancel(operation, call)).toEqual({ status: 'requested' });
    expect(await provider.check(operation, call)).toEqual({ status: 'cancelled' });
  });

  it('stops nobody else', async () => {
    const { simulator, provider, call, operation } = await submitted({ version });
    const other = await provider.submit(intentOf(), call);
    for (const job of simulator.jobs.all) job.profile = { ...stuckProfile, queuedMs: 0 };
    await provider.cancel(operation, call);
    expect(await provider.check(other, call)).toEqual({ status: 'rendering' });
  });

  it('one that is over is too late, and asks for nothing', async () => {
    const { simulator, provider, call, operation } = await submitted({ version });
    simulator.advance(600_000);
    expect(await provider.cancel(operation, call)).toEqual({ status: 'too-late' });
    expect(simulator.requests.filter(({ operation: kind }) => kind === 'cancel')).toEqual([]);
  });
});

describe('the schema', () => {
  it('has the inputs of the graph with the files of this very server', async () => {
    const { provider, call } = await setUp({ files: { diffusion_models: ['mine.safetensors'] } });
    const schema = await provider.schema(lightning, call);
    expect(schema?.parameters).toMatchObject({
      'hi.unet_name': { type: 'string', values: ['mine.safetensors'] },
      'clip.clip_name': { type: 'string', values: ['umt5_xxl_fp8_e4m3fn_scaled.safetensors'] },
      'k1.steps': { type: 'integer', minimum: 1, maximum: 10_000, default: 20 },
      'hiS.shift': { type: 'number', maximum: 100 },
      'pos.text': { type: 'string' },
    });
    expect(Object.keys(schema?.parameters ?? {})).not.toContain('k1.model');
    expect(schema).toMatchObject({ required: [], closed: false });
  });

  it('asks for each class of node once, and does without one that is missing', async () => {
    const { simulator, provider, call } = await setUp({ without: ['SaveVideo'] });
    const schema = await provider.schema(lightning, call);
    const paths = simulator.requests.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(Object.keys(schema?.parameters ?? {}).filter((key) => key.startsWith('save.'))).toEqual([]);
  });

  it('of anything but a built-in graph is none', async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.schema('wan-9', call)).toBeUndefined();
    expect(simulator.requests).toEqual([]);
  });
});

describe('adopting a prompt', () => {
  it('needs nothing but its id', async () => {
    const { provider, call, operation } = await submitted();
    expect(provider.adopt(operation.remoteId, undefined)).toEqual(operation);
    expect((await provider.check(provider.adopt(operation.remoteId, undefined), call)).status).toBe('queued');
  });

  it.each(['', 'a b', '../queue', 'x'.repeat(101)])('refuses %j', async (id) => {
    const { provider } = await setUp();
    expect(() => provider.adopt(id, undefined)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
