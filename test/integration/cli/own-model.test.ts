import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { replicateToken, startReplicate } from '../../simulators/replicate.js';
import { simulatedModels } from '../../simulators/replicate-catalogue.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

async function open() {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const replicate = await startReplicate({ now: clock.now });
  onTestFinished(() => replicate.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  const env = {
    REPLICATE_API_TOKEN: replicateToken,
    WAN_REPLICATE_BASE_URL: replicate.url,
    WAN_CACHE_DIR: join(cwd, 'cache'),
  };
  const desk = createDesk({ cwd, stateDirectory: join(cwd, 'state'), clock, env });
  const community = simulatedModels.find(({ official }) => !official);
  const id = `${community?.owner}/${community?.name}:${community?.version}`;
  const generate = (...more: string[]) =>
    desk.run(
      'generate',
      'hero.png',
      '-p',
      'the lamp is lit',
      '--provider',
      'replicate',
      '-m',
      id,
      '--yes',
      '--json',
      ...more,
    );
  return { replicate, generate, desk, id };
}

it("renders with a provider's own id, typed by the live schema", async () => {
  const { replicate, generate } = await open();
  const run = await generate('--set', 'seed=5');
  expect(run.exitCode, run.stdout).toBe(0);
  const submit = replicate.requests.find(({ operation }) => operation === 'submit');
  expect(submit?.json).toMatchObject({ input: { prompt: 'the lamp is lit', seed: 5 } });
  expect(replicate.billableSubmits).toBe(1);
});

it('asks about a price that nobody knows, and says what lets it pass', async () => {
  const { replicate, desk, id } = await open();
  const run = await desk.run('generate', 'hero.png', '-p', 'x', '--provider', 'replicate', '-m', id, '--json');
  expect([run.exitCode, replicate.billableSubmits]).toEqual([10, 0]);
  expect(run.document().error).toMatchObject({
    message: '1 clip for an unknown price counts as above $1.00, and nobody can be asked',
    hint: 'confirm with --yes; a cap covers it only with --allow-unknown-price',
  });
});

it('refuses a parameter that the live schema does not know, before anything is paid', async () => {
  const { replicate, generate } = await open();
  const run = await generate('--set', 'sed=5');
  expect([run.exitCode, replicate.billableSubmits]).toEqual([2, 0]);
  expect(run.document().error?.message).toContain('sed');
});

it('says so when the provider does not know the id either', async () => {
  const { desk, replicate } = await open();
  const run = await desk.run(
    'generate',
    'hero.png',
    '-p',
    'x',
    '--provider',
    'replicate',
    '-m',
    'nobody/nothing',
    '--yes',
    '--json',
  );
  expect([run.exitCode, run.document().error?.code, replicate.billableSubmits]).toEqual([
    2,
    'request.unknown-model',
    0,
  ]);
});

it('at a price that nobody knows is sent by a resumed run that was begun with the permission for it', async () => {
  const { replicate, generate, desk } = await open();
  replicate.fail({ on: 'submit', how: { kind: 'no-credit' } });
  const begun = await generate('--max-cost', '5', '--allow-unknown-price');
  expect([begun.exitCode, replicate.billableSubmits]).toEqual([10, 0]);
  const resumed = await desk.run('resume', begun.document().run ?? '', '--json');
  expect([resumed.exitCode, replicate.billableSubmits], resumed.stdout).toEqual([0, 1]);
});
