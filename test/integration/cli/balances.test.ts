import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { falKey, startFal } from '../../simulators/fal.js';
import { kieKey, startKie } from '../../simulators/kie.js';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const rowsSchema = z.array(z.looseObject({ id: z.string(), balance: z.record(z.string(), z.json()).optional() }));

/** Keys of fal, WaveSpeed and Kie; Replicate has a key and no balance, all others have neither. */
async function open({ falBalance, clock = createFakeClock() }: { falBalance?: number; clock?: FakeClock } = {}) {
  const cwd = temporaryDirectory();
  const [fal, wavespeed, kie] = await Promise.all([
    startFal(falBalance === undefined ? {} : { balance: falBalance }),
    startWavespeed({ balance: 12.349 }),
    startKie(),
  ]);
  onTestFinished(async () => {
    await Promise.all([fal, wavespeed, kie].map((simulator) => simulator.close()));
  });
  const desk = createDesk({
    cwd,
    stateDirectory: join(cwd, 'state'),
    clock,
    env: {
      FAL_KEY: falKey,
      WAN_FAL_BASE_URL: fal.url,
      WAVESPEED_API_KEY: wavespeedKey,
      WAN_WAVESPEED_BASE_URL: wavespeed.url,
      KIE_API_KEY: kieKey,
      WAN_KIE_BASE_URL: kie.url,
      REPLICATE_API_TOKEN: 'r8_any',
    },
  });
  const balances = async () => {
    const ended = await desk.run('providers', '--balance', '--json');
    const rows = rowsSchema.parse(ended.document().data);
    return { exitCode: ended.exitCode, of: new Map(rows.map(({ id, balance }) => [id, balance])) };
  };
  return { desk, wavespeed, balances };
}

describe('wan providers --balance', () => {
  it('tells what is left on each account, and why it is not told of the others', async () => {
    const { balances } = await open({ falBalance: 3.5 });
    const { exitCode, of } = await balances();
    expect(exitCode).toBe(0);
    expect(of.get('fal')).toEqual({ amount: 3.5, currency: 'USD', note: null, error: null });
    expect(of.get('wavespeed')).toMatchObject({ amount: 12.349, currency: 'USD' });
    expect(of.get('kie')).toMatchObject({ currency: 'credits', amount: expect.any(Number) });
    expect(of.get('replicate')).toEqual({ amount: null, currency: null, note: 'no balance API', error: null });
    expect(of.get('atlascloud')).toMatchObject({ amount: null, note: 'no key' });
    expect(of.get('local')).toMatchObject({ note: 'no balance API' });
  });

  it('shows an amount never higher than it is', async () => {
    const { desk } = await open({ falBalance: 3.5 });
    const { stdout } = await desk.run('providers', '--balance');
    expect(stdout).toMatch(/^fal\t[^\t]*\tyes\t\$3\.50\t/m);
    expect(stdout).toMatch(/^wavespeed\t[^\t]*\tyes\t\$12\.34\t/m);
    expect(stdout).toMatch(/^kie\t[^\t]*\tyes\t\d+(\.\d+)? credits\t/m);
    expect(stdout).toMatch(/^replicate\t[^\t]*\tyes\tno balance API\t/m);
  });

  it('says so where the key may not see it', async () => {
    const { balances } = await open();
    expect((await balances()).of.get('fal')).toMatchObject({
      amount: null,
      note: 'not shown to this key',
      error: null,
    });
  });

  it.each([
    ['http', { kind: 'http', status: 500 }, 'provider.unavailable'],
    ['html', { kind: 'html' }, 'provider.unavailable'],
    ['lost', { kind: 'lost-before' }, 'network.failed'],
  ] as const)('lets one that fails (%s) fail alone', async (_, how, code) => {
    const { balances, wavespeed } = await open({ falBalance: 3.5 });
    wavespeed.fail({ on: 'balance', how });
    const { exitCode, of } = await balances();
    expect(exitCode).toBe(0);
    expect(of.get('wavespeed')).toMatchObject({
      amount: null,
      error: { code, message: expect.stringContaining('wavespeed') },
    });
    expect(of.get('fal')).toMatchObject({ amount: 3.5 });
  });

  it('waits for nobody longer than ten seconds', async () => {
    const fake = createFakeClock();
    let wavespeedIsAsked = () => false;
    const clock: FakeClock = {
      ...fake,
      every: (ms, task) => {
        expect(ms).toBe(10_000);
        const look = setInterval(() => wavespeedIsAsked() && task(), 1);
        return () => clearInterval(look);
      },
    };
    const { balances, wavespeed } = await open({ falBalance: 3.5, clock });
    wavespeed.fail({ on: 'balance', how: { kind: 'hang' } });
    wavespeedIsAsked = () => wavespeed.requests.some(({ path }) => path === '/api/v3/balance');
    const { exitCode, of } = await balances();
    expect(exitCode).toBe(0);
    expect(of.get('wavespeed')).toMatchObject({ error: { code: 'network.failed', message: 'no answer within 10 s' } });
  });

  it('asks nobody without the flag', async () => {
    const { desk, wavespeed } = await open();
    const { stdout } = await desk.run('providers', '--json');
    expect(stdout).not.toContain('"amount"');
    expect(wavespeed.requests).toEqual([]);
  });
});
