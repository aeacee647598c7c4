import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { documentOf, runWan, startWan } from '../e2e/program.js';
import { inParallel, preload } from '../e2e/trials.js';
import type { ProviderBench } from '../providers/provider-bench.js';
import { providerBenches } from '../providers/provider-benches.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Place, type PlaceOptions, withPlace } from './place.js';
import { recover } from './recover.js';
import { createTallies, isClean } from './tally.js';
import { batch, chain, generate, type Prepare, type Work } from './work.js';

const tallies = createTallies();
const faults: string[] = [];
const commands: readonly Prepare[] = [generate, batch(4), chain(2)];
const dayMs = 86_400_000;

/** Meets one trouble and returns what the run said; then the trouble is over and a user goes on. */
type Meet = (place: Place, work: Work) => Promise<string>;

async function trial(row: string, bench: ProviderBench, prepare: Prepare, meet: Meet, options: PlaceOptions = {}) {
  await withPlace(
    bench,
    async (place) => {
      const work = prepare(place);
      const stderr = await meet(place, work);
      const recovered = await recover(place, work, { stderr, byCommand: true });
      tallies.add(row, { ...recovered.counted, met: 1 });
      faults.push(...recovered.faults.map((text) => `${row}, ${bench.id} ${work.name}: ${text}`));
    },
    options,
  );
}

/** Every provider with each command. */
async function atEveryProvider(row: string, meet: Meet, options?: () => PlaceOptions): Promise<void> {
  const trials = providerBenches.map((bench, index) => ({ bench, prepare: commands[index % commands.length] }));
  await inParallel(trials, ({ bench, prepare = generate }) => trial(row, bench, prepare, meet, options?.()));
}

it.each(['SIGTERM', 'SIGINT'] as const)('%s', async (signal) => {
  await atEveryProvider(signal, async (place, { command }) => {
    const running = startWan(command, place);
    await running.said(/submitting|submitted/);
    running.child.kill(signal);
    const ended = await running.ended;
    expect([0, signal === 'SIGINT' ? 130 : 143], ended.stderr).toContain(ended.exitCode);
    return ended.stderr;
  });
});

it('SIGINT twice', async () => {
  await atEveryProvider('SIGINT twice', async (place, { command }) => {
    const running = startWan(command, place);
    await running.said(/submitting|submitted/);
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    return (await running.ended).stderr;
  });
});

it.each([256, 512, 640, 768])('a disk of %i KB that is full, and then is not', async (kilobytes) => {
  const onSmallDisk = () => {
    const base = temporaryDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', base]);
    onTestFinished(() => void execFileSync('umount', ['-l', base]));
    return { base };
  };
  await atEveryProvider(
    'full disk',
    async (place, { command }) => {
      const ended = await runWan([...command, '--json'], place);
      expect(documentOf(ended).exitCode).toBe(ended.exitCode);
      execFileSync('mount', ['-o', 'remount,size=64m', join(place.cwd, '..')]);
      return ended.stderr;
    },
    onSmallDisk,
  );
});

it('a state directory that is read-only, and then is not', async () => {
  await atEveryProvider('read-only state', async (place, { command }) => {
    mkdirSync(place.state);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', place.state]);
    const ended = await runWan([...command, '--json'], place);
    execFileSync('umount', [place.state]);
    expect(documentOf(ended)).toMatchObject({ exitCode: 7, error: { code: 'local.ledger' } });
    expect(place.simulator.billableSubmits).toBe(0);
    chmodSync(place.state, 0o700);
    return '';
  });
});

it('a ledger that another process holds locked for a while', async () => {
  await atEveryProvider('locked ledger', async (place, { command }) => {
    const first = await runWan(['jobs', '--json'], place);
    expect(first.exitCode, first.stderr).toBe(0);
    const Database = createRequire(import.meta.url)('libsql');
    const ledger = new Database(join(place.state, 'ledger.sqlite'));
    ledger.exec('BEGIN IMMEDIATE');
    const timer = setTimeout(() => ledger.exec('COMMIT'), 1_500);
    const ended = await runWan(command, place);
    clearTimeout(timer);
    ledger.close();
    expect(ended.exitCode, ended.stderr).toBe(0);
    return ended.stderr;
  });
});

it.each([-dayMs, -3_600_000, 3_600_000, dayMs])('a clock that is %i ms off, and then is right', async (shift) => {
  await atEveryProvider('clock jump', async (place, { command }) => {
    const env = { ...place.env, NODE_OPTIONS: preload('hurry.mjs', 'shift-clock.mjs'), WAN_CLOCK_SHIFT: `${shift}` };
    const running = startWan(command, { ...place, env });
    await running.said(/submitted/);
    running.child.kill('SIGKILL');
    return (await running.ended).stderr;
  });
});

it.each([2, 8])('%i processes at once', async (count) => {
  await atEveryProvider(`${count} processes`, async (place, { command }) => {
    const all = await Promise.all(Array.from({ length: count }, () => runWan([...command, '--json'], place)));
    for (const ended of all) expect(documentOf(ended).exitCode, ended.stdout).toBe(0);
    return '';
  });
});

it('nothing is paid twice, lost or exchanged', () => {
  process.stdout.write(`\nother trouble\n${tallies.table()}\n`);
  expect(faults).toEqual([]);
  expect(isClean(tallies.sum())).toBe(true);
});
