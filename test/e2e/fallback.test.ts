import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { falKey, startFal } from '../simulators/fal.js';
import { startWavespeed, wavespeedKey } from '../simulators/wavespeed.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { documentOf, runWan, startWan } from './program.js';
import { preload } from './trials.js';
import { picture } from './workplace.js';

const count = 3;
const command = [
  ...['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--fallback', 'wavespeed'],
  ...['--max-cost', '5', '--json', '--config', 'pace.json'],
];

/** Three rows, a fal without credit, and a wavespeed that takes a submit every two seconds. */
async function openTwo() {
  const [fal, wavespeed] = await Promise.all([startFal(), startWavespeed()]);
  onTestFinished(async () => void (await Promise.all([fal.close(), wavespeed.close()])));
  const base = temporaryDirectory();
  const cwd = join(base, 'here');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'picture.png'), await picture());
  const rows = Array.from({ length: count }, (_, index) => `picture.png,wave ${index}`);
  writeFileSync(join(cwd, 'rows.csv'), `${['image,prompt', ...rows].join('\n')}\n`);
  writeFileSync(join(cwd, 'pace.json'), JSON.stringify({ providers: { wavespeed: { submitsPerMinute: 30 } } }));
  const env = {
    FAL_KEY: falKey,
    WAVESPEED_API_KEY: wavespeedKey,
    WAN_FAL_BASE_URL: fal.url,
    WAN_WAVESPEED_BASE_URL: wavespeed.url,
    NODE_OPTIONS: preload('hurry.mjs'),
  };
  const paid = () => [fal.billableSubmits, wavespeed.billableSubmits];
  return { fal, wavespeed, paid, place: { cwd, state: join(base, 'state'), env } };
}

describe('the same command in a second process while rows go to another provider', () => {
  it('waits for them there, although the first provider has credit again', async () => {
    const { fal, paid, place } = await openTwo();
    fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    const first = startWan(command, place);
    await first.said(/goes to wavespeed/);
    fal.clearFaults();
    const second = await runWan(command, place);
    expect(second.stderr).not.toContain('rendered as new');
    expect([(await first.ended).exitCode, second.exitCode, ...paid()]).toEqual([0, 0, 0, count]);
  });

  it('follows those that it waited for at the first, and counts none as cancelled', async () => {
    const { fal, paid, place } = await openTwo();
    let finishUpload = () => {};
    const until = new Promise<void>((resolve) => {
      finishUpload = resolve;
    });
    fal.fail({ on: 'upload', how: { kind: 'held', until } });
    fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    const first = startWan(command, place);
    await first.said(/^run r_/m);
    const others = [startWan(command, place), startWan(command, place)];
    await Promise.all(others.map((other) => other.said(/under way in/)));
    finishUpload();
    const documents = (await Promise.all([first, ...others].map(({ ended }) => ended))).map(documentOf);
    expect([documents.map(({ exitCode }) => exitCode), ...paid()]).toEqual([[0, 0, 0], 0, count]);
    for (const { totals, jobs } of documents) {
      expect(totals).toMatchObject({ jobs: count, done: count });
      expect(jobs.map(({ output }) => output)).toEqual(documents[0]?.jobs.map(({ output }) => output));
    }
  });
});

describe('a run with --fallback that two processes resume', () => {
  it('goes to another provider once, and both tell of the same clips', async () => {
    const { fal, paid, place } = await openTwo();
    fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    writeFileSync(join(place.cwd, 'poor.json'), JSON.stringify({ budget: { perDay: 0.01 } }));
    const begun = documentOf(await runWan([...command.slice(0, -1), 'poor.json'], place));
    expect([begun.exitCode, ...paid()]).toEqual([10, 0, 0]);
    const resume = ['resume', begun.run ?? '', '--json', '--config', 'pace.json'];
    const both = [startWan(resume, place), startWan(resume, place)];
    const documents = (await Promise.all(both.map(({ ended }) => ended))).map(documentOf);
    expect([documents.map(({ exitCode }) => exitCode), ...paid()]).toEqual([[0, 0], 0, count]);
    for (const { totals, jobs } of documents) {
      expect(totals).toMatchObject({ jobs: count, done: count });
      expect(new Set(jobs.map(({ id }) => id))).toEqual(new Set(documents[0]?.jobs.map(({ id }) => id)));
    }
  });
});
