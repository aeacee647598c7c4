import { describe, expect, it } from 'vitest';
import { findModel } from '../../simulators/dashscope-models.js';
import { taskFault } from '../../simulators/dashscope-validation.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { type Bench, flash, intentOf, setUp, submitted, wire } from './setup.js';

const api = 'https://dashscope-intl.aliyuncs.com';
const submitPath = '/api/v1/services/aigc/video-generation/video-synthesis';

function ask({ call }: Bench, path: string, query: Readonly<Record<string, string>> = {}) {
  return call.http.send({ method: 'GET', url: api + path, query });
}

describe('the simulated DashScope', () => {
  it('takes no submit without the async header, and none on the wrong path', async () => {
    const { call, simulator } = await setUp();
    const post = (path: string, headers: Readonly<Record<string, string>>) =>
      call.http.send({ method: 'POST', url: api + path, headers, json: intentOf().body });
    expect((await post(submitPath, {})).text).toContain('does not support synchronous calls');
    const other = '/api/v1/services/aigc/image2video/video-synthesis';
    expect((await post(other, { 'x-dashscope-async': 'enable' })).status).toBe(404);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('bills a repeated submit again', async () => {
    const { provider, call, simulator } = await setUp();
    await provider.submit(intentOf(), call);
    await provider.submit(intentOf(), call);
    expect(simulator.billableSubmits).toBe(2);
  });

  it('answers 200 UNKNOWN for an id that never was', async () => {
    const bench = await setUp();
    expect(await ask(bench, '/api/v1/tasks/nosuch')).toMatchObject({
      status: 200,
      json: { output: { task_id: 'nosuch', task_status: 'UNKNOWN' } },
    });
  });

  it('lists the last 24 h by time, model and status, without inputs', async () => {
    const bench = await submitted();
    const { simulator } = bench;
    simulator.jobs.last().profile = stuckProfile;
    simulator.jobs.seed({ endpoint: 'wan2.6-i2v', input: wire, createdAt: simulator.now() - 86_500_000 });
    const listed = async (query: Readonly<Record<string, string>>) => (await ask(bench, '/api/v1/tasks/', query)).json;
    expect(await listed({})).toMatchObject({ total: 1, page_no: 1, page_size: 10, data: [{ model_name: flash }] });
    expect(await listed({ model_name: 'wan2.6-i2v' })).toMatchObject({ total: 0 });
    expect(await listed({ status: 'RUNNING' })).toMatchObject({ total: 0 });
    // 18:00:00 in China.
    expect(await listed({ start_time: '20261121180000' })).toMatchObject({ total: 1 });
    expect(await listed({ start_time: '20261121180500' })).toMatchObject({ total: 0 });
    expect(JSON.stringify(await listed({}))).not.toContain(wire.input.prompt);
    const tooWide = { start_time: '20261119180000', end_time: '20261121180000' };
    expect((await ask(bench, '/api/v1/tasks/', tooWide)).status).toBe(400);
  });

  it.each([
    [{ input: { prompt: 'a fox' } }, 'img_url'],
    [{ input: { img_url: 'https://a.example/a.png' } }, 'prompt'],
    [{ input: { img_url: 'cGl4ZWxz', prompt: 'a fox' } }, 'url error'],
    [{ input: wire.input, parameters: { resolution: '2K' } }, 'resolution'],
    [{ input: wire.input, parameters: { duration: 8 } }, 'duration'],
    [{ input: wire.input, parameters: { seed: -1 } }, 'seed'],
    [{ input: wire.input, parameters: { prompt_extend: 'no' } }, 'prompt_extend'],
  ])('accepts %j, and fails it later', async (body, reason) => {
    const { call, simulator, provider } = await setUp();
    const intent = { endpoint: flash, body: { model: flash, ...body } };
    const operation = await provider.submit(intent, call);
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(reason),
    });
  });

  it('fails 2.7 with the older protocol, and sets of media that are not legal', async () => {
    const { call, simulator, provider } = await setUp();
    const audio = { type: 'driving_audio', url: 'https://a.example/a.wav' };
    for (const input of [wire.input, { media: [audio] }, { media: [{ ...audio, type: 'first_clip' }, audio] }]) {
      const operation = await provider.submit({ endpoint: 'wan2.7-i2v', body: { model: 'wan2.7-i2v', input } }, call);
      simulator.advance(300_000);
      expect(await provider.check(operation, call)).toMatchObject({
        status: 'failed',
        reason: expect.stringMatching(/input\.media/),
      });
    }
  });

  it.each([
    [['first_frame'], true],
    [['first_frame', 'last_frame'], true],
    [['last_frame'], false],
    [['first_frame', 'driving_audio'], false],
    [['first_clip'], false],
    [['reference_image', 'reference_video', 'link'], true],
    [Array(11).fill('reference_image'), false],
    [['first_frame', 'reference_image'], false],
  ])('on 3.0 finds %j together right: %s', (types: string[], right) => {
    const model = findModel('wan3.0-video');
    if (model === undefined) throw new Error('the service has no wan3.0-video');
    const media = types.map((type) => ({ type, url: 'https://a.example/a' }));
    expect(taskFault(model, { input: { media } }) === undefined).toBe(right);
  });

  it('lists its models and checks a face at once', async () => {
    const bench = await setUp();
    expect((await ask(bench, '/api/v1/models')).text).toContain(flash);
    const url = `${api}/api/v1/services/aigc/image2video/face-detect`;
    const json = { model: 'wan2.2-s2v-detect', input: { image_url: 'https://a.example/a.png' } };
    expect((await bench.call.http.send({ method: 'POST', url, json })).json).toMatchObject({
      output: { check_pass: true },
    });
  });
});
