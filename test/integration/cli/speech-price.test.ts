import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dashscopeKey, startDashscope } from '../../simulators/dashscope.js';
import { replicateToken, startReplicate } from '../../simulators/replicate.js';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { silentWave } from '../../support/silent-wave.js';
import { openStudio } from './studio.js';

const speech = ['-m', 'wan-2.2-s2v', '-p', 'the keeper reads a tale'];
const wavespeed720 = ['--provider', 'wavespeed', ...speech, '-r', '720p'];

/** A picture, a sound of so many seconds, and the three services that bill speech by the length of the sound. */
async function openStage(seconds: number) {
  const clock = createFakeClock();
  const services = {
    wavespeed: await startWavespeed({ now: clock.now, balance: 100 }),
    replicate: await startReplicate({ now: clock.now }),
    dashscope: await startDashscope({ now: clock.now }),
  };
  onTestFinished(async () => {
    for (const service of Object.values(services)) await service.close();
  });
  const env = {
    WAVESPEED_API_KEY: wavespeedKey,
    WAN_WAVESPEED_BASE_URL: services.wavespeed.url,
    REPLICATE_API_TOKEN: replicateToken,
    WAN_REPLICATE_BASE_URL: services.replicate.url,
    DASHSCOPE_API_KEY: dashscopeKey,
    WAN_DASHSCOPE_BASE_URL: services.dashscope.url,
  };
  const { desk, cwd } = await openStudio(env, clock);
  writeFileSync(join(cwd, 'voice.wav'), silentWave(seconds));
  const paid = () => Object.values(services).reduce((sum, { billableSubmits }) => sum + billableSubmits, 0);
  const quotes = () => services.wavespeed.requests.filter(({ operation }) => operation === 'quote').length;
  const balance = async () => {
    const { data } = (await desk.run('providers', '--balance', '--json')).document();
    return JSON.parse(JSON.stringify(data)).find(({ id }: { id: string }) => id === 'wavespeed').balance.amount;
  };
  return { desk, cwd, paid, quotes, balance };
}

const speak = ['hero.png', '--audio', 'voice.wav', '--json'];

describe('a clip as long as its sound', () => {
  it.each([
    ['wavespeed', 500, '$30.00', ['-r', '720p']],
    ['replicate', 500, '$10.00', []],
    ['dashscope', 19, '$2.394', ['-r', '720p']],
  ] as const)(
    'is refused at %s before it is paid when its price is above the cap',
    async (provider, seconds, price, size) => {
      const { desk, paid } = await openStage(seconds);
      const words = provider === 'dashscope' ? speech.slice(0, 2) : speech;
      const run = await desk.run('generate', ...speak, '--provider', provider, ...words, ...size, '--max-cost', '0.5');
      expect([run.exitCode, paid()]).toEqual([10, 0]);
      expect(run.document().error).toMatchObject({
        code: 'money.cap',
        message: `this run would cost about ${price}, above the cap of $0.50; nothing was sent`,
      });
    },
  );

  it.each([
    [2, 0.18],
    [4, 0.24],
    [12.3, 0.78],
    [20, 1.2],
  ])('of %d s costs what WaveSpeed takes for it, $%d', async (seconds, price) => {
    const { desk, balance, quotes } = await openStage(seconds);
    const run = await desk.run('generate', ...speak, ...wavespeed720, '--max-cost', String(price));
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.document().totals.cost).toMatchObject({ estimated: price });
    expect(await balance()).toBeCloseTo(100 - price, 6);
    expect(quotes()).toBe(0);
  });

  it('has its price in an estimate, in a plan, and when that is applied', async () => {
    const { desk, cwd, paid } = await openStage(500);
    const told = await desk.run('estimate', 'generate', ...speak, ...wavespeed720);
    expect(told.document().data).toMatchObject({ totalUsd: 30, totals: { usd: 30 } });
    const planned = await desk.run('plan', 'generate', ...speak, ...wavespeed720, '-o', 'plan.json');
    expect(planned.exitCode, planned.stdout).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8')).totals).toMatchObject({ usd: 30 });
    const applied = await desk.run('apply', 'plan.json', '--max-cost', '0.5', '--json');
    expect([applied.exitCode, applied.document().error?.code, paid()]).toEqual([10, 'money.cap', 0]);
  });

  it('counts in a batch, each row with its own sound', async () => {
    const { desk, cwd, paid } = await openStage(500);
    writeFileSync(join(cwd, 'short.wav'), silentWave(5));
    writeFileSync(join(cwd, 'rows.csv'), 'image,audio\nhero.png,short.wav\nhero.png,voice.wav\n');
    const batch = (...more: string[]) => desk.run('batch', 'rows.csv', ...wavespeed720, '--json', ...more);
    expect((await batch('--dry-run')).document().data).toMatchObject({ totalUsd: 30.3 });
    const capped = await batch('--max-cost', '10');
    expect([capped.exitCode, capped.document().error?.code, paid()]).toEqual([10, 'money.cap', 0]);
    const within = await batch('--max-cost', '0.5', '--until-cap');
    expect([within.exitCode, paid()]).toEqual([10, 1]);
  });

  it('counts in a film, shot by shot', async () => {
    const { desk, paid } = await openStage(100);
    const shots = ['hero.png', '--audio', 'voice.wav', '--json', '--shot', 'she reads', '--shot', 'she looks up'];
    const asked = ['--provider', 'wavespeed', '-m', 'wan-2.2-s2v', '-r', '720p'];
    expect((await desk.run('estimate', 'chain', ...shots, ...asked)).document().data).toMatchObject({ totalUsd: 12 });
    const capped = await desk.run('chain', ...shots, ...asked, '--max-cost', '0.7');
    expect([capped.exitCode, capped.document().error?.code, paid()]).toEqual([10, 'money.cap', 0]);
  });

  it('counts where another provider may take over', async () => {
    const { desk, paid } = await openStage(500);
    const first = ['--provider', 'replicate', ...speech, '--fallback', 'wavespeed'];
    const run = await desk.run('generate', ...speak, ...first, '--max-cost', '12');
    expect([run.exitCode, run.document().error?.code, paid()]).toEqual([10, 'money.cap', 0]);
  });
});

describe('a clip as long as a sound that only the service sees', () => {
  const url = 'https://sounds.example/voice.wav';

  it.each([
    ['a sound at a URL', ['--audio', url]],
    ['a URL that wins over the file', ['--audio', 'voice.wav', '--set', `audio=${url}`]],
  ])('has no price: %s', async (_, sound) => {
    const { desk, paid, quotes } = await openStage(5);
    const generate = (...more: string[]) =>
      desk.run('generate', 'hero.png', ...sound, ...wavespeed720, '--json', ...more);
    const capped = await generate('--max-cost', '0.5');
    expect([capped.exitCode, capped.document().error?.code]).toEqual([10, 'money.unknown-price']);
    const asked = await generate();
    expect([asked.exitCode, asked.document().error?.code]).toEqual([10, 'money.not-confirmed']);
    expect(asked.stderr).toContain('billed by the length of its sound, which is known of local files only');
    const told = await generate('--dry-run');
    expect([told.exitCode, told.document().data]).toMatchObject([0, { totalUsd: null }]);
    expect([paid(), quotes()]).toEqual([0, 0]);
    const allowed = await generate('--max-cost', '0.5', '--allow-unknown-price');
    expect([allowed.exitCode, paid()]).toEqual([0, 1]);
    expect(allowed.document().totals.cost).toMatchObject({ estimated: null });
  });
});
