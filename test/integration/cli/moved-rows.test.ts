import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStudio, type Studio } from './studio.js';

const lamp = 'a,hero.png,the lamp is lit,1';
const gull = 'b,hero.png,a gull,2';
const boat = 'x,hero.png,a boat,3';

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

function batch(studio: Studio, rows: readonly string[], ...more: readonly string[]) {
  writeFileSync(join(studio.cwd, 'rows.csv'), `${['id,image,prompt,seed', ...rows].join('\n')}\n`);
  const flags = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json'];
  return studio.desk.run('batch', 'rows.csv', ...flags, ...more);
}

describe('a batch whose rows have moved', () => {
  it.each([
    ['rows that changed places', [gull, lamp]],
    ['a row that was put first', [boat, lamp, gull]],
  ])('does not put one paid clip over another: names by position, %s, --overwrite', async (_, rows) => {
    const studio = await openStudio();
    const first = (await batch(studio, [lamp, gull], '-o', '{index}.mp4')).document();
    const files = first.jobs.map(({ output }) => output ?? '');
    const before = files.map(digest);
    const again = await batch(studio, rows, '-o', '{index}.mp4', '--overwrite');
    expect(again.exitCode).toBe(2);
    expect(again.document().error).toMatchObject({
      code: 'output.conflict',
      hint: expect.stringContaining('{row.id}'),
    });
    expect([studio.fal.billableSubmits, files.map(digest)]).toEqual([2, before]);
  });

  it('does not mix up clips whose files were deleted either', async () => {
    const studio = await openStudio();
    const { jobs } = (await batch(studio, [lamp, gull], '-o', '{index}.mp4')).document();
    for (const { output } of jobs) rmSync(output ?? '');
    expect((await batch(studio, [gull, lamp], '-o', '{index}.mp4', '--overwrite')).exitCode).toBe(2);
    const again = (await batch(studio, [gull, lamp], '-o', '{row.id}.mp4')).document();
    const held = again.jobs.map(({ id, output }) => readFileSync(output ?? '').includes(id));
    expect([held, studio.fal.billableSubmits]).toEqual([[true, true], 2]);
  });

  it('tells each clip by the row that it has now', async () => {
    const studio = await openStudio();
    await batch(studio, [lamp, gull]);
    const { jobs } = (await batch(studio, [gull, boat, lamp])).document();
    expect(jobs.map(({ row, reused }) => [row, reused])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
  });
});

describe('a clip that a later one was put over', () => {
  it('is fetched again rather than taken for the later one, though both have the same size', async () => {
    const studio = await openStudio();
    const generate = (prompt: string, output: string, ...more: readonly string[]) =>
      studio.desk.run(
        ...['generate', 'hero.png', '-p', prompt, '--provider', 'fal', '-m', 'wan-2.2-turbo', '-s', '1', '--yes'],
        ...['--json', '-o', output, ...more],
      );
    const first = (await generate('the lamp is lit', 'g.mp4')).document();
    await generate('the lamp is out', 'g.mp4', '--overwrite');
    const again = (await generate('the lamp is lit', 'old.mp4')).document();
    expect(again.jobs[0]?.id).toBe(first.jobs[0]?.id);
    expect(readFileSync(join(studio.cwd, 'old.mp4')).includes(first.jobs[0]?.id ?? '-')).toBe(true);
    expect(studio.fal.billableSubmits).toBe(2);
  });
});

describe('a clip that is used again under another name', () => {
  it('has one path on stdout, that of its copy', async () => {
    const studio = await openStudio();
    const generate = (output: string) =>
      studio.desk.run(
        ...['generate', 'hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo'],
        ...['-s', '1', '--yes', '-o', output],
      );
    await generate('one.mp4');
    expect((await generate('two.mp4')).stdout).toBe(`${join(studio.cwd, 'two.mp4')}\n`);
  });
});
