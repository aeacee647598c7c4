import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { MainRun } from '../../support/run-main.js';
import { openStudio, type Studio } from './studio.js';

const request = ['hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--json'];

async function planned(...more: readonly string[]) {
  const studio = await openStudio();
  const made = await studio.desk.run('plan', 'generate', ...request, '-o', 'plan.json', ...more);
  const file = join(studio.cwd, 'plan.json');
  const apply = (...flags: readonly string[]) => studio.desk.run('apply', 'plan.json', '--yes', '--json', ...flags);
  return { ...studio, made, file, apply, read: () => JSON.parse(readFileSync(file, 'utf8')) };
}

const submits = ({ fal }: Pick<Studio, 'fal'>) =>
  fal.requests.filter(({ method, path }) => method === 'POST' && path.includes('turbo'));

describe('wan plan', () => {
  it('writes the exact body, price and name down and sends nothing', async () => {
    const { made, read, fal, cwd } = await planned('--output', 'clips/{index}.mp4', '-c', '2');
    expect(made.document().error).toBeNull();
    expect([made.exitCode, fal.billableSubmits]).toEqual([0, 0]);
    expect(made.document()).toMatchObject({ command: 'plan', data: { plan: join(cwd, 'plan.json') } });
    const { clips, totals, kind } = read();
    expect(kind).toBe('wan plan');
    expect(clips).toHaveLength(2);
    expect(clips[0]).toMatchObject({
      action: 'render',
      usd: 0.1,
      output: join(cwd, 'clips', '1.mp4'),
      body: { prompt: 'the lamp is lit', seed: clips[0].seed },
    });
    expect(totals).toMatchObject({ render: 2, usd: 0.2 });
  });

  it('needs a file to write to, and does not replace one by itself', async () => {
    const { desk } = await openStudio();
    expect((await desk.run('plan', 'generate', ...request)).exitCode).toBe(2);
    const { desk: other } = await planned();
    expect((await other.run('plan', 'generate', ...request, '-o', 'plan.json')).document().error?.code).toBe(
      'output.conflict',
    );
  });

  it('does not replace what it is made from, --overwrite or not', async () => {
    const { desk, cwd, fal } = await openStudio();
    const shots = 'image: hero.png\ndefaults: { model: wan-2.2-turbo, provider: fal }\nshots: [{ prompt: waves }]\n';
    writeFileSync(join(cwd, 'film.yaml'), shots);
    const picture = readFileSync(join(cwd, 'hero.png'));
    const conflict = { code: 'output.conflict', message: expect.stringMatching(/is one of the inputs$/) };
    const one = await desk.run('plan', 'generate', ...request, '-o', 'hero.png', '--overwrite');
    const film = await desk.run('plan', 'chain', 'film.yaml', '-o', 'film.yaml', '--overwrite', '--json');
    expect([one.document().error, film.document().error]).toMatchObject([conflict, conflict]);
    expect(readFileSync(join(cwd, 'hero.png')).equals(picture)).toBe(true);
    expect([readFileSync(join(cwd, 'film.yaml'), 'utf8'), fal.billableSubmits]).toEqual([shots, 0]);
  });

  it('keeps what was there in the plan: a finished clip is not planned again', async () => {
    const { apply, desk, read } = await planned('-s', '5');
    await apply();
    await desk.run('plan', 'generate', ...request, '-s', '5', '-o', 'plan.json', '--overwrite');
    expect(read().clips).toMatchObject([{ action: 'reuse', usd: 0 }]);
  });
});

describe('wan plan --fallback', () => {
  it.each([
    ['generate', request],
    ['batch', ['rows.csv', ...request.slice(3)]],
  ])('%s is refused: a plan holds the bodies of one provider', async (command, words) => {
    const { desk, cwd, fal, exists } = await openStudio();
    writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\n');
    const run = await desk.run('plan', command, ...words, '--fallback', 'wavespeed', '-o', 'plan.json');
    expect(run.document().error).toMatchObject({
      code: 'usage.invalid',
      message: 'a plan holds what one provider is sent: --fallback has no effect on it',
      hint: 'leave --fallback out, or give it to wan generate or wan batch',
    });
    expect([run.exitCode, fal.requests.length, exists('plan.json')]).toEqual([2, 0, false]);
  });
});

describe('--report of what makes no clips', () => {
  it.each([['plan', '-o', 'plan.json'], ['estimate']])('is refused: %s', async (purpose, ...more) => {
    const { desk, cwd, fal, exists } = await openStudio();
    writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\n');
    const words = ['batch', 'rows.csv', ...request.slice(3), '--report', 'report.md'];
    const run = await desk.run(purpose, ...words, ...more);
    expect(run.document().error).toMatchObject({
      code: 'usage.invalid',
      message: `wan ${purpose} makes no clips, so that there is no --report of them`,
    });
    expect([run.exitCode, fal.requests.length, exists('plan.json')]).toEqual([2, 0, false]);
  });
});

