import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepFilm, madeFilm } from '../../../src/jobs/ledger/films-table.js';
import { openLedger } from '../../../src/jobs/ledger.js';
import { silentWave } from '../../support/silent-wave.js';
import { openStudio, type Studio } from './studio.js';

const storyboard = `image: hero.png
defaults: { model: wan-2.2-turbo, provider: fal, resolution: 480p, seed: 7 }
shots:
  - prompt: the door opens
  - prompt: rain begins
  - prompt: a car passes
    image: hero.png
output: film.mp4
`;

function writeStoryboard({ cwd }: Studio, text = storyboard): void {
  writeFileSync(join(cwd, 'film.yaml'), text);
}

const chain = ({ desk }: Studio, ...more: readonly string[]) =>
  desk.run('chain', 'film.yaml', '--yes', '--json', ...more);

const bodies = ({ fal }: Studio) =>
  fal.requests.filter(({ method, path }) => method === 'POST' && path.includes('turbo')).map(({ json }) => json);

/** The ledger as it is right before and right after a film is given its name. */
async function crashedWhilePlacing({ cwd, state }: Studio): Promise<void> {
  const ledger = await openLedger(state);
  const film = join(cwd, 'film.mp4');
  const made = madeFilm(ledger, film);
  if (made === undefined) throw new Error('there is no film');
  keepFilm(ledger, film, { ...made, isPlaced: false });
  ledger.close();
}

