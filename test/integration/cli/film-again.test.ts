import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { keepFilm, type MadeFilm, madeFilm } from '../../../src/jobs/ledger/films-table.js';
import { openLedger } from '../../../src/jobs/ledger.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { silentWave } from '../../support/silent-wave.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { openStudio, type Studio } from './studio.js';

const storyboard = `image: hero.png
defaults: { model: wan-2.2-turbo, provider: fal, resolution: 480p, seed: 7 }
shots:
  - prompt: the door opens
  - prompt: rain begins
output: film.mp4
`;

function writeStoryboard({ cwd }: Studio, text = storyboard): void {
  writeFileSync(join(cwd, 'film.yaml'), text);
}

const paint = (path: string, background: string) =>
  sharp({ create: { width: 640, height: 640, channels: 3, background } })
    .png()
    .toFile(path);

const chain = ({ desk }: Studio, ...more: readonly string[]) =>
  desk.run('chain', 'film.yaml', '--yes', '--json', ...more);

async function withFilm<T>({ cwd, state }: Studio, use: (film: MadeFilm, keep: (film: MadeFilm) => void) => T) {
  const ledger = await openLedger(state);
  const path = join(cwd, 'film.mp4');
  const made = madeFilm(ledger, path);
  if (made === undefined) throw new Error('there is no film');
  const result = use(made, (film) => keepFilm(ledger, path, film));
  ledger.close();
  return result;
}

describe('a film made again', () => {
  it.each(['seed: 7', 'expandPrompt: false'])(
    'keeps a shot when one with the same words and another picture goes or comes (%s)',
    async (field) => {
      const studio = await openStudio();
      for (const name of ['a', 'b', 'c']) await paint(join(studio.cwd, `${name}.png`), `#${name.repeat(6)}`);
      const shown = async (...names: readonly string[]) => {
        const shots = names.map((name) => `  - { prompt: the camera turns, image: ${name}.png }\n`).join('');
        const defaults = `defaults: { model: wan-2.2-turbo, provider: fal, resolution: 480p, ${field} }`;
        writeStoryboard(studio, `${defaults}\nshots:\n${shots}output: film.mp4\n`);
        return (await chain(studio)).document();
      };
      expect((await shown('a', 'b')).totals).toMatchObject({ done: 2, reused: 0 });
      expect((await shown('b')).totals).toMatchObject({ done: 1, reused: 1 });
      expect((await shown('c', 'a', 'b')).totals).toMatchObject({ done: 3, reused: 2 });
      expect(studio.fal.billableSubmits).toBe(3);
    },
  );

  it('makes two equal shots each on its own, also where they begin with copies of one picture', async () => {
    const studio = await openStudio();
    copyFileSync(join(studio.cwd, 'hero.png'), join(studio.cwd, 'copy.png'));
    const shots = ['hero', 'copy'].map((name) => `  - { prompt: the camera turns, image: ${name}.png }\n`).join('');
    writeStoryboard(
      studio,
      `defaults: { model: wan-2.2-turbo, provider: fal, seed: 7 }\nshots:\n${shots}output: film.mp4\n`,
    );
    const made = (await chain(studio)).document();
    expect([made.totals.done, new Set(made.jobs.map(({ id }) => id)).size]).toEqual([2, 2]);
    expect([(await chain(studio)).document().totals.reused, studio.fal.billableSubmits]).toEqual([2, 2]);
  });

  it('still gives way after a crash right before the new one took its name', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    // The new film is known, the old one still bears the name.
    await withFilm(studio, (made, keep) =>
      keep({ ...made, recipe: 'the new one', bytes: made.bytes + 1, isPlaced: false, replaces: made.bytes }),
    );
    expect((await chain(studio)).document()).toMatchObject({ ok: true, totals: { reused: 2 } });
    expect(await withFilm(studio, ({ isPlaced }) => isPlaced)).toBe(true);
  });

  it('has the music that lies under its name now', async () => {
    const studio = await openStudio();
    writeStoryboard(studio, `${storyboard}music: music.wav\n`);
    const film = () => readFileSync(join(studio.cwd, 'film.mp4'));
    writeFileSync(join(studio.cwd, 'music.wav'), silentWave(1));
    await chain(studio);
    const before = film();
    await chain(studio);
    expect(film().equals(before)).toBe(true);
    writeFileSync(join(studio.cwd, 'music.wav'), silentWave(2));
    const made = await withFilm(studio, ({ recipe }) => recipe);
    expect((await chain(studio)).document()).toMatchObject({ ok: true, totals: { reused: 2 } });
    expect(await withFilm(studio, ({ recipe }) => recipe)).not.toBe(made);
  });

  it('is not made by a plan whose music is another one now', async () => {
    const studio = await openStudio();
    writeStoryboard(studio, `${storyboard}music: music.wav\n`);
    writeFileSync(join(studio.cwd, 'music.wav'), silentWave(1));
    await studio.desk.run('plan', 'chain', 'film.yaml', '-o', 'plan.json');
    writeFileSync(join(studio.cwd, 'music.wav'), silentWave(2));
    const applied = (await studio.desk.run('apply', 'plan.json', '--yes', '--json')).document();
    expect(applied.error).toMatchObject({
      code: 'plan.changed',
      message: expect.stringMatching(/music\.wav is not as/),
    });
    expect(studio.fal.billableSubmits).toBe(0);
  });

  it('leaves no folder for shots that are used again, under another name', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    expect((await chain(studio, '-o', 'other.mp4')).document()).toMatchObject({ ok: true, totals: { reused: 2 } });
    expect(['other.mp4', 'film-shots', 'other-shots'].map(studio.exists)).toEqual([true, true, false]);
  });
});

