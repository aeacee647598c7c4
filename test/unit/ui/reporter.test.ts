import { describe, expect, it } from 'vitest';
import { resultDocument } from '../../../src/jobs/summary.js';
import type { OutputStream } from '../../../src/runtime.js';
import { createReporter, type ReporterOptions } from '../../../src/ui/reporter.js';
import { createSafeStream } from '../../../src/ui/safe-stream.js';
import { fakeStream } from './fake-stream.js';
import { jobEvent, jobReport, refusal } from './reports.js';

const clock = { now: () => 0, monotonic: () => 0, every: () => () => {} };

async function runReporter(options: Partial<ReporterOptions> = {}) {
  const stdout = fakeStream();
  const stderr = fakeStream();
  const reporter = await createReporter({
    mode: 'text',
    stdout,
    stderr,
    env: {},
    clock,
    verbosity: 'normal',
    ...options,
  });
  reporter.report({ type: 'run', run: 'r_1', jobs: 2, command: 'batch' });
  reporter.report(jobEvent('a', 'done', { output: '/clips/a.mp4' }));
  reporter.report(jobEvent('b', 'failed', { error: refusal }));
  const jobs = [jobReport('a', 'done'), jobReport('b', 'failed', { error: refusal })];
  reporter.finish(resultDocument({ command: 'batch', run: 'r_1', jobs }));
  return { out: stdout.text(), err: stderr.text() };
}

describe('the reporter', () => {
  it('puts results on stdout and everything else on stderr', async () => {
    const { out, err } = await runReporter();
    expect(out).toBe('/clips/a.mp4\n');
    expect(err).toBe(
      [
        'run r_1: 2 jobs',
        'a.png: done, $0.10',
        'b.png: failed (provider.refused)',
        '1 done, 1 failed · $0.20 (estimate $0.20)',
        'error: fal refused: the image is too small',
        '  in b',
        'hint: use an image of 512 px or more',
        '',
      ].join('\n'),
    );
  });

  it('keeps stdout and errors under -q, and nothing else', async () => {
    const { out, err } = await runReporter({ verbosity: 'quiet' });
    expect(out).toBe('/clips/a.mp4\n');
    expect(err).toMatch(/^error: .*\n {2}in b\nhint: .*\n$/);
  });

  it('gives scripts one document and people their lines with --json', async () => {
    const { out, err } = await runReporter({ mode: 'json' });
    expect(JSON.parse(out)).toMatchObject({ version: 1, exitCode: 3, run: 'r_1' });
    expect(err).toContain('a.png: done');
  });

  it('gives scripts each event with --jsonl', async () => {
    const { out } = await runReporter({ mode: 'jsonl', verbosity: 'quiet' });
    const types = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types).toEqual(['run', 'job', 'job', 'result']);
  });

  it('colours lines only when asked to, and never what a script reads', async () => {
    const forced = await runReporter({ env: { FORCE_COLOR: '1' } });
    expect(forced.err).toContain('\u001b[31merror:\u001b[39m');
    expect(forced.out).toBe('/clips/a.mp4\n');
    const off = await runReporter({ env: { FORCE_COLOR: '1' }, colour: false });
    expect(off.err).not.toContain('\u001b');
  });

  it.each([{ TERM: 'dumb' }, { CI: 'true' }])('redraws nothing on a terminal with %j', async (env) => {
    const stderr = fakeStream({ isTTY: true, columns: 80 });
    await runReporter({ env, stderr });
    expect(stderr.text()).toContain('run r_1: 2 jobs\n');
    expect(stderr.text()).not.toContain('\u001b');
  });

  it('survives a reader that has gone away, on either side', async () => {
    const gone: OutputStream = {
      write: () => {
        throw new Error('write EPIPE');
      },
    };
    await expect(runReporter({ stdout: gone, stderr: gone })).resolves.toEqual({ out: '', err: '' });
    expect((await runReporter({ stdout: gone })).err).toContain('error: fal refused');
  });
});

describe('a safe stream', () => {
  it('writes nothing more after the first failure', () => {
    let tries = 0;
    const stream = createSafeStream({
      write: () => {
        tries += 1;
        throw new Error('write EPIPE');
      },
    });
    expect([stream.write('a'), stream.write('b')]).toEqual([true, true]);
    expect(tries).toBe(1);
  });

  it('follows the width of a window that is resized', () => {
    const target = { isTTY: true, columns: 80, write: () => true };
    const stream = createSafeStream(target);
    target.columns = 40;
    expect([stream.isTTY, stream.columns]).toEqual([true, 40]);
  });
});
