import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStudio } from './studio.js';

/** A batch with one row for each output. */
async function rowsNamed(...outputs: readonly string[]) {
  const studio = await openStudio();
  const write = (...names: readonly string[]) => {
    const rows = names.map((name, index) => `hero.png,take ${index},${index},${name}`);
    writeFileSync(join(studio.cwd, 'rows.csv'), `${['image,prompt,seed,output', ...rows].join('\n')}\n`);
  };
  write(...outputs);
  const batch = (...more: readonly string[]) =>
    studio.desk.run('batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json', ...more);
  const clips = () => readdirSync(studio.cwd).filter((name) => /\.(mp4|mov)$/.test(name));
  return { ...studio, write, batch, clips };
}

describe('two clips whose names differ only by the extension', () => {
  it.each([[[]], [['--overwrite']]])('are refused before anything is paid, with the flags %j', async (flags) => {
    const { batch, fal } = await rowsNamed('x.mov', 'x.mp4');
    const run = await batch(...flags);
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([2, 'output.conflict', 0]);
    expect(run.document().error?.message).toMatch(/x\.mov and x\.mp4, which differ only by the extension$/);
  });

  it('are refused when one of them is there already, for the other would replace it', async () => {
    const { batch, write, fal, clips } = await rowsNamed('x.mov');
    expect((await batch()).exitCode).toBe(0);
    write('x.mov', 'x.mp4');
    const run = await batch('--overwrite');
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([2, 'output.conflict', 1]);
    expect(clips()).toEqual(['x.mp4']);
  });

  it('are refused when one of them is still to be fetched', async () => {
    const { batch, write, fal } = await rowsNamed('x.mov');
    expect((await batch('--detach')).exitCode).toBe(0);
    write('x.mov', 'x.mp4');
    const run = await batch('--overwrite');
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([2, 'output.conflict', 1]);
  });

  it('are refused when both are one name, of which one is there already', async () => {
    const { batch, write, fal } = await rowsNamed('x.mp4');
    expect((await batch()).exitCode).toBe(0);
    write('x.mp4', 'x.mp4');
    expect((await batch('--overwrite')).exitCode).toBe(2);
    expect(fal.billableSubmits).toBe(1);
  });
});

describe('a name with the extension of another container', () => {
  it('makes no second file when its clip is reused', async () => {
    const { batch, clips, cwd } = await rowsNamed('x.mov');
    await batch();
    const again = (await batch()).document();
    expect(again.jobs[0]).toMatchObject({ reused: true, output: join(cwd, 'x.mp4') });
    expect(clips()).toEqual(['x.mp4']);
  });

  it('gives a copy of a reused clip the extension of what it is, replacing nothing', async () => {
    const { generate, cwd, exists } = await openStudio();
    await generate('-s', '7', '-o', 'x.mp4');
    await generate('-s', '8', '-o', 'y.mp4');
    const copied = (await generate('-s', '7', '-o', 'y.mov', '--overwrite')).document();
    expect(copied.jobs[0]?.output).toMatch(/y-j_\w+\.mp4$/);
    expect(exists('y.mov')).toBe(false);
    const free = (await generate('-s', '7', '-o', 'z.mov')).document();
    expect(free.jobs[0]?.output).toBe(join(cwd, 'z.mp4'));
  });
});

describe('two clips whose names differ only by the case of letters', () => {
  it('are refused as such, naming no job that does not exist', async () => {
    const { batch, fal } = await rowsNamed('A.mp4', 'a.mp4');
    const run = await batch();
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([2, 'output.conflict', 0]);
    expect(run.document().error?.message).toMatch(/^two clips would be .*A\.mp4 and a\.mp4/);
    expect(JSON.stringify(run.document().error)).not.toContain('j_');
  });
});
