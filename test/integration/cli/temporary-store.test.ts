import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { dashscopeKey, startDashscope } from '../../simulators/dashscope.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { silentWave } from '../../support/silent-wave.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** A directory with a picture and a second of silence, a simulated DashScope, and no bucket. */
async function open() {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const dashscope = await startDashscope({ now: clock.now });
  onTestFinished(() => dashscope.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  writeFileSync(join(cwd, 'voice.wav'), silentWave(3));
  const desk = createDesk({
    cwd,
    stateDirectory: join(cwd, 'state'),
    clock,
    env: { DASHSCOPE_API_KEY: dashscopeKey, WAN_DASHSCOPE_BASE_URL: dashscope.url },
  });
  const generate = (model: string, ...more: string[]) =>
    desk.run(
      'generate',
      'hero.png',
      '--provider',
      'dashscope',
      '-m',
      model,
      '-p',
      'the lamp is lit',
      '--yes',
      '--json',
      ...more,
    );
  const policies = () =>
    dashscope.requests.filter(({ path }) => path === '/api/v1/uploads').map(({ query }) => query.model);
  const submits = () => dashscope.requests.filter(({ operation }) => operation === 'submit');
  return { dashscope, generate, policies, submits };
}

it('renders with local sound without a bucket, through the store of the service', async () => {
  const { generate, policies, submits, dashscope } = await open();
  const run = await generate('wan-2.5', '--audio', 'voice.wav');
  expect(run.exitCode, run.stdout).toBe(0);
  expect(policies()).toEqual(['wan2.5-i2v-preview']);
  const [submit] = submits();
  expect(submit?.headers['x-dashscope-ossresourceresolve']).toBe('enable');
  expect(submit?.json).toMatchObject({
    input: { img_url: expect.stringMatching(/^data:image\//), audio_url: expect.stringMatching(/^oss:/) },
  });
  expect(dashscope.billableSubmits).toBe(1);
});

it('uploads a sound once for a model', async () => {
  const { generate, policies } = await open();
  const sing = () => generate('wan-2.5', '--audio', 'voice.wav', '--force');
  expect([(await sing()).exitCode, (await sing()).exitCode]).toEqual([0, 0]);
  expect(policies()).toHaveLength(1);
});

it('sends a picture that fits along in the request', async () => {
  const { generate, policies, submits } = await open();
  const run = await generate('wan2.2-i2v-flash');
  expect(run.exitCode, run.stdout).toBe(0);
  expect(policies()).toEqual([]);
  expect(submits()[0]?.json).toMatchObject({ input: { img_url: expect.stringMatching(/^data:image\//) } });
  expect(submits()[0]?.headers).not.toHaveProperty('x-dashscope-ossresourceresolve');
});
