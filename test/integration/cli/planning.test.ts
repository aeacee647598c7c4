import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio, type Studio } from './studio.js';

/** More than are planned between two looks at what else there is to do. */
const many = 600;

function writeRows({ cwd }: Studio, rowOf: (row: number) => string): void {
  const rows = Array.from({ length: many }, (_, index) => rowOf(index + 1));
  writeFileSync(join(cwd, 'rows.csv'), `image,prompt,duration\n${rows.join('\n')}\n`);
}

const batch = ({ desk }: Studio, ...more: readonly string[]) =>
  desk.run('batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json', ...more);

const plannedShape = z.object({
  requests: z.array(z.object({ row: z.number(), clips: z.array(z.object({ seed: z.number() })) })),
});

describe('planning many rows', () => {
  it('ends at Ctrl-C, with nothing sent and nothing written down', async () => {
    const clock = createFakeClock();
    const listening = {
      ...clock,
      sleep: async (ms: number, signal?: AbortSignal) => {
        if (ms === 0) studio.desk.interrupt('SIGINT');
        await clock.sleep(ms, signal);
      },
    };
    const studio: Studio = await openStudio({}, listening);
    writeRows(studio, (row) => `hero.png,take ${row},`);
    const run = await batch(studio);
    expect(run.exitCode).toBe(130);
    expect(run.document().error?.code).toBe('signal.interrupted');
    expect(studio.fal.requests).toEqual([]);
    const known = (await studio.desk.run('jobs', '--json')).document();
    expect(known.jobs).toEqual([]);
  });

  it('tells the faults of the file and of the models at once, however far apart their rows are', async () => {
    const studio = await openStudio();
    const lengths: Readonly<Record<number, string>> = { 3: '7', 599: 'long' };
    writeRows(studio, (row) => `${row === 300 ? 'gone.png' : 'hero.png'},take ${row},${lengths[row] ?? ''}`);
    const run = await batch(studio);
    const rows = [...(run.document().error?.message ?? '').matchAll(/row (\d+)/g)].map(([, row]) => Number(row));
    expect([run.exitCode, rows, studio.fal.requests.length]).toEqual([2, [3, 300, 599], 0]);
  });

  it('keeps the order of the rows, and draws each the seed that it draws alone', async () => {
    const studio = await openStudio();
    writeRows(studio, (row) => `hero.png,take ${row},`);
    const plan = async () => plannedShape.parse((await batch(studio, '--dry-run')).document().data);
    const { requests } = await plan();
    expect(requests.map(({ row }) => row)).toEqual(Array.from({ length: many }, (_, index) => index + 1));
    const seeds = requests.map(({ clips }) => clips[0]?.seed);
    expect(new Set(seeds).size).toBe(many);
    expect((await plan()).requests.map(({ clips }) => clips[0]?.seed)).toEqual(seeds);
  });
});
