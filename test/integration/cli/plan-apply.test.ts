import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
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

  it('keeps what was there in the plan: a finished clip is not planned again', async () => {
    const { apply, desk, read } = await planned('-s', '5');
    await apply();
    await desk.run('plan', 'generate', ...request, '-s', '5', '-o', 'plan.json', '--overwrite');
    expect(read().clips).toMatchObject([{ action: 'reuse', usd: 0 }]);
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
