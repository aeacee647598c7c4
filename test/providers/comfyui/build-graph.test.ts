import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import { createComfyui } from '../../../src/providers/comfyui.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { picture, setUp } from './setup.js';

const basic: RequestFields = { image: 'fox.png', prompt: 'the fox turns its head', seed: 7 };

/** What the whole program would prepare. */
function prepare(model: string, fields: RequestFields = {}, image = picture) {
  const spec = findModel('comfyui', model);
  const { fields: options } = validateRequest(spec, { ...basic, ...fields });
  const hosted = { url: image, expiresAt: null };
  const media = { image: hosted, ...(fields.endImage === undefined ? {} : { endImage: hosted }) };
  const { wire } = toWire(spec, options, media);
  return createComfyui().prepare({ endpoint: spec.endpoint, wire, options, media }, () => `${model}${image}`);
}

function graph(
  ...wish: Parameters<typeof prepare>
): Record<string, { class_type: string; inputs: Record<string, unknown> }> {
  return JSON.parse(JSON.stringify(prepare(...wish).body.prompt));
}

describe('the built-in graphs', () => {
  it.each([
    ['wan-2.2-turbo', {}],
    ['wan-2.2', { resolution: '720p', aspectRatio: '9:16', steps: 7, negativePrompt: 'blurred' }],
    ['wan-2.2', { endImage: 'end.png', loras: [{ path: 'styles/film', scale: 0.5 }] }],
    ['wan-2.2-flf2v', { endImage: 'end.png', duration: 3 }],
    ['wan-2.2-5b', { lorasHigh: undefined, loras: [{ path: 'styles/film' }], duration: 5 }],
  ] as const)('are taken by a strict server: %s with %j', async (model, fields) => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(prepare(model, fields as RequestFields), call);
    expect(simulator.billableSubmits).toBe(1);
  });

  it('have the settings of the 4-step template, or of the original', () => {
    const quick = graph('wan-2.2-turbo');
    expect(quick.hiS?.inputs).toEqual({ model: ['hiL', 0], shift: 5 });
    expect(quick.k1?.inputs).toMatchObject({ steps: 4, cfg: 1, start_at_step: 0, end_at_step: 2, noise_seed: 7 });
    expect(quick.k2?.inputs).toMatchObject({ steps: 4, cfg: 1, start_at_step: 2, end_at_step: 4, noise_seed: 0 });
    const slow = graph('wan-2.2');
    expect(slow.hiL).toBeUndefined();
    expect(slow.loS?.inputs).toEqual({ model: ['lo', 0], shift: 5 });
    expect(slow.k2?.inputs).toMatchObject({ steps: 20, cfg: 3.5, start_at_step: 10, end_at_step: 20 });
  });

  it('of 5B has one sampler, with its texts straight to it, and 24 frames a second', () => {
    const { k, lat, vid, ms } = graph('wan-2.2-5b');
    expect(k?.inputs).toMatchObject({ positive: ['pos', 0], seed: 7, steps: 20, cfg: 5, sampler_name: 'uni_pc' });
    expect(lat?.inputs).toMatchObject({ length: 121 });
    expect([vid?.inputs.fps, ms?.inputs.shift]).toEqual([24, 8]);
  });
});