describe('a film under the name of a later one', () => {
  /** Two runs that made one film after the other under one name: of one shot, then of two. */
  async function twoRuns() {
    const studio = await openStudio();
    const film = async (...shots: readonly string[]) => {
      const asked = shots.flatMap((prompt) => ['--shot', prompt]);
      const where = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '-r', '480p', '-s', '1', '-o', 'film.mp4'];
      const { document } = await studio.desk.run('chain', 'hero.png', ...asked, ...where, '--yes', '--json');
      return document().run ?? '';
    };
    const runs = [await film('dusk'), await film('dusk', 'rain')] as const;
    const frames = async () => (await inspectClip(join(studio.cwd, 'film.mp4'))).frames;
    return { studio, film, runs, frames, framesOfLater: await frames() };
  }

  it('does not replace it when its run is resumed', async () => {
    const { studio, runs, frames, framesOfLater } = await twoRuns();
    const [old, later] = runs;
    const resumed = await studio.desk.run('resume', old, '--json');
    const path = join(studio.cwd, 'film.mp4');
    expect(resumed.document()).toMatchObject({
      exitCode: 7,
      ok: false,
      totals: { done: 1 },
      film: null,
      error: {
        code: 'local.output',
        message: `${path} is the film of the later run ${later}; it was not replaced by that of ${old}`,
        hint: `rename it, then wan resume ${old} makes the other one`,
      },
    });
    expect(await frames()).toBe(framesOfLater);
    expect((await studio.desk.run('resume', later, '--json')).document()).toMatchObject({ ok: true });
  });

  it('is replaced by what was asked for last, also where the clock was set back since', async () => {
    const { studio, film, frames, framesOfLater } = await twoRuns();
    studio.clock.advance(-3_600_000);
    await film('dusk');
    expect(await frames()).toBeLessThan(framesOfLater);
  });

  it('is joined where that one is gone', async () => {
    const { studio, runs, frames, framesOfLater } = await twoRuns();
    rmSync(join(studio.cwd, 'film.mp4'));
    expect((await studio.desk.run('resume', runs[0], '--json')).document()).toMatchObject({ ok: true });
    expect(await frames()).toBeLessThan(framesOfLater);
  });

  it('is no conflict for a run that wanted the same film', async () => {
    const { studio, film, runs, frames, framesOfLater } = await twoRuns();
    const [old, between] = runs;
    const again = await film('dusk');
    for (const run of [old, again]) {
      expect((await studio.desk.run('resume', run, '--json')).document()).toMatchObject({ ok: true });
    }
    expect((await studio.desk.run('resume', between, '--json')).document().error?.message).toContain(again);
    expect(await frames()).toBeLessThan(framesOfLater);
  });
});