describe('wan apply', () => {
  it('submits exactly what was planned, once, however often it is applied', async () => {
    const studio = await planned('-c', '2');
    const { clips } = studio.read();
    const first = await studio.apply();
    expect(first.document().jobs).toMatchObject(
      clips.map(({ job, seed }: { job: string; seed: number }) => ({ id: job, seed, status: 'done' })),
    );
    const bodies = submits(studio).map(({ json }) => json);
    for (const { body } of clips) expect(bodies).toContainEqual({ ...body, image_url: expect.any(String) });
    const second = await studio.apply();
    expect([second.exitCode, second.document().totals.reused, studio.fal.billableSubmits]).toEqual([0, 2, 2]);
  });

  it('refuses when the picture, the plan or a preset changed, and sends nothing', async () => {
    const picture = await planned();
    await sharp({ create: { width: 700, height: 640, channels: 3, background: '#334455' } })
      .png()
      .toFile(join(picture.cwd, 'hero.png'));
    const edited = await planned();
    writeFileSync(edited.file, readFileSync(edited.file, 'utf8').replaceAll('the lamp is lit', 'the lamp is out'));
    const gone = await planned();
    rmSync(join(gone.cwd, 'hero.png'));
    const codes = [];
    for (const { apply, fal } of [picture, edited, gone]) {
      const run = await apply();
      codes.push([run.exitCode, run.document().error?.code, fal.billableSubmits]);
    }
    expect(codes).toEqual([
      [2, 'plan.changed', 0],
      [2, 'plan.changed', 0],
      [2, 'image.missing', 0],
    ]);
  });

  it('refuses when a preset changed', async () => {
    const studio = await openStudio();
    const preset = join(studio.cwd, 'calm.json');
    writeFileSync(preset, '{ "prompt": "slow" }');
    await studio.desk.run(
      'plan',
      'generate',
      'hero.png',
      '--preset',
      './calm.json',
      ...request.slice(3),
      '-o',
      'plan.json',
    );
    writeFileSync(preset, '{ "prompt": "fast" }');
    expect((await studio.desk.run('apply', 'plan.json', '--json')).document().error?.code).toBe('plan.changed');
  });

  it('holds no secret of an address, and still sends the whole one', async () => {
    const studio = await openStudio();
    const url = `https://media.example/hero.png?signature=s3cr3t`;
    await studio.desk.run('plan', 'generate', url, ...request.slice(1), '-o', 'plan.json');
    expect(readFileSync(join(studio.cwd, 'plan.json'), 'utf8')).not.toContain('s3cr3t');
    await studio.desk.run('apply', 'plan.json', '--yes', '--json');
    expect(JSON.stringify(submits(studio).map(({ json }) => json))).toContain('s3cr3t');
  });

  it('is no way around a cap or a confirmation', async () => {
    const studio = await planned('-c', '20', '--output', '{id}.mp4');
    const run = await studio.desk.run('apply', 'plan.json', '--json');
    expect([run.exitCode, studio.fal.billableSubmits]).toEqual([10, 0]);
  });
});