describe('wan chain', () => {
  it('makes each shot once, the next from the last frame of the one before, and joins the film', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    const made = (await chain(studio)).document();
    expect(made).toMatchObject({ ok: true, command: 'chain', totals: { done: 3 } });
    expect(made.film).toMatchObject({
      output: join(studio.cwd, 'film.mp4'),
      // Three clips of 16 frames, the shared one of the chained cut shown once.
      cuts: [{ kind: 'chained' }, { kind: 'cut' }],
    });
    expect(made.jobs.map(({ seed }) => seed)).toEqual([7, 8, 7]);
    const images = bodies(studio).map((body) =>
      typeof body === 'object' && body !== null && 'image_url' in body ? body.image_url : '',
    );
    expect(new Set(images).size).toBe(2);
    expect([studio.fal.billableSubmits, studio.exists('film.mp4')]).toEqual([3, true]);
  });

  it.each([
    ['music.mp4', /is the music$/],
    ['hero.mp4', /is one of the inputs$/],
  ])('does not replace its own %s, and pays nothing', async (name, message) => {
    const studio = await openStudio();
    copyFileSync(join(studio.cwd, 'hero.png'), join(studio.cwd, 'hero.mp4'));
    writeStoryboard(studio, storyboard.replaceAll('hero.png', 'hero.mp4'));
    writeFileSync(join(studio.cwd, 'music.mp4'), silentWave(1));
    const before = readFileSync(join(studio.cwd, name));
    const run = await chain(studio, '--music', 'music.mp4', '-o', name, '--overwrite');
    expect(run.document().error).toMatchObject({ code: 'output.conflict', message: expect.stringMatching(message) });
    expect([readFileSync(join(studio.cwd, name)).equals(before), studio.fal.billableSubmits]).toEqual([true, 0]);
  });

  it.each([
    ['fade:3', 'shot 2 is 5 s long, too short for a fade of 3 s at each end', 'fade:2.4'],
    ['fade:9.5', 'shot 2 is 5 s long, too short for a fade of 9.5 s at each end', 'fade:2.4'],
  ])('refuses %s where a shot is too short for it, before anything is paid', async (join, message, shorter) => {
    const studio = await openStudio();
    writeStoryboard(studio);
    const film = ['chain', 'film.yaml', '--json', '--join', join];
    for (const command of [
      [...film, '--yes'],
      ['plan', ...film, '-o', 'plan.json'],
    ]) {
      const run = await studio.desk.run(...command);
      expect([run.exitCode, studio.fal.billableSubmits]).toEqual([2, 0]);
      expect(run.document().error).toMatchObject({
        code: 'request.invalid',
        message,
        hint: expect.stringContaining(shorter),
      });
    }
  });

  it('costs nothing again, joins nothing again, and prints the film alone', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    const film = readFileSync(join(studio.cwd, 'film.mp4'));
    const again = await studio.desk.run('chain', 'film.yaml', '--yes');
    expect([again.exitCode, again.stdout, studio.fal.billableSubmits]).toEqual([
      0,
      `${join(studio.cwd, 'film.mp4')}\n`,
      3,
    ]);
    expect(readFileSync(join(studio.cwd, 'film.mp4')).equals(film)).toBe(true);
  });

  it('renders a changed shot and what follows from it, nothing before it', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    writeStoryboard(studio, storyboard.replace('the door opens', 'the gate opens'));
    const told = await chain(studio, '--dry-run');
    expect(told.document().data).toMatchObject({ totals: { render: 2, reused: 1, usd: 0.1 } });
    await chain(studio);
    expect(studio.fal.billableSubmits).toBe(5);
    writeStoryboard(
      studio,
      storyboard.replace('the door opens', 'the gate opens').replace('rain begins', 'snow begins'),
    );
    expect((await chain(studio)).document().totals).toMatchObject({ done: 3, reused: 2 });
    expect(studio.fal.billableSubmits).toBe(6);
  });

  it('does not begin a shot whose first frame is missing, and goes on with resume', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    studio.fal.fail({ on: 'download', times: 99, how: { kind: 'download', how: '404' } });
    const cut = await chain(studio);
    const { run, jobs } = cut.document();
    expect(jobs.map(({ status }) => status)).toEqual(['rendered', 'planned', 'rendered']);
    expect([studio.fal.billableSubmits, studio.exists('film.mp4')]).toEqual([2, false]);
    studio.fal.clearFaults();
    const resumed = await studio.desk.run('resume', run ?? '', '--json');
    expect(resumed.document()).toMatchObject({ exitCode: 0, film: { output: join(studio.cwd, 'film.mp4') } });
    expect([studio.fal.billableSubmits, studio.exists('film.mp4')]).toEqual([3, true]);
  });

  it('knows its own film again after a crash between its name and the ledger, and clears what was left', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    const left = join(studio.cwd, 'film-o_0123456789abcdef.mp4.part');
    writeFileSync(left, 'half a film');
    await crashedWhilePlacing(studio);
    const again = await chain(studio);
    expect([again.exitCode, existsSync(left), studio.fal.billableSubmits]).toEqual([0, false, 3]);
  });

  it('joins the film anew after a crash before it got its name', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    await crashedWhilePlacing(studio);
    rmSync(join(studio.cwd, 'film.mp4'));
    expect((await studio.desk.run('resume')).exitCode).toBe(0);
    expect([studio.exists('film.mp4'), studio.fal.billableSubmits]).toEqual([true, 3]);
  });

  it('takes a short form on the command line', async () => {
    const studio = await openStudio();
    const made = await studio.desk.run(
      ...[
        'chain',
        'hero.png',
        '--shot',
        'the door opens',
        '--shot',
        'rain',
        '--provider',
        'fal',
        '-m',
        'wan-2.2-turbo',
      ],
      ...['-r', '480p', '--json', '-o', 'short.mp4', '--shots', 's/{shot}.mp4', '-s', '0'],
    );
    expect(made.document()).toMatchObject({ ok: true, jobs: [{ seed: 0 }, { seed: 1 }] });
    expect(readdirSync(join(studio.cwd, 's')).sort()).toEqual(['1.mp4', '2.mp4']);
  });

  it('refuses a fade of music where there is none, before anything is paid', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    const { exitCode, stderr } = await chain(studio, '--fade-out', '3');
    expect([exitCode, studio.fal.billableSubmits, stderr]).toEqual([
      2,
      0,
      expect.stringContaining('the film has none'),
    ]);
  });

  it('refuses a film name that is taken before anything is paid, but replaces its own film', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    writeFileSync(join(studio.cwd, 'film.mp4'), 'somebody else');
    const refused = await chain(studio);
    expect([refused.exitCode, refused.document().error?.code, studio.fal.billableSubmits]).toEqual([
      2,
      'output.conflict',
      0,
    ]);
    rmSync(join(studio.cwd, 'film.mp4'));
    await chain(studio);
    writeStoryboard(studio, storyboard.replace('a car passes', 'a bus passes'));
    expect((await chain(studio)).exitCode).toBe(0);
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['an unknown key', storyboard.replace('defaults', 'default'), /film\.yaml:2:1: default: unknown key.*defaults/],
    [
      'a shot without sense',
      storyboard.replace('prompt: rain begins', 'promt: rain'),
      /film\.yaml:5:\d+: shots\.1\.promt: unknown key/,
    ],
    ['no shots', 'image: hero.png\nshots: []\n', /shots: there are no shots/],
    [
      'a picture outside the folder',
      storyboard.replace('image: hero.png', 'image: ../hero.png'),
      /film\.yaml:1:\d+: image: .* is outside the folder/,
    ],
    [
      'the safety checker',
      storyboard.replace('seed: 7', 'safetyChecker: false'),
      /only the user turns the safety checker off/,
    ],
    ['an output that leads out', storyboard.replace('output: film.mp4', 'output: ../film.mp4'), /output: leads out/],
    ['an odd join', `${storyboard}join: wipe\n`, /join: must be smooth, copy or fade/],
  ];
  it.each(faults)('refuses %s with its place, before anything is sent', async (_what, text, message) => {
    const studio = await openStudio();
    writeStoryboard(studio, text);
    const run = await chain(studio);
    expect([run.exitCode, run.document().error?.code, studio.fal.requests.length]).toEqual([
      2,
      'storyboard.invalid',
      0,
    ]);
    expect(run.document().error?.message).toMatch(message);
    expect(run.document().error?.hint).not.toContain('config');
  });

  it('reads pictures from the folder of its storyboard, wherever it is called from', async () => {
    const studio = await openStudio();
    mkdirSync(join(studio.cwd, 'board'));
    writeFileSync(join(studio.cwd, 'board', 'hero.png'), readFileSync(join(studio.cwd, 'hero.png')));
    rmSync(join(studio.cwd, 'hero.png'));
    writeFileSync(join(studio.cwd, 'board', 'film.yaml'), storyboard);
    expect((await studio.desk.run('chain', 'board/film.yaml', '--dry-run', '--json')).exitCode).toBe(0);
  });
});

