import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonValue } from '../../../src/json.js';
import { sample, withInputs } from '../../providers/comfyui/sample-workflow.js';
import { type ComfyuiOptions, startComfyui } from '../../simulators/comfyui.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

async function open(options: ComfyuiOptions = {}) {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const comfyui = await startComfyui({ now: clock.now, ...options });
  onTestFinished(() => comfyui.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  const env = { WAN_COMFYUI_BASE_URL: comfyui.url };
  const desk = createDesk({ cwd, stateDirectory: join(temporaryDirectory(), 'state'), clock, env });
  const write = (name: string, content: JsonValue) => {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
  };
  write('mine.json', sample);
  const plain = (...words: string[]) =>
    desk.run('generate', 'hero.png', '--provider', 'comfyui', '--yes', '--json', ...words);
  const generate = (...words: string[]) => plain('-m', 'workflow', '-p', 'the lamp is lit', ...words);
  const sent = () => comfyui.requests.filter(({ operation }) => operation === 'submit').map(({ json }) => json);
  return { cwd, comfyui, desk, generate, plain, write, sent };
}

/** An output that no server takes: there is no such rate. */
const faultyCopy = {
  class_type: 'VHS_VideoCombine',
  inputs: { images: ['9', 0], frame_rate: 0, loop_count: 0, filename_prefix: 'copy', format: 'image/gif' },
};

async function movingGif(): Promise<Buffer> {
  const frames = ['#223344', '#88aacc', '#ffffff'].map((background) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return await sharp(await Promise.all(frames), { join: { animated: true } })
    .gif({ delay: 100 })
    .toBuffer();
}

describe('wan generate --workflow', () => {
  it('renders with the graph of the file, for nothing', async () => {
    const { generate, sent, comfyui } = await open();
    const run = await generate('--workflow', 'mine.json', '--seed', '5', '-d', '3');
    expect(run.exitCode, run.stdout).toBe(0);
    expect(sent()).toMatchObject([
      {
        prompt: {
          '4': { inputs: { image: expect.stringMatching(/^wan-.*-640x640\.png$/) } },
          '5': { inputs: { text: 'film still: the lamp is lit, at 16 fps' } },
          '7': { inputs: { length: 49, width: 624, height: 624 } },
          '8': { inputs: { seed: 5 } },
        },
      },
    ]);
    expect(comfyui.billableSubmits).toBe(1);
    expect(run.document().jobs[0]).toMatchObject({ status: 'done', model: 'workflow', seed: 5 });
  });

  it('is another request when the file has changed, and the same when it has not', async () => {
    const { generate, write, comfyui } = await open();
    await generate('--workflow', 'mine.json', '--seed', '5');
    write('copy.json', sample);
    await generate('--workflow', 'copy.json', '--seed', '5');
    expect(comfyui.billableSubmits).toBe(1);
    write('mine.json', withInputs('8', { steps: 21 }));
    await generate('--workflow', 'mine.json', '--seed', '5');
    expect(comfyui.billableSubmits).toBe(2);
  });

  it.each<[string, JsonValue, readonly string[], string]>([
    ['the format of the editor', { nodes: [], links: [] }, [], "editor's own format"],
    ['no JSON', '%PDF', [], 'not JSON'],
    ['an unknown placeholder', withInputs('5', { text: '{{promt}}' }), [], 'did you mean {{prompt}}'],
    ['no place for the picture', withInputs('4', { image: 'fixed.png' }), [], 'no place for --image'],
    ['no place for what is asked', sample, ['--end-image', 'hero.png'], 'no place for --end-image'],
    ['an option that it can not have', sample, ['--steps', '4'], 'does not take --steps'],
  ])('is refused with %s before anything is sent', async (_, graph, flags, message) => {
    const { generate, write, comfyui } = await open();
    write('other.json', graph);
    const run = await generate('--workflow', 'other.json', ...flags);
    expect(run.document().error?.message).toContain(message);
    expect([run.exitCode, comfyui.requests]).toEqual([2, []]);
  });

  it('is refused for a file that is missing, a folder, an address or too large', async () => {
    const { generate, write, comfyui, cwd } = await open();
    mkdirSync(join(cwd, 'folder'));
    write('large.json', ' '.repeat(5_000_001));
    for (const [path, message] of [
      ['nobody.json', "can't be read"],
      ['folder', 'is not a file'],
      ['https://workflows.example/a.json', 'is an address'],
      ['large.json', 'larger than 5 MB'],
    ] as const) {
      const run = await generate('--workflow', path);
      expect(run.document().error).toMatchObject({
        code: 'request.invalid',
        message: expect.stringContaining(message),
      });
    }
    expect(comfyui.requests).toEqual([]);
  });

  it.each([
    [
      'model files',
      { files: { vae: [] } },
      ['--workflow', 'mine.json', '-m', 'workflow'],
      'models/vae/wan2.2_vae.safetensors',
    ],
    ['nodes', { without: ['CreateVideo'] }, ['--workflow', 'mine.json', '-m', 'workflow'], 'no node CreateVideo'],
    [
      'model files of a built-in graph',
      { files: { vae: [] } },
      ['-m', 'wan-2.2-turbo'],
      'models/vae/wan_2.1_vae.safetensors',
    ],
  ])('hears of missing %s before a job begins', async (_, options, words, message) => {
    const { plain, comfyui, desk } = await open(options);
    const run = await plain('-p', 'the lamp is lit', ...words);
    expect(run.document().error).toMatchObject({ code: 'provider.refused', message: expect.stringContaining(message) });
    expect(comfyui.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect((await desk.run('jobs', '--json')).document().jobs).toEqual([]);
  });

  it('goes on after an interruption with the file that it began with, and with no other', async () => {
    const { generate, desk, write, comfyui, sent } = await open();
    comfyui.fail({ on: 'submit', how: { kind: 'throttle' }, times: 1_000 });
    const held = await generate('--workflow', 'mine.json', '--seed', '5');
    expect([held.exitCode, held.document().jobs[0]?.status]).toEqual([6, 'uploaded']);
    comfyui.clearFaults();
    const run = held.document().run ?? '';
    write('mine.json', withInputs('8', { steps: 21 }));
    const changed = await desk.run('resume', run, '--json');
    expect(changed.stdout).toContain('is not the file that');
    expect(comfyui.billableSubmits).toBe(0);
    write('mine.json', sample);
    const resumed = await desk.run('resume', run, '--json');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    expect(comfyui.billableSubmits).toBe(1);
    expect(sent().at(-1)).toMatchObject({ prompt: { '8': { inputs: { steps: 20, seed: 5 } } } });
  });

  it('says what the server leaves out of it, and gets the clip all the same', async () => {
    const { generate, write, comfyui, desk } = await open();
    write('mine.json', { ...sample, '12': faultyCopy });
    const run = await generate('--workflow', 'mine.json');
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.stderr).toContain('comfyui: the server leaves out node 12 (VHS_VideoCombine) of the workflow');
    expect(run.document().jobs[0]).toMatchObject({ status: 'done', remoteId: comfyui.jobs.last().id });
    expect((await desk.run('audit', '--json')).exitCode).toBe(0);
  });

  it('brings the GIF that it ends with, under the name of one', async () => {
    const gif = await movingGif();
    const { generate, write, cwd } = await open({ clipOf: () => gif });
    const inputs = { ...faultyCopy.inputs, frame_rate: 16, filename_prefix: 'mine/hero' };
    write('mine.json', { ...sample, '11': { ...faultyCopy, inputs } });
    const run = await generate('--workflow', 'mine.json', '-o', 'hero.mp4');
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.document().jobs[0]).toMatchObject({ status: 'done', output: join(cwd, 'hero.gif') });
    expect(readFileSync(join(cwd, 'hero.gif')).subarray(0, 6).toString()).toBe('GIF89a');
    expect(run.stderr).toContain('gif');
  });

  it('is refused, and rendered no further, when what is left of it saves no clip', async () => {
    const { generate, write, comfyui } = await open();
    const preview = { class_type: 'PreviewImage', inputs: { images: ['9', 0] } };
    write('mine.json', { ...withInputs('11', { codec: 'tape' }), '12': preview });
    const run = await generate('--workflow', 'mine.json');
    expect(run.document().jobs[0]).toMatchObject({ status: 'failed', error: { code: 'provider.refused' } });
    expect(run.exitCode).toBe(5);
    const queue = await (await fetch(`${comfyui.url}/queue`)).json();
    expect(queue).toEqual({ queue_running: [], queue_pending: [] });
  });

  it('is taken by nobody else', async () => {
    const { desk } = await open();
    const words = ['--provider', 'local', '-p', 'x', '--workflow', 'mine.json', '--json', '--yes'];
    const run = await desk.run('generate', 'hero.png', ...words);
    expect(run.document().error).toMatchObject({
      code: 'request.option-not-taken',
      message: expect.stringMatching(/does not take --workflow; models that do: workflow \(comfyui\)/),
    });
  });
});

describe('a workflow in a preset', () => {
  it('lies beside it, and outside its folder only where that is allowed', async () => {
    const { generate, write, comfyui } = await open();
    write('looks/graph.json', sample);
    write('looks/near.json', { workflow: 'graph.json' });
    write('looks/far.json', { workflow: '../mine.json' });
    const distrusted = await generate('--preset', './looks/near.json', '--seed', '1');
    expect(distrusted.document().error).toMatchObject({
      code: 'config.power',
      message: expect.stringContaining('only the user decides what runs on the server'),
    });
    const near = await generate('--preset', './looks/near.json', '--seed', '1', '--trust-project');
    expect(near.exitCode, near.stdout).toBe(0);
    const far = await generate('--preset', './looks/far.json', '--seed', '2', '--trust-project');
    expect(far.document().error).toMatchObject({
      code: 'preset.invalid',
      message: expect.stringContaining('workflow'),
      hint: expect.stringContaining('--allow-outside'),
    });
    const allowed = await generate('--preset', './looks/far.json', '--allow-outside', '--trust-project', '--seed', '2');
    expect(allowed.exitCode, allowed.stdout).toBe(0);
    expect(comfyui.billableSubmits).toBe(2);
  });
});
