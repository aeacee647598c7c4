import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { setUp, turbo, wire } from './setup.js';

async function ask(simulator: Simulator, path: string, body?: object, headers = {}) {
  const response = await fetch(simulator.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? null : JSON.stringify(body),
    headers: { authorization: 'Bearer simulated-kie-key', 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const create = (simulator: Simulator, input: object, model = turbo) =>
  ask(simulator, '/api/v1/jobs/createTask', { model, input });

describe('the simulated Kie', () => {
  it('answers HTTP 200 to all that goes wrong', async () => {
    const { simulator } = await setUp();
    const stranger = { authorization: 'Bearer other' };
    expect(await ask(simulator, '/api/v1/chat/credit', undefined, stranger)).toMatchObject({
      status: 200,
      body: { code: 401, msg: 'You do not have access permissions' },
    });
    expect(await ask(simulator, '/api/v1/jobs/list')).toMatchObject({ status: 200, body: { code: 404 } });
    expect(await ask(simulator, '/api/v1/jobs/recordInfo')).toMatchObject({ status: 200, body: { code: 422 } });
    expect(await ask(simulator, '/api/v1/jobs/recordInfo?taskId=x')).toMatchObject({
      status: 200,
      body: { code: 404 },
    });
  });

  it.each([
    [{ prompt: undefined }, 'prompt is required'],
    [{ image_url: 'data:image/png;base64,AAAA' }, 'image_url must be a URL'],
    [{ resolution: '720P' }, 'resolution is not within'],
    [{ seed: -1 }, 'seed must be at least 0'],
    [{ seed: 2 ** 31 }, 'seed must be at most'],
    [{ duration: 5 }, 'duration is not a parameter'],
    [{ prompt: 'x'.repeat(5001) }, 'prompt is too long'],
    [{ enable_prompt_expansion: 'false' }, 'enable_prompt_expansion must be boolean'],
  ])('refuses the input %j', async (change, message) => {
    const { simulator } = await setUp();
    const { body } = await create(simulator, { ...wire, ...change });
    expect(body).toMatchObject({ code: 422, msg: expect.stringContaining(message), data: null });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('wants one URL in a list, texts for seconds on 2.6, and numbers on 2.7', async () => {
    const { simulator } = await setUp();
    const code = async (model: string, input: object) => (await create(simulator, input, model)).body.code;
    const link = wire.image_url;
    const of26 = { image_urls: [link], prompt: 'rain' };
    expect(await code('wan/2-6-image-to-video', { ...of26, duration: '10' })).toBe(200);
    expect(await code('wan/2-6-image-to-video', { ...of26, duration: 10 })).toBe(422);
    expect(await code('wan/2-6-image-to-video', { ...of26, image_urls: [link, link] })).toBe(422);
    expect(await code('wan/2-6-image-to-video', { ...of26, image_urls: link })).toBe(422);
    expect(await code('wan/2-7-image-to-video', { first_frame_url: link, prompt: 'rain', duration: 10 })).toBe(200);
    expect(await code('wan/2-7-image-to-video', { first_frame_url: link, prompt: 'rain', duration: '10' })).toBe(422);
    expect(await code('wan/2-7-image-to-video', { first_frame_url: link, prompt: 'rain', duration: 16 })).toBe(422);
    const clip = { first_clip_url: 'https://media.example/clip.mp4' };
    expect(await code('wan/2-7-image-to-video', { ...clip, prompt: 'rain' })).toBe(200);
    expect(await code('wan/2-7-image-to-video', { last_frame_url: link, prompt: 'rain' })).toBe(422);
  });

  it('takes what no source names only where a source says that there is more', async () => {
    const { simulator } = await setUp();
    const speech = { image_url: wire.image_url, audio_url: 'https://media.example/a.wav', prompt: 'hi', shift: 5 };
    expect((await create(simulator, speech, 'wan/2-2-a14b-speech-to-video-turbo')).body.code).toBe(200);
    expect((await create(simulator, { ...wire, shift: 5 })).body.code).toBe(422);
  });

  it('keeps the whole request as text in the record', async () => {
    const { simulator } = await setUp();
    const { body } = await create(simulator, wire);
    const { data } = (await ask(simulator, `/api/v1/jobs/recordInfo?taskId=${body.data.taskId}`)).body;
    expect(JSON.parse(data.param)).toEqual({ model: turbo, input: wire });
    expect(data).toMatchObject({ state: 'waiting', resultJson: '', completeTime: null });
  });

  it('takes base64, bare and as a data URL, and overwrites a name that is used twice', async () => {
    const { simulator } = await setUp();
    const send = async (base64Data: string) => {
      const body = { base64Data, uploadPath: 'images', fileName: 'a.png' };
      return (await ask(simulator, '/api/file-base64-upload', body)).body;
    };
    const first = await send('cGl4ZWxz');
    expect(first).toMatchObject({ success: true, code: 200, data: { fileSize: 6, filePath: 'images/a.png' } });
    const second = await send('data:image/png;base64,bW9yZSBwaXhlbHM=');
    expect(second.data).toMatchObject({ mimeType: 'image/png', downloadUrl: first.data.downloadUrl, fileSize: 11 });
    expect((await ask(simulator, '/api/file-base64-upload', { base64Data: 'AAAA' })).body.code).toBe(400);
  });
});