describe('wan chain once more', () => {
  it('renders every shot anew with --force, as a new film whose shots are then reused', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    const first = (await chain(studio)).document();
    const forced = (await chain(studio, '--force')).document();
    expect(forced).toMatchObject({ ok: true, totals: { done: 3, reused: 0 } });
    expect(new Set([...first.jobs, ...forced.jobs].map(({ id }) => id)).size).toBe(6);
    const again = (await chain(studio)).document();
    expect(again.jobs.map(({ id }) => id)).toEqual(forced.jobs.map(({ id }) => id));
    expect(studio.fal.billableSubmits).toBe(6);
  });

  it('submits a failed shot anew with --retry-failed, and what follows from it', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    studio.fal.fail({ on: 'submit', how: { kind: 'task-failed' } });
    expect((await chain(studio)).exitCode).toBe(3);
    const told = await chain(studio);
    expect([told.exitCode, studio.fal.billableSubmits]).toEqual([3, 2]);
    const retried = (await chain(studio, '--retry-failed')).document();
    expect(retried).toMatchObject({ ok: true, totals: { done: 3, reused: 1 }, film: { output: expect.any(String) } });
    expect(studio.fal.billableSubmits).toBe(4);
  });

  it('renders a shot anew that was cancelled', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    studio.fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const [first] = (await chain(studio)).document().jobs;
    await studio.desk.run('cancel', first?.id ?? '');
    studio.fal.clearFaults();
    expect((await chain(studio)).document()).toMatchObject({ ok: true, totals: { done: 3 } });
    expect(studio.fal.billableSubmits).toBe(3);
  });

  it('renders a shot anew whose clip is gone for good, and what follows from it', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    const [first] = (await chain(studio)).document().jobs;
    rmSync(first?.output ?? '');
    studio.clock.advance(9 * 24 * 3_600_000);
    expect((await chain(studio)).document()).toMatchObject({ ok: true, totals: { done: 3, reused: 1 } });
    expect(studio.fal.billableSubmits).toBe(5);
  });

  it('numbers the names of its shots', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    expect((await chain(studio, '--shots', 's/{index}.mp4')).exitCode).toBe(0);
    expect(readdirSync(join(studio.cwd, 's')).sort()).toEqual(['1.mp4', '2.mp4', '3.mp4']);
  });
});