describe('the name of a film', () => {
  const short = ['chain', 'hero.png', '--shot', 'dusk', '--shot', 'rain', '--provider', 'fal', '-m', 'wan-2.2-turbo'];
  const request = [...short, '-r', '480p', '-s', '0', '--yes', '--json'];

  it('is not that of one of its shots, even with --overwrite, and nothing is paid', async () => {
    const studio = await openStudio();
    for (const more of [[], ['--overwrite']]) {
      const refused = await studio.desk.run(...request, '-o', '1.mp4', '--shots', '{shot}.webm', ...more);
      expect(refused.document().error).toMatchObject({
        code: 'output.conflict',
        message: `${join(studio.cwd, '1.mp4')} is the clip of a shot`,
      });
    }
    expect(studio.fal.billableSubmits).toBe(0);
  });

  it('does not replace a shot that was paid before', async () => {
    const studio = await openStudio();
    const [first] = (await studio.desk.run(...request, '-o', 'film.mp4')).document().jobs;
    const clip = first?.output ?? '';
    const before = readFileSync(clip);
    const refused = await studio.desk.run(...request, '-o', clip, '--overwrite');
    expect([refused.document().error?.code, readFileSync(clip).equals(before)]).toEqual(['output.conflict', true]);
  });
});

describe('a chain', () => {
  it.each([
    ['--end-image', 'hero.png', /not for chains/],
    ['-i', 'hero.png', /image is given twice/],
    ['-p', 'snow', /take the place of every --shot/],
  ])('does not pass over %s in silence', async (flag, value, message) => {
    const studio = await openStudio();
    const refused = await studio.desk.run('chain', 'hero.png', '--shot', 'dusk', flag, value, '--json');
    expect(refused.document().error).toMatchObject({
      code: 'usage.invalid',
      message: expect.stringMatching(message),
    });
  });
});

describe('a film that cannot be joined', () => {
  /** Two films whose clips are there, begun in this order and not joined. */
  async function twoFilms() {
    const studio = await openStudio();
    writeFileSync(join(studio.cwd, 'music.wav'), silentWave(1));
    for (const name of ['first', 'second']) {
      writeStoryboard(studio, storyboard.replace('film.mp4', `${name}.mp4`).replace('7', name === 'first' ? '1' : '2'));
      expect((await chain(studio, ...(name === 'first' ? ['--music', 'music.wav'] : []))).exitCode).toBe(0);
      rmSync(join(studio.cwd, `${name}.mp4`));
    }
    const ledger = await openLedger(studio.state);
    for (const name of ['first.mp4', 'second.mp4']) {
      const made = madeFilm(ledger, join(studio.cwd, name));
      if (made !== undefined) keepFilm(ledger, join(studio.cwd, name), { ...made, isPlaced: false });
    }
    ledger.close();
    rmSync(join(studio.cwd, 'music.wav'));
    return studio;
  }

  it('does not keep resume from joining another one, and is no fault of it', async () => {
    const studio = await twoFilms();
    const resumed = await studio.desk.run('resume', '--json');
    expect(resumed.document()).toMatchObject({ exitCode: 0, film: { output: join(studio.cwd, 'second.mp4') } });
    expect(resumed.stderr).toMatch(/first\.mp4 was not joined: .*music\.wav.* cannot be read/);
  });

  it('is told with the shots as they ended', async () => {
    const studio = await openStudio();
    writeStoryboard(studio);
    await chain(studio);
    const shots = readdirSync(join(studio.cwd, 'film-shots')).map((name) => join(studio.cwd, 'film-shots', name));
    for (const shot of shots) writeFileSync(shot, Buffer.alloc(statSync(shot).size));
    const broken = (await chain(studio, '-o', 'other.mp4')).document();
    expect(broken).toMatchObject({ ok: false, totals: { done: 2, reused: 2, cost: { actual: 0 } } });
  });

  it('is named where Ctrl-C ends the join, and joined by the command that is told', async () => {
    const gate = join(temporaryDirectory(), 'ffmpeg');
    const script = `#!/bin/sh\ncase "$*" in *concat=*) touch '${gate}.begun'; exec sleep 60;; esac\nexec ffmpeg "$@"\n`;
    writeFileSync(gate, script, { mode: 0o755 });
    const studio = await openStudio({ FFMPEG_PATH: gate });
    writeStoryboard(studio);
    const running = chain(studio);
    await expect.poll(() => existsSync(`${gate}.begun`)).toBe(true);
    studio.desk.interrupt('SIGINT');
    const { exitCode, error, run } = (await running).document();
    expect({ exitCode, ...error }).toMatchObject({
      exitCode: 130,
      message: `stopped; ${join(studio.cwd, 'film.mp4')} is not joined yet`,
      hint: `wan resume ${run}`,
    });
    writeFileSync(gate, '#!/bin/sh\nexec ffmpeg "$@"\n', { mode: 0o755 });
    expect((await studio.desk.run('resume', run ?? '')).exitCode).toBe(0);
    expect([studio.exists('film.mp4'), studio.fal.billableSubmits]).toEqual([true, 2]);
  });
});