describe('a plan applied again', () => {
  const outcome = async (run: Promise<MainRun>, { fal }: Pick<Studio, 'fal'>) => {
    const { exitCode, stdout } = await run;
    return [exitCode, JSON.parse(stdout).error?.code ?? null, fal.billableSubmits];
  };

  it('renders nothing for a clip that was cancelled, and says how to go on', async () => {
    const studio = await planned();
    studio.fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
    const refused = await studio.apply();
    await studio.desk.run('cancel', studio.read().clips[0].job);
    studio.fal.clearFaults();
    expect(await outcome(studio.apply(), studio)).toEqual([2, 'plan.changed', 0]);
    const { message, hint } = (await studio.apply()).document().error ?? {};
    expect([message, hint]).toEqual([
      expect.stringContaining(`${studio.read().clips[0].job} was cancelled`),
      expect.stringContaining(`wan resume ${refused.document().run}`),
    ]);
  });

  it('pays for nothing again when the file is gone and its provider no longer keeps it', async () => {
    const studio = await planned('--output', 'clip.mp4');
    await studio.apply();
    rmSync(join(studio.cwd, 'clip.mp4'));
    studio.clock.advance(9 * 24 * 3_600_000);
    expect(await outcome(studio.apply(), studio)).toEqual([2, 'plan.changed', 1]);
  });

  it('tells the verdict on a failed clip again', async () => {
    const studio = await planned();
    studio.fal.fail({ on: 'submit', how: { kind: 'task-failed' } });
    await studio.apply();
    expect(await outcome(studio.apply(), studio)).toEqual([5, null, 1]);
  });

  it('goes on after a submit that was not accepted', async () => {
    const studio = await planned();
    studio.fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
    expect((await studio.apply()).exitCode).toBe(10);
    studio.fal.clearFaults();
    expect(await outcome(studio.apply(), studio)).toEqual([0, null, 1]);
  });

  it.each([['--force'], ['--fallback', 'wavespeed'], ['--webhook', 'https://hooks.example/wan']])(
    'with %s is refused before anything is sent: that belongs to the plan',
    async (...flags) => {
      const studio = await planned();
      expect(await outcome(studio.apply(...flags), studio)).toEqual([2, 'usage.invalid', 0]);
    },
  );

  it('reuses a clip of the same seed that was made since the plan', async () => {
    const studio = await planned('-s', '4');
    await studio.generate('-s', '4');
    const run = await studio.apply();
    expect([run.document().totals.reused, studio.fal.billableSubmits]).toEqual([1, 1]);
  });

  it('is rendered as reviewed when the plan was made with --force, and only once', async () => {
    const studio = await openStudio();
    await studio.generate('-s', '4');
    await studio.desk.run('plan', 'generate', ...request, '-s', '4', '--force', '-o', 'plan.json');
    const apply = () => studio.desk.run('apply', 'plan.json', '--yes', '--json');
    expect(await outcome(apply(), studio)).toEqual([0, null, 2]);
    expect(await outcome(apply(), studio)).toEqual([0, null, 2]);
  });

  it('retries what failed when the plan was made with --retry-failed', async () => {
    const studio = await openStudio();
    writeFileSync(join(studio.cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\n');
    const rows = ['batch', 'rows.csv', ...request.slice(3)];
    studio.fal.fail({ on: 'submit', how: { kind: 'task-failed' } });
    await studio.desk.run(...rows);
    await studio.desk.run('plan', ...rows, '--retry-failed', '-o', 'plan.json');
    const apply = () => studio.desk.run('apply', 'plan.json', '--yes', '--json');
    expect(await outcome(apply(), studio)).toEqual([0, null, 2]);
    expect(await outcome(apply(), studio)).toEqual([0, null, 2]);
  });

  it('makes its own clip of a drawn seed, not one that somebody left unfinished', async () => {
    const studio = await planned();
    await studio.generate('--detach');
    const { job, seed } = studio.read().clips[0];
    expect((await studio.apply()).document().jobs).toMatchObject([{ id: job, seed, status: 'done' }]);
    expect(await outcome(studio.apply(), studio)).toEqual([0, null, 2]);
  });

  it('keeps the drawn seed of a new clip beside one that it goes on with', async () => {
    const studio = await openStudio();
    await studio.generate('--detach');
    await studio.desk.run('plan', 'generate', ...request, '-c', '2', '-o', 'plan.json');
    const { clips } = JSON.parse(readFileSync(join(studio.cwd, 'plan.json'), 'utf8'));
    expect(clips.map(({ action }: { action: string }) => action)).toEqual(['continue', 'render']);
    const run = await studio.desk.run('apply', 'plan.json', '--yes', '--json');
    expect(run.document().jobs).toMatchObject(
      clips.map(({ job, seed }: { job: string; seed: number }) => ({ id: job, seed })),
    );
    expect(submits(studio).at(-1)?.json).toMatchObject({ seed: clips[1].seed });
  });

  it('replaces a file that came into the way when told to', async () => {
    const studio = await planned('--output', 'clip.mp4');
    writeFileSync(join(studio.cwd, 'clip.mp4'), 'mine');
    expect(await outcome(studio.apply(), studio)).toEqual([2, 'output.conflict', 0]);
    expect(await outcome(studio.apply('--overwrite'), studio)).toEqual([0, null, 1]);
  });
});

describe('a planned film', () => {
  const film = ['chain', 'hero.png', '--shot', 'dusk', '--shot', 'rain', ...request.slice(3), '-r', '480p', '-s', '0'];

  async function plannedFilm() {
    const studio = await openStudio();
    const made = await studio.desk.run('plan', ...film, '-o', 'plan.json', '--output', 'film.mp4');
    expect(made.exitCode).toBe(0);
    return { ...studio, apply: (...flags: string[]) => studio.desk.run('apply', 'plan.json', '--json', ...flags) };
  }

  it('is made once, however often it is applied', async () => {
    const { apply, fal, exists } = await plannedFilm();
    const runs = [await apply(), await apply()];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect([fal.billableSubmits, exists('film.mp4')]).toEqual([2, true]);
  });

  it('is refused before anything is paid when its name is taken since', async () => {
    const { apply, fal, cwd } = await plannedFilm();
    writeFileSync(join(cwd, 'film.mp4'), 'mine');
    const refused = await apply();
    expect([refused.exitCode, refused.document().error?.code, fal.billableSubmits]).toEqual([2, 'output.conflict', 0]);
    expect((await apply('--overwrite')).document()).toMatchObject({
      exitCode: 0,
      film: { output: join(cwd, 'film.mp4') },
    });
  });

  it('is refused when its shots were made by another command since: they are other jobs', async () => {
    const { apply, desk, fal } = await plannedFilm();
    await desk.run(...film, '-o', 'other.mp4');
    const refused = await apply();
    expect([refused.exitCode, refused.document().error?.code, fal.billableSubmits]).toEqual([2, 'plan.changed', 2]);
  });
});