describe('a request in a graph', () => {
  it('keeps the seed 0 and every seed that JSON holds exactly', () => {
    expect(graph('wan-2.2', { seed: 0 }).k1?.inputs.noise_seed).toBe(0);
    expect(graph('wan-2.2', { seed: Number.MAX_SAFE_INTEGER }).k1?.inputs.noise_seed).toBe(2 ** 53 - 1);
  });

  it.each([
    [{}, 'wan-a-640x640.png', 624, 624],
    [{}, 'wan-a-1920x1080.jpg', 848, 480],
    [{}, 'wan-a-1080x1920 (1).jpg', 480, 848],
    [{}, 'sub/other.png', 832, 480],
    [{ aspectRatio: '9:16' }, 'wan-a-640x640.png', 480, 848],
    [{ resolution: '720p' }, 'wan-a-1280x720.png', 1280, 720],
    [{ resolution: '720p', extra: { 'i2v.width': 640, 'i2v.height': 640 } }, 'wan-a-1280x720.png', 640, 640],
  ])('has the size that %j and the picture %s ask for', (fields, image, width, height) => {
    expect(graph('wan-2.2', fields, image).i2v?.inputs).toMatchObject({ width, height });
  });

  it('of 5B has sizes in steps of 32', () => {
    expect(graph('wan-2.2-5b', {}, 'wan-a-1920x1080.png').lat?.inputs).toMatchObject({ width: 1280, height: 704 });
    expect(graph('wan-2.2-5b', {}, 'wan-a-1000x1000.png').lat?.inputs).toMatchObject({ width: 960, height: 960 });
  });

  it('gives the first half of the steps to the first expert, unless told otherwise', () => {
    expect(graph('wan-2.2-turbo', { steps: 7 }).k1?.inputs).toMatchObject({ steps: 7, end_at_step: 4 });
    expect(graph('wan-2.2-turbo', { steps: 7 }).k2?.inputs).toMatchObject({ start_at_step: 4, end_at_step: 7 });
    const extra = { 'k1.end_at_step': 2, 'k2.start_at_step': 2, 'k1.cfg': 3.5 };
    const uneven = graph('wan-2.2-turbo', { steps: 6, extra });
    expect(uneven.k1?.inputs).toMatchObject({ end_at_step: 2, cfg: 3.5 });
    expect(uneven.k2?.inputs).toMatchObject({ start_at_step: 2, end_at_step: 6, cfg: 1 });
  });

  it.each(['k1.end_at_step', 'k2.start_at_step'])('lets both experts meet where %s alone is given', (key) => {
    const { k1, k2 } = graph('wan-2.2-turbo', { steps: 6, extra: { [key]: 4 } });
    expect([k1?.inputs.end_at_step, k2?.inputs.start_at_step, k2?.inputs.end_at_step]).toEqual([4, 4, 6]);
  });

  it('swaps the node when there is an end image', () => {
    const { i2v, end } = graph('wan-2.2', { endImage: 'end.png' });
    expect(i2v).toMatchObject({ class_type: 'WanFirstLastFrameToVideo', inputs: { end_image: ['end', 0] } });
    expect(end).toEqual({ class_type: 'LoadImage', inputs: { image: picture } });
    expect(graph('wan-2.2').i2v?.class_type).toBe('WanImageToVideo');
  });

  it('chains LoRAs after those of the template, on the expert that they are for', () => {
    const styled = graph('wan-2.2-turbo', {
      loras: [{ path: 'styles/film', scale: 0.5 }],
      lorasLow: [{ path: 'grain-v1.0' }],
    });
    expect(styled.hiL_lora_1?.inputs).toEqual({
      model: ['hiL', 0],
      lora_name: 'styles/film.safetensors',
      strength_model: 0.5,
    });
    expect(styled.hiS?.inputs.model).toEqual(['hiL_lora_1', 0]);
    expect(styled.loL_lora_2?.inputs).toEqual({
      model: ['loL_lora_1', 0],
      lora_name: 'grain-v1.0.safetensors',
      strength_model: 1,
    });
    expect(styled.loS?.inputs.model).toEqual(['loL_lora_2', 0]);
  });

  it.each(['https://models.example/film.safetensors', '/home/me/film.safetensors', './film'])(
    'has no LoRA from elsewhere: %s',
    (path) => {
      expect(() => prepare('wan-2.2', { loras: [{ path }] })).toThrow(
        expect.objectContaining({ code: 'request.invalid', delivery: 'not-accepted' }),
      );
    },
  );

  it.each(['https://images.example/fox.png', 'data:image/png;base64,AAAA'])('has no picture at %s', (url) => {
    expect(() => prepare('wan-2.2', {}, url)).toThrow(
      expect.objectContaining({ code: 'request.invalid', hint: expect.stringContaining('download the picture') }),
    );
  });

  it('is never a graph that we do not have', () => {
    const request = { endpoint: 'wan-9', wire: {}, options: {}, media: {} };
    expect(() => createComfyui().prepare(request, () => 'id')).toThrow(
      expect.objectContaining({ code: 'request.unknown-model' }),
    );
    expect(() =>
      createComfyui().prepare({ ...request, endpoint: 'wan2.2-i2v-14b', wire: { nobody: {} } }, () => 'id'),
    ).toThrow('no node "nobody"');
  });
});

describe('what popular guides get wrong', () => {
  it.each([
    ['num_frames', 'i2v.length'],
    ['k1.seed', 'k1.noise_seed'],
    ['ckpt_name', 'hi.unet_name'],
    ['frame_rate', 'vid.fps'],
  ])('--set %s is %s', (wrong, right) => {
    expect(() => prepare('wan-2.2', { extra: { [wrong]: 1 } })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(right) }),
    );
  });
});
