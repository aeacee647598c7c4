import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { eachlabsKey, startEachlabs } from '../../simulators/eachlabs.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const keys = {
  FAL_KEY: 'a:b',
  REPLICATE_API_TOKEN: 'r8_x',
  WAVESPEED_API_KEY: 'key',
  ATLASCLOUD_API_KEY: 'key',
  EACHLABS_API_KEY: eachlabsKey,
};
const providers = ['fal', 'replicate', 'wavespeed', 'atlascloud', 'eachlabs'];
const plain = 'http://hooks.example/end';

async function open() {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const eachlabs = await startEachlabs({ now: clock.now });
  onTestFinished(() => eachlabs.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  // Whatever went out would be seen.
  const bases = providers.map((id) => [`WAN_${id.toUpperCase()}_BASE_URL`, eachlabs.url] as const);
  const env = { ...keys, ...Object.fromEntries(bases) };
  const desk = createDesk({ cwd, stateDirectory: join(cwd, 'state'), clock, env });
  const generate = (provider: string, ...more: string[]) =>
    desk.run('generate', 'hero.png', '-p', 'x', '--provider', provider, '-m', 'wan-2.2', '--yes', '--json', ...more);
  return { cwd, eachlabs, generate };
}

it.each(providers)('a webhook without TLS is refused for %s before anything is sent', async (provider) => {
  const { eachlabs, generate } = await open();
  const run = await generate(provider, '--allow-unknown-price', '--webhook', plain);
  expect(run.exitCode, run.stderr).toBe(2);
  expect(run.document().error?.message).toBe(`${provider} reports to https addresses only`);
  expect(eachlabs.requests).toEqual([]);
});

it('a webhook without TLS leaves no verdict behind, so that the same request goes through without it', async () => {
  const { cwd, eachlabs, generate } = await open();
  writeFileSync(join(cwd, 'mine.json'), JSON.stringify({ webhook: plain }));
  expect((await generate('eachlabs', '--allow-unknown-price', '--config', 'mine.json')).exitCode).toBe(2);
  expect(eachlabs.requests).toEqual([]);
  const run = await generate('eachlabs', '--allow-unknown-price');
  expect(run.exitCode, run.stderr).toBe(0);
  expect(eachlabs.billableSubmits).toBe(1);
});
