import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { openStudio } from './studio.js';

const flags = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json'];

async function oneRow(summary: string) {
  const studio = await openStudio({ GITHUB_STEP_SUMMARY: summary });
  writeFileSync(join(studio.cwd, 'rows.csv'), 'image,prompt\nhero.png,waves\n');
  return { ...studio, batch: (...more: readonly string[]) => studio.desk.run('batch', 'rows.csv', ...flags, ...more) };
}

describe('what is written about a run', () => {
  it('is no error where it is the summary of the step, which nobody asked for', async () => {
    const { batch } = await oneRow(temporaryDirectory());
    const run = await batch();
    expect([run.exitCode, run.document().error, run.document().totals.done]).toEqual([0, null, 1]);
    expect(run.stderr).toContain('the summary of this step was not written');
  });

  it('says in the summary why a run was refused for its cap', async () => {
    const summary = join(temporaryDirectory(), 'summary.md');
    const { batch, fal } = await oneRow(summary);
    const run = await batch('--max-cost', '0.05');
    expect([run.exitCode, fal.billableSubmits]).toEqual([10, 0]);
    expect(readFileSync(summary, 'utf8')).toMatch(
      /rows.*\n\nNot run: this run would cost about .*0\\?\.05; nothing was sent/,
    );
  });

  it.each(['md', 'html', 'json'])(
    'replaces the .%s report of the run before, and no other file unasked',
    async (ending) => {
      const { batch, cwd, fal } = await oneRow('');
      const file = join(cwd, `README.${ending}`);
      writeFileSync(file, 'what I wrote');
      const refused = await batch('--report', file);
      expect([refused.exitCode, refused.document().error?.code, fal.billableSubmits]).toEqual([
        2,
        'output.conflict',
        0,
      ]);
      expect(readFileSync(file, 'utf8')).toBe('what I wrote');
      expect((await batch('--report', file, '--overwrite')).exitCode).toBe(0);
      expect((await batch('--report', file)).exitCode).toBe(0);
      expect(fal.billableSubmits).toBe(1);
    },
  );

  it('goes to the summary though the report fails', async () => {
    const summary = join(temporaryDirectory(), 'summary.md');
    const { batch, cwd, fal, clock } = await oneRow(summary);
    const { sleep } = clock;
    // The folder was found good before anything was paid; then a file took its name.
    Object.assign(clock, {
      sleep: (...waiting: Parameters<typeof sleep>) => {
        writeFileSync(join(cwd, 'in-the-way'), '');
        return sleep(...waiting);
      },
    });
    const run = await batch('--report', join(cwd, 'in-the-way', 'report.md'));
    expect([run.exitCode, run.document().error?.exitCode, fal.billableSubmits]).toEqual([7, 7, 1]);
    expect(readFileSync(summary, 'utf8')).toContain('waves');
  });
});
